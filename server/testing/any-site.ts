import fc from 'fast-check'
import type { AffinityRule, VmPower } from '../domain/inventory'
import type { StorageMove } from '../domain/manager'
import type { VmAction, VmFallback } from '../domain/plan'
import type { Step } from '../domain/run'
import type { PowerDeviceView, World } from '../domain/world'
import { stepsForHosts, stepsForStage } from '../planner/run-steps'
import {
  capabilities,
  device,
  feed,
  group,
  host,
  hostId,
  manager,
  plan,
  RUN_ID,
  stageId,
  stepIds,
  vm,
  vmId,
  world,
} from './world-samples'

/** Datacenters of four hosts and up to 25 VMs, as random as may be, and an outage of the UPS of the first two. */

export const HOSTS = ['a', 'b', 'c', 'd']
const UPS_OF = ['ups1', 'ups1', 'ups2', 'ups2']

const anyVm = fc.record({
  on: fc.constantFrom(...HOSTS),
  power: fc.constantFrom<VmPower>('on', 'on', 'on', 'off', 'saved', 'paused', 'unknown'),
  memoryMiB: fc.option(fc.integer({ min: 256, max: 40_000 }), { nil: null, freq: 12 }),
  tags: fc.constantFrom<string[]>([], [], [], ['dc']),
  hasPassthrough: fc.constantFrom(false, false, false, true, null),
  systemKind: fc.constantFrom(null, null, null, null, 'vCLS'),
  cpuUsedPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
  /** GiB of a disk on its host's own storage; null: it has none. */
  localGibibytes: fc.option(fc.integer({ min: 1, max: 120 }), { nil: null, freq: 2 }),
  hasLocalCdrom: fc.constantFrom(false, false, false, false, false, true),
})

const anyPlacement = fc.record({
  of: fc.nat(30),
  stage: fc.nat(1),
  action: fc.constantFrom<VmAction>('shutdown', 'save-state', 'migrate', 'power-off', 'keep'),
  fallback: fc.constantFrom<VmFallback>('shutdown', 'save-state', 'power-off', 'leave'),
  after: fc.array(fc.nat(30), { maxLength: 3 }),
})

/** The UPSs, each on mains or not. */
export const anySupplies = fc
  .tuple(
    ...[...new Set(UPS_OF)].map((name) =>
      fc.constantFrom('mains', 'mains', 'battery', 'off').map((supply) => [name, supply] as const),
    ),
  )
  .map((told) => told.map(([name, supply]) => device(name, { supply })))

const anyRule = fc.record({
  kind: fc.constantFrom<AffinityRule['kind']>('together', 'apart', 'on-hosts', 'off-hosts'),
  mandatory: fc.boolean(),
  of: fc.uniqueArray(fc.nat(24), { minLength: 2, maxLength: 4 }),
  hostNativeIds: fc.subarray(HOSTS),
})

export const anySite = fc.record({
  vms: fc.array(anyVm, { maxLength: 25 }),
  memory: fc.array(fc.integer({ min: 8_000, max: 130_000 }), { minLength: 4, maxLength: 4 }),
  down: fc.option(fc.constantFrom(...HOSTS), { nil: null, freq: 5 }),
  maintenance: fc.option(fc.constantFrom(...HOSTS), { nil: null, freq: 5 }),
  placements: fc.array(anyPlacement, { maxLength: 25 }),
  saves: fc.boolean(),
  moves: fc.boolean(),
  stopHosts: fc.boolean(),
  rules: fc.array(anyRule, { maxLength: 4 }),
  /** Which hosts stand in a second cluster, and which are spare. */
  apart: fc.subarray(HOSTS),
  spare: fc.subarray(HOSTS),
  movesStorage: fc.constantFrom<StorageMove>({ to: 'any-datastore' }, { to: 'same-name' }, { no: 'it cannot' }),
  localFree: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 4, maxLength: 4 }),
})
export type AnySite = typeof anySite extends fc.Arbitrary<infer T> ? T : never

