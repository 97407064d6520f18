import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Duration } from '../domain/duration'
import type { PlacementProblem } from '../domain/placement-problem'
import type { Step } from '../domain/run'
import type { SequenceMove } from '../domain/sequence'
import type { ShedProblem } from '../domain/shedding'
import type { World } from '../domain/world'
import { anySequenceProblem, anyShedProblem } from '../testing/any-problems'
import { type AnySite, anySite, devices, HOSTS, planOf, played, shed, worldOf } from '../testing/any-site'
import { anyPlacementProblem, bestByTrying } from '../testing/placement-samples'
import { groupId, hostId, RUN_ID, stepIds } from '../testing/world-samples'
import { checkPlacement } from './check-placement'
import { checkRun } from './check-run'
import { checkSequence } from './check-sequence'
import { checkShedding } from './check-shedding'
import { placeAll } from './assign/heuristic'
import { previewEvacuation } from './evacuation'
import { forecastPlan } from './forecast'
import { stepsForMaintenance, stepsForRecovery } from './run-steps'
import { orderMoves } from './sequence/order'
import { shedSchedule } from './shed/schedule'
import { targetPowerOf } from './target-power'

/**
 * What holds of every question to the planner: its independent checker accepts the answer, the order in which the question is told
 * changes nothing, and a constraint less never makes the answer worse. Where a heuristic cannot promise the last, its test says for what
 * it holds exactly.
 */

type Shuffle = <T>(items: readonly T[]) => T[]

/** An order that the seed determines; of lists of the same length always the same. */
const shuffleBy =
  (seed: number): Shuffle =>
  (items) =>
    items
      .map((item, at) => ({ item, key: Math.sin(seed * 1_000 + at * 7_919) }))
      .sort((left, right) => left.key - right.key)
      .map(({ item }) => item)

const anySeed = fc.integer({ min: 1, max: 10_000 })

/** All that a world lists in no order of its own. */
const inOrderOf = (site: World, shuffle: Shuffle): World => ({
  ...site,
  managers: shuffle(site.managers).map((manager) => ({
    ...manager,
    clusters: shuffle(manager.clusters),
    datastores: shuffle(manager.datastores),
    networks: shuffle(manager.networks),
    ...(manager.affinityRules === undefined
      ? {}
      : {
          affinityRules: shuffle(manager.affinityRules).map((rule) => ({
            ...rule,
            vmNativeIds: shuffle(rule.vmNativeIds),
            hostNativeIds: shuffle(rule.hostNativeIds),
          })),
        }),
  })),
  hosts: shuffle(site.hosts).map((host) => ({ ...host, datastoreNativeIds: shuffle(host.datastoreNativeIds) })),
  vms: shuffle(site.vms),
  feeds: shuffle(site.feeds),
  groups: shuffle(site.groups).map((group) => ({ ...group, deviceIds: shuffle(group.deviceIds) })),
})

const recoveryOf = (given: AnySite, dark: World, down: readonly Step[]): readonly Step[] =>
  stepsForRecovery({
    runId: RUN_ID,
    content: planOf(given),
    world: dark,
    steps: down,
    nextSeq: down.length + 1,
    makeId: stepIds('u'),
  })

const previewOf = (world: World, name: string) => previewEvacuation({ world, hostId: hostId(name), choices: [] })

const always = (seconds: number): Duration => ({ p50Seconds: seconds, p95Seconds: seconds })
const timer = {
  live: ({ copiedMiB, mbitPerSecond }: Pick<SequenceMove, 'copiedMiB' | 'mbitPerSecond'>): Duration =>
    always(2 + (8 * copiedMiB) / mbitPerSecond),
  saveSeconds: () => 20,
  resumeSeconds: () => 20,
}
const FEW_PLAYS = { evaluations: 40 }

