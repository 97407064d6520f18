import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deviceIdSchema,
  managerIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  vmIdOf,
} from '../../../server/domain/ids'
import { planContentSchema } from '../../../server/domain/plan'
import type { RunWithSteps } from '../../../server/domain/run'
import { callMutation, callQuery } from '../../../server/services/call-verb'
import { docOf } from '../../../server/services/latest-doc'
import { forecastContent } from '../../../server/services/plans/forecast-plan'
import { setMode } from '../../../server/services/plans/set-mode'
import { smallDatacenter } from '../../../server/simulator/small-datacenter'
import type { VmConfig, WorldConfig } from '../../../server/simulator/world/config'
import { until } from '../../../server/testing/require-peer'
import { type CommandedSite, startCommandedSite } from '../ups/commanded-site'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const vmOf = (vmid: number, name: string, hostName: string, tag: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:04:${vmid - 400}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
  tags: [tag],
})

/** A battery for two and a half minutes, told in whole ones; two guests of the highest tier, and two of the lowest. */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: [{ name: 'Row', requiredDevices: 1 }],
  upses: [
    {
      ...upsModel,
      name: 'ups',
      groupName: 'Row',
      family: 'apc-powernet',
      ratedWatts: 500,
      battery: { ...upsModel.battery, fullLoadRuntimeSeconds: 200, rechargeSeconds: 100_000, lowRuntimeSeconds: 5 },
      startChargePercent: 80,
    },
  ],
  hosts: ['host-1', 'host-2'].map((name) => ({ ...hostModel, name, feeds: ['ups'] })),
  vms: [
    vmOf(411, 'gold-1', 'host-1', 'tier-0'),
    vmOf(412, 'gold-2', 'host-2', 'tier-0'),
    vmOf(421, 'scrap-1', 'host-1', 'tier-3'),
    vmOf(422, 'scrap-2', 'host-2', 'tier-3'),
  ],
}

const MANAGER = managerIdSchema.parse('pve')
const ROW = powerGroupIdSchema.parse('row')
const PLAN = planIdSchema.parse('plan')
const VERSION = planVersionIdSchema.parse('version')

/** The most important ones stand first in it: it is their value that decides, not their place. */
const content = planContentSchema.parse({
  reserveSeconds: 10,
  stages: [
    {
      id: 'all',
      name: 'All',
      triggers: [{ kind: 'seconds-on-battery', seconds: 3 }],
      placements: config.vms.map(({ name, uuid, vmid }) => ({
        vmId: vmIdOf(MANAGER, { uuid, nativeId: String(vmid) }),
        vmName: name,
        action: 'shutdown',
        limitSeconds: 10,
      })),
    },
  ],
  shedding: 'by-value',
  recovery: { minChargePercent: 0, steadySeconds: 0, startVms: true, moveHome: false, startLimitSeconds: 60 },
})

describe('VMs are stopped by value, with the engine and a simulated datacenter', () => {
  let commanded: CommandedSite
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
      120_000,
    )
  const stepOf = (run: RunWithSteps, name: string) =>
    run.steps.find(({ object, direction }) => object.name === name && direction === 'down')
  const isDone = (run: RunWithSteps, ...names: readonly string[]) => names.every((name) => stepOf(run, name)?.state === 'done')
  const journalled = (kind: string) => commanded.world.store.read.journal.page({ kinds: [kind], limit: 20 })

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
    await callMutation(world.host, setMode, world.caller('admin'), {
      planId: PLAN,
      mode: 'armed',
      reason: 'a test',
      actsAtOnce: true,
    })
    await until(
      'the plan to be known',
      async () => docOf('group', await world.store.read.latest.get('group', ROW))?.planName === 'Row',
    )
  })
  afterAll(async () => {
    await commanded?.close()
  })

  it('the builder foretells that the important ones go on for longer', async () => {
    const { world } = commanded
    const input = forecastContent.input.parse({ powerGroupId: ROW, content })
    const forecast = await callQuery(world.host, forecastContent, world.caller('admin'), input)
    const startOf = (name: string): number => forecast.bars.find((bar) => bar.name === name)?.startSeconds ?? 0
    expect(Math.min(startOf('gold-1'), startOf('gold-2'))).toBeGreaterThan(Math.max(startOf('scrap-1'), startOf('scrap-2')) + 10)
    expect(forecast.verdict).toBe('clean')
  })

  it('D2 K1 in an outage the less important ones are stopped first, the others go on, and the journal has the numbers', async () => {
    commanded.site.world.setMains(false)
    const run = await untilRun('the less important ones to be off', (now) => isDone(now, 'scrap-1', 'scrap-2'))
    expect(running()).toEqual(['gold-1', 'gold-2'])
    for (const name of ['gold-1', 'gold-2']) expect(stepOf(run, name)).toMatchObject({ state: 'pending', attempts: [] })
    const stopped = await journalled('step.shed')
    expect(stopped.map(({ object }) => object?.name).toSorted()).toEqual(['scrap-1', 'scrap-2'])
    expect(stopped[0]?.data).toMatchObject({
      tier: 3,
      groupWatts: expect.any(Number) as unknown,
      lastsAtWorstSeconds: expect.any(Number) as unknown,
    })
    expect((await journalled('run.shed-planned')).at(-1)?.message).toContain('gold-1 in ')
  })

  it('they end by themselves before the reserve, long after the others, and nobody is forced or cut off', async () => {
    const run = await untilRun('all to be off', (now) => isDone(now, 'gold-1', 'gold-2'))
    const startedAt = (name: string): number => stepOf(run, name)?.startedAtMs ?? 0
    expect(Math.min(startedAt('gold-1'), startedAt('gold-2')) - startedAt('scrap-1')).toBeGreaterThan(20_000)
    expect(
      run.steps.flatMap(({ attempts }) => attempts.map(({ action }) => action)).every((action) => action === 'shutdown'),
    ).toBe(true)
    expect(commanded.site.world.ups('ups').chargeFraction).toBeGreaterThan(0.05)
    expect(commanded.site.world.state.kills).toEqual([])
  })

  it('R1 the mains return, and everything comes back', async () => {
    commanded.site.world.setMains(true)
    await untilRun('it to be done', ({ phase }) => phase === 'done')
    expect(running()).toEqual(['gold-1', 'gold-2', 'scrap-1', 'scrap-2'])
    expect(await commanded.world.store.read.journal.verify()).toMatchObject({ ok: true })
  })
})
