import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planIdSchema, stageIdSchema, vmIdOf } from '../../../../server/domain/ids'
import { type PlanContent, planContentSchema } from '../../../../server/domain/plan'
import type { Step } from '../../../../server/domain/run'
import { smallDatacenter } from '../../../../server/simulator/small-datacenter'
import type { UpsConfig, VmConfig, WorldConfig } from '../../../../server/simulator/world/config'
import { until } from '../../../../server/testing/require-peer'
import { callMutation } from '../../../../server/services/call-verb'
import { fireStage } from '../../../../server/services/plans/fire-stage'
import { SIMULATED_MANAGER, simulatedHostId } from '../../watched-simulator'
import { type GroupedSite, startGroupedSite } from './grouped-site'

type Row = 'Short' | 'Long' | 'Lit'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const upsOf = (name: string, groupName: Row, fullLoadRuntimeSeconds: number): UpsConfig => ({
  ...upsModel,
  name,
  groupName,
  family: 'apc-powernet',
  battery: { ...upsModel.battery, fullLoadRuntimeSeconds, lowRuntimeSeconds: 20 },
})
const vmOf = (vmid: number, name: string, hostName: string, memoryMiB = 2_048): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  memoryMiB,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:05:${vmid - 500}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
  tags: [],
})

/** Three rows, each on a UPS of its own: the host of the one that keeps its mains is full. */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: (['Short', 'Long', 'Lit'] as const).map((name) => ({ name, requiredDevices: 1 })),
  upses: [upsOf('ups-short', 'Short', 300), upsOf('ups-long', 'Long', 3_000), upsOf('ups-lit', 'Lit', 300)],
  hosts: [
    { ...hostModel, name: 'host-short', feeds: ['ups-short'] },
    { ...hostModel, name: 'host-long', feeds: ['ups-long'] },
    { ...hostModel, name: 'host-lit', feeds: ['ups-lit'], memoryMiB: 8_192 },
  ],
  vms: [
    vmOf(511, 'web', 'host-short'),
    vmOf(512, 'db', 'host-short'),
    vmOf(521, 'app', 'host-long'),
    vmOf(531, 'full', 'host-lit', 7_680),
  ],
}

const LONG_PLAN = planIdSchema.parse('plan-Long')
const ALL = stageIdSchema.parse('all')
const idOf = (vmid: number) =>
  vmIdOf(SIMULATED_MANAGER, { uuid: `00000000-0000-4000-8000-000000000${vmid}`, nativeId: String(vmid) })

const recovery = { minChargePercent: 0, steadySeconds: 0, startVms: true, moveHome: true, startLimitSeconds: 60 }
const unplaced = { action: 'shutdown', limitSeconds: 10, fallback: 'power-off' } as const
const afterSeconds = (seconds: number) => [{ kind: 'seconds-on-battery' as const, seconds }]
const PLANS: Readonly<Record<string, PlanContent>> = {
  Short: planContentSchema.parse({
    reserveSeconds: 10,
    moveTo: 'battery-with-room',
    stages: [
      {
        id: 'move',
        name: 'Move',
        triggers: afterSeconds(10),
        placements: [{ vmId: idOf(511), vmName: 'web', action: 'migrate', limitSeconds: 60, fallback: 'shutdown' }],
      },
      { id: 'rest', name: 'Rest', triggers: afterSeconds(15), placements: [] },
    ],
    unplaced,
    recovery,
  }),
  Long: planContentSchema.parse({
    reserveSeconds: 10,
    stages: [{ id: 'all', name: 'All', triggers: afterSeconds(1_200), placements: [] }],
    unplaced,
    recovery,
  }),
}

