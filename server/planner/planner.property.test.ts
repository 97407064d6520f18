import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AffinityRule, VmPower } from '../domain/inventory'
import type { StorageMove } from '../domain/manager'
import type { EvacuationChoice } from '../domain/order'
import type { VmAction, VmFallback } from '../domain/plan'
import type { Step, StepAttempt } from '../domain/run'
import type { PowerDeviceView, World } from '../domain/world'
import {
  capabilities,
  device,
  feed,
  group,
  groupId,
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
} from '../testing/world-samples'
import { hostsSeenWithoutMains } from './check-power'
import { checkRun } from './check-run'
import { previewEvacuation } from './evacuation'
import { forecastPlan } from './forecast'
import { maintenancePowerOf } from './maintenance-power'
import { stepsForHosts, stepsForMaintenance, stepsForMaintenanceExit, stepsForRecovery, stepsForStage } from './run-steps'
import { targetPowerOf } from './target-power'

const HOSTS = ['a', 'b', 'c', 'd']
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
const anySupplies = fc
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

const anySite = fc.record({
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
type AnySite = typeof anySite extends fc.Arbitrary<infer T> ? T : never

const worldOf = (given: AnySite): World =>
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

const planOf = (given: AnySite) => {
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

const devices: readonly PowerDeviceView[] = [device('ups1', { supply: 'battery' }), device('ups2')]
const groupHostIds = [hostId('a'), hostId('b')]

/** Every step of an outage of ups1: both stages, then the hosts. */
const shed = (given: AnySite, site = worldOf(given)): readonly Step[] => {
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
const played = (site: World, steps: readonly Step[]): World => {
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

const callOf = ({ action }: Step): StepAttempt => ({
  action,
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'verified',
  message: null,
  endedAtMs: 1,
})

const returned = (up: readonly Step[], down: Step): boolean => up.some(({ object }) => object.id === down.object.id)

const shuffled = (site: World, seed: number): World => {
  const turn = <T>(items: readonly T[]): T[] =>
    [...items.slice(seed % Math.max(1, items.length)), ...items.slice(0, seed % Math.max(1, items.length))].reverse()
  return { ...site, hosts: turn(site.hosts), vms: turn(site.vms), feeds: turn(site.feeds) }
}

describe('whatever the datacenter', () => {
  it('D4 the checker accepts every step that the planner gives for an outage', () => {
    fc.assert(
      fc.property(anySite, (given) => {
        const site = worldOf(given)
        const { hostsWithoutPower } = targetPowerOf(site, devices)
        expect(checkRun(site, shed(given), { hostsInTrouble: hostsWithoutPower })).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('D7 nothing that runs on the group’s hosts is silently skipped', () => {
    fc.assert(
      fc.property(anySite, (given) => {
        const site = worldOf(given)
        const kept = new Set(
          given.placements
            .filter(({ action, fallback }) => action === 'keep' || (action === 'migrate' && fallback === 'leave'))
            .map(({ of }) => `v${of}`),
        )
        const treated = new Set<string>(shed(given, site).map(({ object }) => object.name))
        const missed = site.vms.filter(
          (each) =>
            (each.power === 'on' || each.power === 'unknown') &&
            each.systemKind === null &&
            !kept.has(each.name) &&
            groupHostIds.some((id) => id === each.hostId) &&
            !treated.has(each.name),
        )
        expect(missed.map(({ name }) => name)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('R6 recovery is accepted, and starts exactly what ran and was stopped, where its host is usable', () => {
    fc.assert(
      fc.property(anySite, fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), (given, called) => {
        const site = worldOf(given)
        const isCalled = ({ seq }: Step): boolean => called[seq % called.length] === true
        const down = shed(given, site).map((each): Step => ({
          ...each,
          state: 'done',
          attempts: isCalled(each) ? [callOf(each)] : [],
        }))
        const dark = played(site, down)
        const up = stepsForRecovery({
          runId: RUN_ID,
          content: planOf(given),
          world: dark,
          steps: down,
          nextSeq: down.length + 1,
          makeId: stepIds('u'),
        })
        expect(checkRun(dark, [...down, ...up])).toEqual([])
        // Of one that could not be seen it is known only where the run itself has ended it.
        const ended = new Set(down.filter((each) => isCalled(each) && each.action !== 'migrate').map(({ object }) => object.id))
        const ran = new Set(
          site.vms
            .filter(({ power, id }) => power === 'on' || (power === 'unknown' && ended.has(id)))
            .map(({ id }) => id as string),
        )
        const usable = (step: Step) =>
          step.before.hostId !== hostId(given.maintenance ?? '-') && step.before.hostId !== hostId(given.down ?? '-')
        const stopped = down.filter(
          (each) =>
            each.object.kind === 'vm' &&
            ran.has(each.object.id) &&
            each.action !== 'migrate' &&
            (usable(each) || returned(up, each)),
        )
        const started = up.filter(({ action }) => action === 'start').map(({ object }) => object.id)
        expect([...started].sort()).toEqual(stopped.map(({ object }) => object.id).sort())
      }),
      { numRuns: 300 },
    )
  })

  it('A4 R1 a VM of a pool starts elsewhere only while its own host is verified off, and the checker accepts it', () => {
    let seen = 0
    const anyEnd = fc.record({ dead: fc.constantFrom('a', 'b'), isVerified: fc.boolean(), isStale: fc.boolean() })
    fc.assert(
      fc.property(anySite, anyEnd, (given, { dead, isVerified, isStale }) => {
        const site = worldOf({ ...given, stopHosts: true })
        const down = shed({ ...given, stopHosts: true }, site).map((each): Step => ({ ...each, state: 'done' }))
        const dark = played(site, down)
        const after: World = {
          ...dark,
          managers: dark.managers.map((each) => ({ ...each, kind: 'ovirt' as const })),
          vms: dark.vms.map((each) => (each.power === 'off' ? { ...each, hostId: null, hostNativeId: null } : each)),
          hosts: dark.hosts.map((each) => ({
            ...each,
            stale: isStale && each.name === 'c',
            connection: each.name === dead ? ('down' as const) : ('up' as const),
            ...(each.name === dead && isVerified ? { verifiedOff: true as const } : {}),
          })),
        }
        const woken = down
          .filter(({ action, object }) => action === 'shutdown-host' && object.id === hostId(dead))
          .map((each, at): Step => ({
            ...each,
            id: stepIds('w')(),
            seq: down.length + at + 1,
            direction: 'up',
            action: 'power-on-host',
            state: 'failed',
          }))
        const steps = [...down, ...woken]
        const up = stepsForRecovery({
          runId: RUN_ID,
          content: planOf(given),
          world: after,
          steps,
          nextSeq: steps.length + 1,
          makeId: stepIds('u'),
        })
        expect(checkRun(after, [...steps, ...up])).toEqual([])
        const elsewhere = up.filter(({ action, targetHostId, before }) => action === 'start' && targetHostId !== before.hostId)
        seen += elsewhere.length
        for (const { before, targetHostId } of elsewhere) {
          const [home, target] = [before.hostId, targetHostId].map((id) => after.hosts.find((each) => each.id === id))
          expect([home?.verifiedOff === true || home?.connection === 'up', target?.connection, target?.stale]).toEqual([
            true,
            'up',
            false,
          ])
        }
      }),
      { numRuns: 300 },
    )
    expect(seen).toBeGreaterThan(0)
  })

  it('D4 S2-05 maintenance and the way back are accepted', () => {
    fc.assert(
      fc.property(anySite, fc.constantFrom(...HOSTS), anySupplies, anySupplies, (given, name, before, later) => {
        const site = worldOf(given)
        const power = maintenancePowerOf(site, before)
        const blocked = previewEvacuation({ world: site, hostId: hostId(name), choices: [], power }).items.filter(
          ({ action }) => action === 'blocked',
        )
        const choices = blocked.map(({ vmId: id }) => ({ vmId: id, action: 'shutdown' as const, targetHostId: null }))
        const preview = previewEvacuation({ world: site, hostId: hostId(name), choices, power })
        const steps = stepsForMaintenance({ runId: RUN_ID, preview, world: site, nextSeq: 1, makeId: stepIds() })
        expect(checkRun(site, steps, { hostsInTrouble: hostsSeenWithoutMains(site.feeds, before) })).toEqual([])
        if (preview.refusal === null) expect(steps.at(-1)?.action).toBe('enter-maintenance')
        const down = steps.map((each): Step => ({ ...each, state: 'done' }))
        const empty = played(site, down)
        const back = stepsForMaintenanceExit({
          runId: RUN_ID,
          hostId: hostId(name),
          world: empty,
          steps: down,
          bringBack: true,
          power: maintenancePowerOf(empty, later),
          nextSeq: down.length + 1,
          makeId: stepIds('u'),
        })
        const inTrouble = hostsSeenWithoutMains(empty.feeds, later)
        // What started there waits for its mains, and a host without is only released.
        const moved = back.filter(({ action }) => action !== 'start')
        const known = new Set([...down, ...moved].map(({ id }) => id))
        const free = moved.map((each) => ({ ...each, after: each.after.filter((id) => known.has(id)) }))
        expect(checkRun(empty, [...down, ...free], { hostsInTrouble: inTrouble })).toEqual([])
        expect(checkRun(empty, [...down, ...back])).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  /** What blocks is copied where that is offered and wanted, else shut down; each VM is decided at most twice. */
  const settled = (site: World, name: string): readonly EvacuationChoice[] => {
    const choices = new Map<string, EvacuationChoice>()
    for (;;) {
      const { items } = previewEvacuation({ world: site, hostId: hostId(name), choices: [...choices.values()] })
      const blocked = items.filter(({ action }) => action === 'blocked')
      if (blocked.length === 0) return [...choices.values()]
      for (const { vmId: id, candidates } of blocked) {
        const to = choices.has(id) ? undefined : candidates.find(({ withStorage }) => withStorage !== undefined)?.hostId
        choices.set(
          id,
          to === undefined
            ? { vmId: id, action: 'shutdown', targetHostId: null }
            : { vmId: id, action: 'migrate', targetHostId: to, withStorage: true },
        )
      }
    }
  }

  it('D4 S1-27 disks are copied only where that was chosen, and what is chosen of what is offered is accepted by the checker', () => {
    fc.assert(
      fc.property(anySite, fc.constantFrom(...HOSTS), (given, name) => {
        const site = worldOf(given)
        const choices = settled(site, name)
        const preview = previewEvacuation({ world: site, hostId: hostId(name), choices })
        const steps = stepsForMaintenance({ runId: RUN_ID, preview, world: site, nextSeq: 1, makeId: stepIds() })
        expect(checkRun(site, steps)).toEqual([])
        const wanted = new Set(choices.flatMap(({ vmId: id, withStorage }) => (withStorage === true ? [String(id)] : [])))
        for (const { object, storage } of steps) expect(storage === undefined || wanted.has(object.id)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('S3-05 a spare host takes a VM only where no ordinary host takes it without more doubt', () => {
    fc.assert(
      fc.property(anySite, fc.constantFrom(...HOSTS), (given, name) => {
        const site = worldOf(given)
        const spare = new Set(given.spare.map((each) => String(hostId(each))))
        for (const { targetHostId, candidates } of previewEvacuation({ world: site, hostId: hostId(name), choices: [] }).items) {
          if (targetHostId === null || !spare.has(targetHostId)) continue
          const ordinary = candidates.filter((each) => each.feasible && !spare.has(each.hostId))
          // What is said of a host without a doubt is how full it will be, and nothing else.
          expect(ordinary.filter(({ reason }) => /^\d+ % full afterwards$/.test(reason))).toEqual([])
        }
      }),
      { numRuns: 200 },
    )
  })

  it('D1 the order in which the inventory arrives changes nothing', () => {
    fc.assert(
      fc.property(anySite, fc.nat(50), (given, seed) => {
        const site = worldOf(given)
        const other = shuffled(site, seed)
        expect(shed(given, other)).toEqual(shed(given, site))
        for (const name of HOSTS)
          expect(previewEvacuation({ world: other, hostId: hostId(name), choices: [] })).toEqual(
            previewEvacuation({ world: site, hostId: hostId(name), choices: [] }),
          )
      }),
      { numRuns: 150 },
    )
  })
})

describe('whatever the plan', () => {
  const rank = { clean: 0, late: 1, 'cut-off': 2, unknown: 3 }
  const anyTimed = fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 900 }), size: fc.nat(6) }), {
    minLength: 1,
    maxLength: 4,
  })
  const foretell = (stages: readonly { seconds: number; size: number }[], runtimeSeconds: number, outputWatts: number) => {
    let next = 0
    const vms = Array.from({ length: 16 }, (_, at) => vm(`v${at}`, at % 2 === 0 ? 'a' : 'b'))
    const content = plan({
      stages: stages.map(({ seconds, size }, at) => ({
        id: stageId(`${at}`),
        name: `${at}`,
        triggers: [{ kind: 'seconds-on-battery' as const, seconds }],
        placements: Array.from({ length: size }, () => {
          next += 1
          return { vmId: vmId(`v${next - 1}`), vmName: `v${next - 1}` }
        }),
      })),
    })
    const site = world({
      hosts: [host('a'), host('b')],
      vms,
      feeds: [feed('ups1', 'a'), feed('ups1', 'b')],
      groups: [group(['ups1'])],
    })
    return forecastPlan({
      content,
      groupId: groupId(),
      world: site,
      devices: [device('ups1', { decidingRuntimeSeconds: runtimeSeconds }, { outputWatts })],
    })
  }

  it('more battery is never worse', () => {
    fc.assert(
      fc.property(anyTimed, fc.integer({ min: 30, max: 4000 }), fc.integer({ min: 1, max: 4000 }), (stages, runtime, more) => {
        const less = foretell(stages, runtime, 2000)
        const greater = foretell(stages, runtime + more, 2000)
        expect(rank[greater.verdict]).toBeLessThanOrEqual(rank[less.verdict])
        if (less.marginSeconds !== null && greater.marginSeconds !== null)
          expect(greater.marginSeconds).toBeGreaterThanOrEqual(less.marginSeconds - 1)
      }),
      { numRuns: 200 },
    )
  })

  it('a smaller load on the same battery is never worse', () => {
    fc.assert(
      fc.property(
        anyTimed,
        fc.integer({ min: 30, max: 4000 }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        (stages, runtime, part) => {
          const full = foretell(stages, runtime, 2000)
          const light = foretell(stages, runtime * (1 / part) ** 1.1, 2000 * part)
          expect(rank[light.verdict]).toBeLessThanOrEqual(rank[full.verdict])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('verdict, margin and cut-off VMs agree, and the chart stays small', () => {
    fc.assert(
      fc.property(anyTimed, fc.integer({ min: 10, max: 4000 }), (stages, runtime) => {
        const { verdict, marginSeconds, cutOff, battery, bars } = foretell(stages, runtime, 2000)
        expect(verdict === 'cut-off').toBe(cutOff.length > 0)
        if (verdict === 'clean') expect(marginSeconds).toBeGreaterThanOrEqual(0)
        if (verdict === 'late') expect(marginSeconds).toBeLessThan(0)
        expect(battery.length).toBeLessThanOrEqual(200)
        for (const bar of bars) expect(bar.worstEndSeconds).toBeGreaterThanOrEqual(bar.endSeconds)
      }),
      { numRuns: 200 },
    )
  })
})
