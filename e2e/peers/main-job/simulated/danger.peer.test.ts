import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deviceIdSchema,
  managerIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  runIdSchema,
  vmIdOf,
} from '../../../../server/domain/ids'
import { planContentSchema } from '../../../../server/domain/plan'
import type { RunWithSteps } from '../../../../server/domain/run'
import { callMutation } from '../../../../server/services/call-verb'
import { docOf, docsOf } from '../../../../server/services/latest-doc'
import { setMode } from '../../../../server/services/plans/set-mode'
import { abortRun } from '../../../../server/services/runs/abort-run'
import { continueRun } from '../../../../server/services/runs/continue-run'
import { smallDatacenter } from '../../../../server/simulator/small-datacenter'
import type { VmConfig, WorldConfig } from '../../../../server/simulator/world/config'
import { until } from '../../../../server/testing/require-peer'
import { type CommandedSite, startCommandedSite } from '../../ups/commanded-site'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const vmOf = (vmid: number, name: string, hostName: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:03:${vmid - 300}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
})

/** One UPS for 500 W; two hosts and four guests draw 480 W of it. */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: [{ name: 'Row', requiredDevices: 1 }],
  upses: [{ ...upsModel, name: 'ups', groupName: 'Row', ratedWatts: 500 }],
  hosts: ['host-1', 'host-2'].map((name) => ({ ...hostModel, name, feeds: ['ups'] })),
  vms: [
    vmOf(311, 'batch-1', 'host-1'),
    vmOf(312, 'batch-2', 'host-2'),
    vmOf(321, 'core-1', 'host-1'),
    vmOf(322, 'core-2', 'host-2'),
  ],
}
const ALL = ['batch-1', 'batch-2', 'core-1', 'core-2']
const CORE = ['core-1', 'core-2']

const MANAGER = managerIdSchema.parse('pve')
const ROW = powerGroupIdSchema.parse('row')
const PLAN = planIdSchema.parse('plan')
const VERSION = planVersionIdSchema.parse('version')

const placed = (prefix: string) =>
  config.vms
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, uuid, vmid }) => ({
      vmId: vmIdOf(MANAGER, { uuid, nativeId: String(vmid) }),
      vmName: name,
      action: 'shutdown',
      limitSeconds: 60,
    }))

/** It would come back at once, if it came back by itself. */
const content = planContentSchema.parse({
  reserveSeconds: 10,
  stages: [
    {
      id: 'batch',
      name: 'Batch',
      triggers: [
        { kind: 'seconds-on-battery', seconds: 3 },
        { kind: 'temperature-at-least', celsius: 40, seconds: 5 },
        { kind: 'overload', seconds: 5 },
      ],
      placements: placed('batch'),
    },
    { id: 'core', name: 'Core', triggers: [{ kind: 'low-battery' }], placements: placed('core') },
  ],
  hosts: { action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 60 },
  recovery: { minChargePercent: 0, steadySeconds: 0, startVms: true, moveHome: false, startLimitSeconds: 60 },
})