// Targets on a battery are not offered yet: plans that name them are read as ones that keep to live mains.
describe.skip('D4 a battery with room, with the engine and a simulated datacenter', () => {
  let site: GroupedSite<Row>
  const stepOf = async (name: string, direction: Step['direction']): Promise<Step | undefined> =>
    (await site.runOf('Short'))?.steps.find((step) => step.object.name === name && step.direction === direction)
  const hostOf = (name: string): string | undefined =>
    [...site.site.world.state.vms.values()].find(({ config: { name: own } }) => own === name)?.hostName
  beforeAll(async () => {
    site = await startGroupedSite<Row>(config, (name) => PLANS[name] ?? null)
    await until('the battery of the long row to be known', async () => {
      const known = await site.world.store.read.latest.all('battery')
      return known.filter(({ doc }) => JSON.stringify(doc).includes('loadShare')).length === config.upses.length
    })
  })
  afterAll(async () => {
    await site?.close()
  })

  it('D4 moves a VM to the row whose battery outlasts the plan, where it goes on running; the rest ends', async () => {
    site.site.world.setMains(false, { ups: 'ups-short' })
    site.site.world.setMains(false, { ups: 'ups-long' })
    await until('the rest to be off', async () => (await stepOf('db', 'down'))?.state === 'done', 90_000)
    const web = await until('the move', async () => {
      const step = await stepOf('web', 'down')
      return step?.state === 'done' ? step : null
    })
    expect([web.action, web.targetHostId, web.attempts.map(({ action }) => action)]).toEqual([
      'migrate',
      simulatedHostId('host-long'),
      ['migrate'],
    ])
    expect(web.powerUntilMs).toBeGreaterThan(web.startedAtMs ?? Infinity)
    expect(site.running()).toEqual(['app', 'full', 'web'])
    expect(hostOf('web')).toBe('host-long')
    const told = await site.world.store.read.journal.page({ limit: 200 })
    expect(told.map(({ message }) => message).join('\n')).toMatch(
      /host-long hangs on Long, which is on battery: at worst it lasts/,
    )
    expect(told.filter(({ message }) => message.includes('does not accept what was planned'))).toEqual([])
  })

  it('R6 brings it home when the mains return', async () => {
    site.site.world.setMains(true)
    await until('everything to be home', async () => hostOf('web') === 'host-short' && site.running().length === 4, 120_000)
    await until('no run to be on', async () => (await site.world.store.read.runs.active()).length === 0, 60_000)
    expect(site.site.world.state.kills).toEqual([])
    expect(await site.world.store.read.journal.verify()).toMatchObject({ ok: true })
  })

  it('R6 D11 where the other row ended it as well, it is started there when that row comes back, once, and goes home', async () => {
    site.site.world.setMains(false, { ups: 'ups-short' })
    site.site.world.setMains(false, { ups: 'ups-long' })
    await until('the second move', () => hostOf('web') === 'host-long', 90_000)
    await until('its step to be done', async () => (await stepOf('web', 'down'))?.state === 'done')
    const { world } = site
    await callMutation(world.host, fireStage, world.caller('admin'), { planId: LONG_PLAN, stageId: ALL, reason: 'a test' })
    await until('both rows to be off', () => site.running().join() === 'full', 90_000)
    const ended = (await site.runOf('Long'))?.steps.filter(({ direction }) => direction === 'down') ?? []
    expect(ended.map(({ object, isGuest }) => [object.name, isGuest]).toSorted()).toEqual([
      ['app', undefined],
      ['web', true],
    ])
    site.site.world.setMains(true, { ups: 'ups-short' })
    await until('the short row to run again', () => site.running().join() === 'db,full', 120_000)
    site.site.world.setMains(true, { ups: 'ups-long' })
    await until('all to run at home', () => site.running().length === 4 && hostOf('web') === 'host-short', 120_000)
    await until('no run to be on', async () => (await world.store.read.runs.active()).length === 0, 60_000)
    expect(hostOf('web')).toBe('host-short')
    expect(site.site.world.state.kills).toEqual([])
    const starts = site.site.world.state.history.filter(({ object, event }) => object === 'web' && event === 'started')
    expect(starts.length).toBe(1)
  })
})
