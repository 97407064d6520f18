import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deviceIdSchema,
  orderIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  type VmId,
  vmIdOf,
} from '../../../../server/domain/ids'
import { planContentSchema } from '../../../../server/domain/plan'
import { type RunWithSteps, withoutRecords } from '../../../../server/domain/run'
import { callMutation, callQuery } from '../../../../server/services/call-verb'
import { docOf } from '../../../../server/services/latest-doc'
import { previewMaintenance } from '../../../../server/services/maintenance/preview-maintenance'
import { setMode } from '../../../../server/services/plans/set-mode'
import { setKeepAlive } from '../../../../server/services/vms/set-keep-alive'
import { smallDatacenter } from '../../../../server/simulator/small-datacenter'
import type { VmConfig, WorldConfig } from '../../../../server/simulator/world/config'
import { until } from '../../../../server/testing/require-peer'
import { type CommandedSite, startCommandedSite } from '../../ups/commanded-site'
import { SIMULATED_MANAGER, simulatedHostId } from '../../watched-simulator'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const vmOf = (vmid: number, name: string, hostName: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:04:${vmid - 400}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
})

const OWN_MAC = 'bc:24:11:00:04:11'
/** One UPS; `console` is the VM that the engine runs in, as its MAC tells. */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: [{ name: 'Row', requiredDevices: 1 }],
  upses: [{ ...upsModel, name: 'ups', groupName: 'Row' }],
  hosts: ['host-1', 'host-2'].map((name) => ({ ...hostModel, name, feeds: ['ups'] })),
  vms: [vmOf(411, 'console', 'host-1'), vmOf(412, 'web', 'host-1'), vmOf(421, 'db', 'host-2')],
}

const ROW = powerGroupIdSchema.parse('row')
const PLAN = planIdSchema.parse('plan')
const idOf = (name: string): VmId => {
  const found = config.vms.find((vm) => vm.name === name)
  if (found === undefined) throw new Error(`no VM ${name}`)
  return vmIdOf(SIMULATED_MANAGER, { uuid: found.uuid, nativeId: String(found.vmid) })
}
const onBattery = (seconds: number) => [{ kind: 'seconds-on-battery', seconds }]
const contentWith = (names: readonly string[], hosts: 'keep' | 'shutdown') =>
  planContentSchema.parse({
    reserveSeconds: 10,
    stages: [
      {
        id: 'all',
        name: 'All',
        triggers: onBattery(3),
        placements: names.map((name) => ({ vmId: idOf(name), vmName: name, action: 'shutdown', limitSeconds: 60 })),
      },
    ],
    hosts: { action: hosts, triggers: onBattery(5), limitSeconds: 60 },
    recovery: { minChargePercent: 0, steadySeconds: 0, startVms: true, moveHome: false, startLimitSeconds: 60 },
  })