export const worldOf = (given: AnySite): World =>
  world({
    managers: [
      manager({
        capabilities: capabilities({ saveState: given.saves, liveMigration: given.moves, movesStorage: given.movesStorage }),
        datastores: [
          { nativeId: 'ds', name: 'san-1', kind: 'iscsi', shared: true, freeGibibytes: 40 },
          ...HOSTS.map((name, at) => ({
            nativeId: `${name}/local`,
            name: at === 3 ? 'elsewhere' : 'local',
            kind: 'local' as const,
            shared: false,
            freeGibibytes: given.localFree[at] ?? null,
          })),
        ],
        affinityRules: given.rules.map(({ of, ...rule }, at) => ({
          ...rule,
          name: `rule ${at}`,
          vmNativeIds: of.map((each) => `v${each}`),
        })),
      }),
    ],
    hosts: HOSTS.map((name, at) =>
      host(name, {
        memoryMiB: given.memory[at] ?? 64_000,
        connection: given.down === name ? 'down' : 'up',
        inMaintenance: given.maintenance === name,
        clusterNativeId: given.apart.includes(name) ? 'other' : 'c',
        datastoreNativeIds: ['ds', `${name}/local`],
        ...(given.spare.includes(name) ? { isSpare: true as const } : {}),
      }),
    ),
    vms: given.vms.map(({ on, localGibibytes, ...rest }, at) => {
      const plain = vm(`v${at}`, on, rest)
      if (localGibibytes === null) return plain
      const own = { label: 'own', datastoreNativeId: `${on}/local`, gibibytes: localGibibytes, local: true }
      return { ...plain, disks: [...plain.disks, own] }
    }),
    feeds: HOSTS.map((name, at) => feed(UPS_OF[at] ?? 'ups1', name)),
    groups: [group(['ups1']), group(['ups2'], 1, 'other')],
  })

export const planOf = (given: AnySite) => {
  const name = (of: number) => `v${of}`
  const placements = given.placements.map(({ of, stage, after, ...rest }) => ({
    stage,
    vmId: vmId(name(of)),
    vmName: name(of),
    after: after.map((other) => vmId(name(other))),
    ...rest,
  }))
  const now = { kind: 'seconds-on-battery', seconds: 0 } as const
  return plan({
    stages: [0, 1].map((at) => ({
      id: stageId(`${at}`),
      name: `${at}`,
      triggers: [now],
      placements: placements.filter(({ stage }) => stage === at),
    })),
    hosts: { action: given.stopHosts ? 'shutdown' : 'keep', triggers: [now], limitSeconds: 600 },
  })
}

export const devices: readonly PowerDeviceView[] = [device('ups1', { supply: 'battery' }), device('ups2')]
export const groupHostIds = [hostId('a'), hostId('b')]

/** Every step of an outage of ups1: both stages, then the hosts. */
export const shed = (given: AnySite, site = worldOf(given)): readonly Step[] => {
  const content = planOf(given)
  const makeId = stepIds()
  const common = { runId: RUN_ID, content, world: site, groupHostIds, makeId }
  let steps: readonly Step[] = []
  for (const stage of content.stages)
    steps = [
      ...steps,
      ...stepsForStage({ ...common, stageId: stage.id, devices, existingSteps: steps, nextSeq: steps.length + 1 }),
    ]
  return given.stopHosts ? [...steps, ...stepsForHosts({ ...common, existingSteps: steps, nextSeq: steps.length + 1 })] : steps
}

/** The world after every step has done what it says. */
export const played = (site: World, steps: readonly Step[]): World => {
  const last = new Map(steps.map((step) => [step.object.id as string, step]))
  return {
    ...site,
    vms: site.vms.map((each) => {
      const action = last.get(each.id)?.action
      if (action === 'shutdown' || action === 'power-off') return { ...each, power: 'off' as const }
      if (action === 'save-state') return { ...each, power: 'saved' as const }
      return action === 'migrate' ? { ...each, hostId: last.get(each.id)?.targetHostId ?? each.hostId } : each
    }),
    hosts: site.hosts.map((each) => {
      const action = last.get(each.id)?.action
      if (action === 'shutdown-host') return { ...each, connection: 'down' as const }
      return action === 'enter-maintenance' ? { ...each, inMaintenance: true } : each
    }),
  }
}

export const shuffled = (site: World, seed: number): World => {
  const turn = <T>(items: readonly T[]): T[] =>
    [...items.slice(seed % Math.max(1, items.length)), ...items.slice(0, seed % Math.max(1, items.length))].reverse()
  return { ...site, hosts: turn(site.hosts), vms: turn(site.vms), feeds: turn(site.feeds) }
}