describe('dangers on live mains, with the engine and a simulated datacenter', () => {
  let commanded: CommandedSite
  const ups = () => commanded.site.world.ups('ups')
  const running = (): readonly string[] =>
    [...commanded.site.world.state.vms.values()]
      .filter(({ power }) => power === 'on')
      .map((vm) => vm.config.name)
      .toSorted()
  const newestRun = async (): Promise<RunWithSteps | null> => {
    const { runs } = commanded.world.store.read
    const newest = (await runs.list({ limit: 1, kind: 'outage' })).at(0)
    return newest === undefined ? null : runs.get(newest.id)
  }
  const untilRun = (what: string, isSo: (run: RunWithSteps) => boolean): Promise<RunWithSteps> =>
    until(
      what,
      async () => {
        const run = await newestRun()
        return run !== null && isSo(run) ? run : null
      },
      100_000,
    )
  const latest = () => commanded.world.store.read.latest
  const groupNow = async () => docOf('group', await latest().get('group', ROW))
  const alarms = async () => docsOf('alarm', await latest().all('alarm')).map(({ code }) => code)
  /** The engine has looked again and again. */
  const lookedFor = async (seconds: number): Promise<void> => {
    const beat = async () => docOf('engine', await latest().get('engine', 'engine'))?.beatAtMs ?? 0
    const from = await beat()
    await until(`${seconds} s of looking`, async () => (await beat()) >= from + seconds * 1000, (seconds + 20) * 1000)
  }
  const say = (verb: typeof continueRun | typeof abortRun, run: RunWithSteps) =>
    callMutation(commanded.world.host, verb, commanded.world.caller('operator'), {
      runId: runIdSchema.parse(run.id),
      reason: 'a test',
    })

  beforeAll(async () => {
    commanded = await startCommandedSite(config)
    const { world } = commanded
    await world.store.write(async (tx) => {
      await tx.groups.put({ id: ROW, name: 'Row', deviceIds: [deviceIdSchema.parse('ups')], requiredDevices: 1 })
      const plan = { id: PLAN, name: 'Row', powerGroupId: ROW, mode: 'unarmed' as const, createdAtMs: 0 }
      await tx.plans.put({ ...plan, publishedVersionId: null })
      await tx.plans.addVersion({ id: VERSION, planId: PLAN, number: 1, content, createdBy: 'test', createdAtMs: 0, note: null })
      await tx.plans.put({ ...plan, publishedVersionId: VERSION })
    })
    await callMutation(world.host, setMode, world.caller('admin'), { planId: PLAN, mode: 'unarmed', reason: null })
    await until('the plan to be known', async () => (await groupNow())?.planName === 'Row')
  })
  afterAll(async () => {
    await commanded?.close()
  })

  it('A10 an overload under a plan that is not armed is an alarm, and nothing else', async () => {
    commanded.site.world.setExtraLoad('ups', 50)
    await until('the alarm', async () => (await alarms()).includes('overload'))
    await lookedFor(8)
    expect(await newestRun()).toBeNull()
    expect(running()).toEqual(ALL)
  })

  it('P8 an overload on mains sheds the first stage of an armed plan, and no more', async () => {
    const { world } = commanded
    await callMutation(world.host, setMode, world.caller('admin'), {
      planId: PLAN,
      mode: 'armed',
      reason: 'a test',
      actsAtOnce: true,
    })
    const run = await untilRun(
      'the first stage to be off',
      ({ steps }) => steps.length > 0 && steps.every(({ state }) => state === 'done'),
    )
    expect(run).toMatchObject({ phase: 'shedding', outageStartedAtMs: null, danger: { kinds: ['overload'], over: false } })
    expect(run.fired).toMatchObject([{ stageName: 'Batch', why: expect.stringContaining('ups: overloaded for') as unknown }])
    expect(running()).toEqual(CORE)
    expect(await groupNow()).toMatchObject({ condition: 'on-mains', severity: 'warning', danger: { over: false } })
    expect(await alarms()).toContain('danger')
  })

  it('P8 it ended by the shedding: nothing comes back by itself, and the screens say who is waited for', async () => {
    const run = await untilRun('it to wait for a person', ({ phase }) => phase === 'waiting')
    expect(run.heldSinceMs).not.toBeNull()
    expect(run.danger).toEqual({ kinds: ['overload'], over: true })
    await lookedFor(6)
    expect((await newestRun())?.phase).toBe('waiting')
    expect(running()).toEqual(CORE)
    expect(await groupNow()).toMatchObject({ severity: 'advisory', danger: { over: true } })
    expect(await alarms()).toContain('danger-over')
  })

  it('P8 R1 a person continues, and everything comes back', async () => {
    commanded.site.world.setExtraLoad('ups', 0)
    await say(continueRun, await untilRun('the run', () => true))
    await untilRun('it to be done', ({ phase }) => phase === 'done')
    expect(running()).toEqual(ALL)
    expect((await groupNow())?.danger ?? null).toBeNull()
    expect((await alarms()).filter((code) => code.startsWith('danger'))).toEqual([])
  })

  it('A6 R1 a person continues while the danger lasts: everything comes back, and it is not heard again until it has passed', async () => {
    commanded.site.world.setExtraLoad('ups', 160)
    const shed = await untilRun(
      'the overload to be shed for',
      ({ phase, danger }) => phase === 'shedding' && danger?.over === false,
    )
    await untilRun('the stage to be off', ({ steps }) => steps.length > 0 && steps.every(({ state }) => state === 'done'))
    expect(running()).toEqual(CORE)
    await say(continueRun, shed)
    await untilRun('it to be done', ({ id, phase }) => id === shed.id && phase === 'done')
    expect(running()).toEqual(ALL)
    await lookedFor(8)
    expect((await newestRun())?.id).toBe(shed.id)
    expect(await alarms()).toContain('overload')
    commanded.site.world.setExtraLoad('ups', 0)
  })

  it('A6 a danger that a person aborted is not heard again while it lasts; an outage meanwhile is', async () => {
    commanded.site.world.setCooling(false)
    // Not further at once: a jump would be doubted (P4).
    ups().celsius = 31
    const hot = await untilRun('the heat to be shed for', ({ phase, danger }) => phase === 'shedding' && danger?.over === false)
    expect(hot.danger?.kinds).toEqual(['temperature-at-least'])
    await say(abortRun, hot)
    await untilRun('it to be aborted', ({ phase }) => phase === 'aborted')
    await lookedFor(8)
    expect((await newestRun())?.id).toBe(hot.id)
    commanded.site.world.setMains(false)
    const outage = await untilRun('the outage', ({ id, fired }) => id !== hot.id && fired.length > 0)
    expect(outage).toMatchObject({ phase: 'shedding', danger: null })
    expect(outage.outageStartedAtMs).not.toBeNull()
    commanded.site.world.setMains(true)
    await untilRun('it to be over by itself', ({ id, phase }) => id === outage.id && phase === 'done')
    expect(commanded.site.world.state.kills).toEqual([])
    expect(await commanded.world.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})
