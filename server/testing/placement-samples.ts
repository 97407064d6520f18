import fc from 'fast-check'
import type { Assignment, PlacementCost, PlacementMove, PlacementProblem } from '../domain/placement-problem'
import { TIER_VALUE, TIERS } from '../domain/tier'
import { checkPlacement } from '../planner/check-placement'

/** Small placement problems, and what tests know of them by trying everything. */

const anyTier = fc.constantFrom(...TIERS)

export const anyPlacementProblem = (mostVms: number, mostHosts: number): fc.Arbitrary<PlacementProblem> =>
  fc
    .record({
      hosts: fc.array(
        fc.record({
          memoryMiB: fc.integer({ min: 4, max: 24 }),
          own: fc.integer({ min: 0, max: 10 }),
          cpuThreads: fc.option(fc.integer({ min: 4, max: 16 }), { nil: null }),
          busy: fc.integer({ min: 0, max: 4 }),
          isSpare: fc.constantFrom(false, false, false, true),
        }),
        { minLength: 1, maxLength: mostHosts },
      ),
      vms: fc.array(
        fc.record({
          memoryMiB: fc.integer({ min: 1, max: 12 }),
          busyThreads: fc.integer({ min: 0, max: 5 }),
          tier: anyTier,
          from: fc.integer({ min: -3, max: mostHosts - 1 }),
          classId: fc.constantFrom('p', 'q'),
          fixed: fc.option(fc.nat(mostHosts - 1), { nil: null, freq: 12 }),
        }),
        { minLength: 1, maxLength: mostVms },
      ),
      bits: fc.array(fc.constantFrom(0, 0, 0, 0, 2, 4, 16), { minLength: 2 * mostHosts, maxLength: 2 * mostHosts }),
      doubts: fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 2 * mostHosts, maxLength: 2 * mostHosts }),
      groups: fc.array(
        fc.record({
          kind: fc.constantFrom<'together' | 'apart'>('together', 'apart'),
          isHard: fc.boolean(),
          of: fc.uniqueArray(fc.nat(mostVms - 1), { minLength: 2, maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
      mostArrivingMiB: fc.option(fc.integer({ min: 5, max: 40 }), { nil: null, freq: 4 }),
    })
    .map(({ hosts, vms, bits, doubts, groups, mostArrivingMiB }): PlacementProblem => {
      const count = hosts.length
      const placed = vms.map(({ from, fixed, ...vm }, at) => {
        const stays = from >= 0 && from < count
        return {
          ...vm,
          id: `v${at}`,
          fromHostId: stays ? `h${from}` : 'leaving',
          fixedHostId: stays || fixed === null || fixed >= count ? null : `h${fixed}`,
        }
      })
      const heldOn = (at: number, of: 'memoryMiB' | 'busyThreads'): number =>
        placed.filter(({ fromHostId }) => fromHostId === `h${at}`).reduce((sum, vm) => sum + vm[of], 0)
      const leaving = new Set(placed.filter(({ fromHostId }) => fromHostId === 'leaving').map(({ id }) => id))
      return {
        hosts: hosts.map(({ own, busy, ...host }, at) => ({
          ...host,
          id: `h${at}`,
          heldMiB: own + heldOn(at, 'memoryMiB'),
          busyThreads: busy + heldOn(at, 'busyThreads'),
        })),
        vms: placed,
        classes: ['p', 'q'].map((id, at) => ({
          id,
          against: bits.slice(at * mostHosts, at * mostHosts + count),
          doubts: doubts.slice(at * mostHosts, at * mostHosts + count),
        })),
        groups: groups
          .map(({ of, ...group }) => ({ ...group, vmIds: of.map((at) => `v${at}`).filter((id) => leaving.has(id)) }))
          .filter(({ vmIds }) => vmIds.length > 1),
        mostArrivingMiB,
      }
    })

const fullest = (problem: PlacementProblem, at: ReadonlyMap<string, string | null>): number =>
  Math.max(
    ...problem.hosts.map((host) => {
      const change = (of: 'memoryMiB' | 'busyThreads'): number =>
        problem.vms.reduce((sum, vm) => {
          const now = at.get(vm.id) ?? vm.fromHostId
          return sum + (now === host.id ? vm[of] : 0) - (vm.fromHostId === host.id ? vm[of] : 0)
        }, 0)
      const memory = (host.heldMiB + change('memoryMiB')) / host.memoryMiB
      const cpu = host.cpuThreads === null ? 0 : (host.busyThreads + change('busyThreads')) / host.cpuThreads
      return Math.max(memory, cpu)
    }),
  )

/** The cost of a placement, by the words of `PlacementCost` alone. */
export const countedCost = (problem: PlacementProblem, moves: readonly PlacementMove[]): PlacementCost => {
  const at = new Map<string, string | null>(moves.map(({ vmId, toHostId }) => [vmId, toHostId]))
  const stands = (id: string): boolean => problem.hosts.some((host) => host.id === id)
  const unplaced: [number, number, number, number] = [0, 0, 0, 0]
  let makeRoom = 0
  let doubts = 0
  let misplaced = 0
  for (const vm of problem.vms) {
    const to = at.get(vm.id)
    if (to === undefined) {
      if (!stands(vm.fromHostId)) unplaced[vm.tier] += 1
      continue
    }
    if (stands(vm.fromHostId)) makeRoom += 1
    const index = problem.hosts.findIndex(({ id }) => id === to)
    doubts += problem.classes.find(({ id }) => id === vm.classId)?.doubts[index] ?? 0
    const isSpare = problem.hosts[index]?.isSpare === true
    if (problem.hosts.some((host) => host.isSpare) && isSpare !== (vm.tier === 0)) misplaced += 1
  }
  for (const { kind, isHard, vmIds } of problem.groups) {
    if (isHard) continue
    const places = vmIds.flatMap((id) => at.get(id) ?? [])
    const different = new Set(places).size
    doubts += kind === 'apart' ? places.length - different : Math.max(0, different - 1)
  }
  return { unplaced, makeRoom, doubts, misplaced, peak: fullest(problem, at) }
}

export const costNumbers = ({ unplaced, makeRoom, doubts, misplaced, peak }: PlacementCost): readonly number[] => [
  ...unplaced,
  makeRoom,
  doubts,
  misplaced,
  Math.round(peak * 1e4) / 1e4,
]

const isLess = (one: readonly number[], other: readonly number[]): boolean => {
  const differing = one.findIndex((value, at) => value !== other[at])
  return differing !== -1 && (one[differing] ?? 0) < (other[differing] ?? 0)
}

/** Every placement that the checker accepts. */
const allPlacements = function* (problem: PlacementProblem): Generator<readonly PlacementMove[]> {
  const options = problem.vms.map((vm) => [null, ...problem.hosts.map(({ id }) => id).filter((id) => id !== vm.fromHostId)])
  const chosen = options.map(() => 0)
  for (;;) {
    yield problem.vms.flatMap((vm, at) => {
      const toHostId = options[at]?.[chosen[at] ?? 0] ?? null
      return toHostId === null ? [] : [{ vmId: vm.id, toHostId }]
    })
    let at = 0
    while (at < chosen.length && (chosen[at] ?? 0) + 1 >= (options[at]?.length ?? 0)) {
      chosen[at] = 0
      at += 1
    }
    if (at === chosen.length) return
    chosen[at] = (chosen[at] ?? 0) + 1
  }
}

export const asAssignment = (problem: PlacementProblem, moves: readonly PlacementMove[]): Assignment => {
  const moved = new Set(moves.map(({ vmId }) => vmId))
  const leaving = problem.vms.filter(({ fromHostId }) => !problem.hosts.some(({ id }) => id === fromHostId))
  const value = leaving.filter(({ id }) => moved.has(id)).reduce((sum, { tier }) => sum + TIER_VALUE[tier], 0)
  return {
    moves,
    unplacedVmIds: leaving.filter(({ id }) => !moved.has(id)).map(({ id }) => id),
    cost: countedCost(problem, moves),
    isExact: true,
    value,
    mostValue: Infinity,
  }
}

/** The least cost of all placements, by trying each. */
export const bestByTrying = (problem: PlacementProblem): readonly number[] => {
  let best: readonly number[] | null = null
  for (const moves of allPlacements(problem)) {
    const cost = costNumbers(countedCost(problem, moves))
    if (best !== null && !isLess(cost, best)) continue
    if (checkPlacement(problem, asAssignment(problem, moves)).length === 0) best = cost
  }
  return best ?? []
}