describe('outages, the way back and maintenance', () => {
  it('D1 however the inventory, its rules and feeds are ordered, the steps and the forecast are the same', () => {
    fc.assert(
      fc.property(anySite, anySeed, (given, seed) => {
        const site = worldOf(given)
        const other = inOrderOf(site, shuffleBy(seed))
        expect(shed(given, other)).toEqual(shed(given, site))
        const question = { content: planOf(given), groupId: groupId(), devices }
        expect(forecastPlan({ ...question, world: other, devices: shuffleBy(seed)(devices) })).toEqual(
          forecastPlan({ ...question, world: site }),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('D1 and so is the way back', () => {
    fc.assert(
      fc.property(anySite, anySeed, (given, seed) => {
        const site = worldOf(given)
        const down = shed(given, site).map((step): Step => ({ ...step, state: 'done' }))
        const dark = played(site, down)
        const back = recoveryOf(given, dark, down)
        expect(checkRun(dark, [...down, ...back])).toEqual([])
        expect(recoveryOf(given, inOrderOf(dark, shuffleBy(seed)), down)).toEqual(back)
      }),
      { numRuns: 150 },
    )
  })

  it('D1 and the preview of a maintenance, whose steps the checker accepts', () => {
    fc.assert(
      fc.property(anySite, anySeed, fc.constantFrom(...HOSTS), (given, seed, name) => {
        const site = worldOf(given)
        const preview = previewOf(site, name)
        expect(previewOf(inOrderOf(site, shuffleBy(seed)), name)).toEqual(preview)
        if (preview.blockers > 0) return
        const steps = stepsForMaintenance({ runId: RUN_ID, preview, world: site, nextSeq: 1, makeId: stepIds() })
        expect(checkRun(site, steps)).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  it('D4 the checker accepts an outage’s steps in whichever order the datacenter is told to it', () => {
    fc.assert(
      fc.property(anySite, anySeed, (given, seed) => {
        const site = worldOf(given)
        const { hostsWithoutPower } = targetPowerOf(site, devices)
        const options = { hostsInTrouble: hostsWithoutPower }
        expect(checkRun(inOrderOf(site, shuffleBy(seed)), shed(given, site), options)).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

describe('placements', () => {
  /** One constraint less: room, a rule, what may not go where, what is kept for hosts that fail, or what a person chose. */
  const relaxed = (problem: PlacementProblem, which: number, at: number): PlacementProblem => {
    const place = at % problem.hosts.length
    switch (which) {
      case 0:
        return {
          ...problem,
          hosts: problem.hosts.map((host, index) => (index === place ? { ...host, memoryMiB: host.memoryMiB + 8 } : host)),
        }
      case 1:
        return { ...problem, groups: problem.groups.filter((_, index) => index !== at % Math.max(1, problem.groups.length)) }
      case 2:
        return {
          ...problem,
          classes: problem.classes.map((each) => ({
            ...each,
            against: each.against.map((bits, index) => (index === place ? 0 : bits)),
          })),
        }
      case 3:
        return { ...problem, mostArrivingMiB: null }
      default:
        return { ...problem, vms: problem.vms.map((vm) => ({ ...vm, fixedHostId: null })) }
    }
  }
  const unplacedOf = (cost: readonly number[]): readonly number[] => cost.slice(0, 4)
  const isWorse = (one: readonly number[], other: readonly number[]): boolean => {
    const differing = one.findIndex((value, at) => value !== other[at])
    return differing !== -1 && (one[differing] ?? 0) > (other[differing] ?? 0)
  }

  it('S1-06 of all there are the best serves no fewer with a constraint less (small ones, by trying each)', () => {
    fc.assert(
      fc.property(anyPlacementProblem(4, 3), fc.nat(4), fc.nat(5), (problem, which, at) => {
        const before = unplacedOf(bestByTrying(problem))
        const after = unplacedOf(bestByTrying(relaxed(problem, which, at)))
        expect(isWorse(after, before), `${after.join()} after ${before.join()}`).toBe(false)
      }),
      { numRuns: 120 },
    )
  })

  it('S1-06 what the heuristic found is accepted still with a constraint less, and is never worth more than the best', () => {
    fc.assert(
      fc.property(anyPlacementProblem(14, 5), fc.nat(4), fc.nat(5), (problem, which, at) => {
        const wider = relaxed(problem, which, at)
        const found = placeAll(problem)
        expect(checkPlacement(wider, { ...found, mostValue: Number.POSITIVE_INFINITY })).toEqual([])
        const again = placeAll(wider)
        expect(checkPlacement(wider, again)).toEqual([])
        expect(found.value).toBeLessThanOrEqual(again.mostValue)
      }),
      { numRuns: 200 },
    )
  })

  it('S1-06 the heuristic serves with a constraint less at least 99.9 % of what it served before, over many', () => {
    let before = 0
    let after = 0
    fc.assert(
      fc.property(anyPlacementProblem(10, 4), fc.nat(4), fc.nat(5), (problem, which, at) => {
        before += placeAll(problem).value
        after += placeAll(relaxed(problem, which, at)).value
      }),
      { numRuns: 300 },
    )
    expect(after / before).toBeGreaterThanOrEqual(0.999)
  })
})

describe('orders of moves', () => {
  it('D4 with a limit less, more room, or VMs that may be saved, no more moves stay unsolved', () => {
    fc.assert(
      fc.property(anySequenceProblem, fc.nat(3), fc.nat(4), (problem, which, at) => {
        const place = at % problem.hosts.length
        const known = orderMoves(problem, timer, FEW_PLAYS)
        const wider =
          which === 0
            ? { ...problem, hosts: problem.hosts.map((host) => ({ ...host, movesAtOnce: null })) }
            : which === 1
              ? { ...problem, savableVmIds: problem.moves.map(({ vmId }) => vmId) }
              : which === 2
                ? { ...problem, hosts: problem.hosts.map((host) => ({ ...host, readyAtSeconds: 0 })) }
                : {
                    ...problem,
                    hosts: problem.hosts.map((host, index) =>
                      index === place ? { ...host, memoryMiB: host.memoryMiB + 16 } : host,
                    ),
                  }
        const found = orderMoves(wider, timer, { ...FEW_PLAYS, known })
        expect(checkSequence(wider, found)).toEqual([])
        expect(found.unsolved.length).toBeLessThanOrEqual(known.unsolved.length)
      }),
      { numRuns: 150 },
    )
  })
})

describe('shedding', () => {
  it('D1 however batteries, hosts, VMs and limits are ordered, the same is shed when', () => {
    fc.assert(
      fc.property(anyShedProblem, anySeed, (problem, seed) => {
        const shuffle = shuffleBy(seed)
        const other: ShedProblem = {
          ...problem,
          batteries: shuffle(problem.batteries),
          hosts: shuffle(problem.hosts).map((host) => ({ ...host, feeds: shuffle(host.feeds) })),
          vms: shuffle(problem.vms),
          limits: shuffle(problem.limits),
        }
        expect(shedSchedule(other)).toEqual(shedSchedule(problem))
      }),
      { numRuns: 60 },
    )
  })

  it('D3 what was planned is accepted still with a constraint less, so the best can only be worth more', () => {
    fc.assert(
      fc.property(anyShedProblem, fc.nat(3), (problem, which) => {
        const plan = shedSchedule(problem)
        const wider: ShedProblem =
          which === 0
            ? { ...problem, vms: problem.vms.map((vm) => ({ ...vm, afterIds: [] })) }
            : which === 1
              ? { ...problem, limits: problem.limits.map((limit) => ({ ...limit, atOnce: 99, atMost: 99 })) }
              : which === 2
                ? { ...problem, batteries: problem.batteries.map((battery) => ({ ...battery, reserveSeconds: 0 })) }
                : {
                    ...problem,
                    batteries: problem.batteries.map((battery) => ({
                      ...battery,
                      runtimes: battery.runtimes.map(({ watts, seconds }) => ({ watts, seconds: seconds * 2 })),
                    })),
                  }
        expect(checkShedding(wider, plan)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