describe('D5 an engine in a VM of the datacenter that it looks after', () => {
  let commanded: CommandedSite
  const power = (name: string) => [...commanded.site.world.state.vms.values()].find((vm) => vm.config.name === name)?.power
  const phase = (name: string) => commanded.site.world.state.hosts.get(name)?.phase
  const ownVm = async () => docOf('vm', await commanded.world.store.read.latest.get('vm', idOf('console')))
  const newestRun = async (): Promise<RunWithSteps | null> => {
    const { runs } = commanded.world.store.read
    const newest = (await runs.list({ limit: 1, kind: 'outage' })).at(0)
    const run = newest === undefined ? null : await runs.get(newest.id)
    return run === null ? null : withoutRecords(run)
  }
  const untilRun = (what: string, isSo: (run: RunWithSteps) => boolean): Promise<RunWithSteps> =>
    until(
      what,
      async () => {
        const run = await newestRun()
        return run !== null && isSo(run) ? run : null
      },
      170_000,
    )
  const publish = async (number: number, names: readonly string[], hosts: 'keep' | 'shutdown'): Promise<void> => {
    const { world } = commanded
    const id = planVersionIdSchema.parse(`version-${number}`)
    const plan = { id: PLAN, name: 'Row', powerGroupId: ROW, mode: 'unarmed' as const, createdAtMs: 0, publishedVersionId: null }
    await world.store.write(async (tx) => {
      if (number === 1) await tx.plans.put(plan)
      await tx.plans.addVersion({
        id,
        planId: PLAN,
        number,
        content: contentWith(names, hosts),
        createdBy: 'test',
        createdAtMs: 0,
        note: null,
      })
      await tx.plans.put({ ...plan, publishedVersionId: id })
    })
    await callMutation(world.host, setMode, world.caller('admin'), {
      planId: PLAN,
      mode: 'armed',
      reason: 'a test',
      actsAtOnce: true,
    })
  }
  beforeAll(async () => {
    commanded = await startCommandedSite(config, { uuid: null, macs: [OWN_MAC] })
    await commanded.world.store.write((tx) =>
      tx.groups.put({ id: ROW, name: 'Row', deviceIds: [deviceIdSchema.parse('ups')], requiredDevices: 1 }),
    )
  })
  afterAll(async () => {
    await commanded?.close()
  })

  it('recognises it by its MAC, and says so', async () => {
    const vm = await until('the VM to be told', async () => ((await ownVm())?.keepAlive === undefined ? null : await ownVm()))
    expect(vm?.keepAlive).toEqual([{ role: 'console', of: null, sign: { by: 'mac', mac: OWN_MAC } }])
  })

  it('a mark by hand is seen at once, and taken back', async () => {
    const { world } = commanded
    const db = async () => docOf('vm', await world.store.read.latest.get('vm', idOf('db')))
    const mark = (given: 'kept' | null) =>
      callMutation(world.host, setKeepAlive, world.caller('admin'), { vmId: idOf('db'), mark: given, reason: null })
    await mark('kept')
    await until('the mark', async () => (await db())?.keepAlive?.[0]?.role === 'marked')
    await mark(null)
    await until('the mark to be gone', async () => (await db())?.keepAlive === undefined)
  })

  it.each(['save-state', 'shutdown'] as const)(
    'A8 maintenance that would “%s” it is refused, also where no verb has checked it',
    async (action) => {
      const { world } = commanded
      const choices = [{ vmId: idOf('console'), action, targetHostId: null }]
      const hostId = simulatedHostId('host-1')
      const preview = await callQuery(world.host, previewMaintenance, world.caller('viewer'), {
        hostId,
        choices,
        saveAll: false,
        makeRoom: true,
      })
      expect(preview.items[0]).toMatchObject({ vmName: 'console', action: 'blocked' })
      const id = orderIdSchema.parse(`order-${action}`)
      await world.store.write((tx) =>
        tx.orders.place({
          id,
          order: { kind: 'maintenance.enter', hostId, choices, reason: null },
          actor: 'test',
          channel: 'api',
          placedAtMs: world.host.now(),
          state: 'placed',
          result: null,
        }),
      )
      const order = await until('an answer', async () => {
        const row = await world.store.read.orders.get(id)
        return row?.state === 'done' || row?.state === 'failed' ? row : null
      })
      expect(order.state).toBe('failed')
      expect(JSON.stringify(order.result)).toContain('Ridethrough itself runs in it')
      expect(power('console')).toBe('on')
    },
  )

  it('where hosts stay on an outage ends all but what no stage places of it; all comes back', async () => {
    await publish(1, [], 'keep')
    commanded.site.world.setMains(false)
    await until('the others to be off', () => power('web') === 'off' && power('db') === 'off', 170_000)
    const run = await untilRun('all steps to have ended', ({ steps }) => steps.every(({ state }) => state === 'done'))
    expect(run.steps.map(({ object }) => object.name).toSorted()).toEqual(['db', 'web'])
    expect([power('console'), power('web'), phase('host-1')]).toEqual(['on', 'off', 'up'])
    commanded.site.world.setMains(true)
    await untilRun('all to be back', (now) => now.id === run.id && now.phase === 'done')
    expect([power('web'), power('db')]).toEqual(['on', 'on'])
  })

  it('where hosts are shut down it ends after everything else although nobody placed it, and its host after it', async () => {
    const before = await newestRun()
    await publish(2, ['web', 'db'], 'shutdown')
    commanded.site.world.setMains(false)
    await until('its host to be off', () => phase('host-1') === 'off', 170_000)
    const run = await newestRun()
    if (run === null) throw new Error('no run')
    expect(run.id).not.toBe(before?.id)
    const stepOf = (name: string) => run.steps.find(({ object }) => object.name === name)
    // Nobody is left who could tell that the last node of a Proxmox cluster has ended.
    expect(run.steps.filter(({ object, state }) => object.name !== 'host-1' && state !== 'done')).toEqual([])
    const begun = [stepOf('console')?.startedAtMs, stepOf('host-1')?.startedAtMs]
    const earlier = ['web', 'db', 'host-2'].map((name) => stepOf(name)?.endedAtMs ?? Number.POSITIVE_INFINITY)
    expect(begun[0]).toBeGreaterThanOrEqual(Math.max(...earlier))
    expect(begun[1]).toBeGreaterThanOrEqual(stepOf('console')?.endedAtMs ?? Number.POSITIVE_INFINITY)
    expect(commanded.site.world.state.kills).toEqual([])
  })
})
