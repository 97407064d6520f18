import type { Assignment, PlacementProblem } from '../../domain/placement-problem'
import { balance, bringBack, settle } from './balance'
import { mostValue } from './bound'
import { compile, type Compiled } from './compiled'
import { eject, exchange } from './eject'
import { type Choice, fill, type Order } from './greedy'
import { compareCosts, Packing } from './packing'

const MOST_EXCHANGES = 4
/** So many of the placements that different orders give are taken further. */
const MOST_WIDENED = 2
const BESIDES: readonly (readonly [Order, Choice])[] = [
  ['biggest-first', 'tightest'],
  ['fewest-hosts-first', 'tightest'],
  ['smallest-first', 'tightest'],
]

/** What is reported of a placement. */
export const assignmentOf = (packing: Packing, isExact: boolean): Assignment => {
  const { units, hosts, mustCount } = packing.problem
  const moves = units.flatMap(({ vmIds, home }, unit) => {
    const host = hosts[packing.hostOf(unit)]
    return host === undefined || packing.hostOf(unit) === home ? [] : vmIds.map((vmId) => ({ vmId, toHostId: host.id }))
  })
  const placed = units.slice(0, mustCount).filter((_, unit) => packing.hostOf(unit) !== -1)
  const value = placed.reduce((sum, unit) => sum + unit.value, 0)
  return {
    moves: moves.sort((left, right) => (left.vmId < right.vmId ? -1 : 1)),
    unplacedVmIds: packing.unplaced.flatMap((unit) => units[unit]?.vmIds ?? []).sort(),
    cost: packing.cost,
    isExact,
    value,
    mostValue: Math.max(value, isExact ? value : mostValue(packing.problem)),
  }
}

const filled = (problem: Compiled, order: Order, choice: Choice): Packing => {
  const packing = new Packing(problem)
  fill(packing, order, choice)
  return packing
}

const better = (one: Packing, other: Packing): Packing => (compareCosts(other.cost, one.cost) < 0 ? other : one)

/** The more valuable in the place of others, which are tried elsewhere then, for as long as that betters it. */
const exchanged = (first: Packing): Packing => {
  let best = first
  for (let round = 0; round < MOST_EXCHANGES; round++) {
    const next = best.clone()
    if (!exchange(next)) return best
    fill(next, 'smallest-first', 'tightest')
    eject(next, 2, true)
    if (compareCosts(next.cost, best.cost) >= 0) return best
    best = next
  }
  return best
}

/** Where not all fit at once: other orders, then ejection chains among those that move anyway, then VMs that make room. */
const repaired = (first: Packing): Packing => {
  const packed = BESIDES.map(([order, choice]) => filled(first.problem, order, choice))
  const candidates = [first, ...packed].map((packing) => {
    eject(packing, 2, false)
    return packing
  })
  const promising = [...candidates].sort((left, right) => compareCosts(left.cost, right.cost)).slice(0, MOST_WIDENED)
  const [plain = first] = promising
  if (plain.unplaced.length === 0) return plain
  return promising
    .map((packing) => {
      eject(packing, 2, true)
      return exchanged(packing)
    })
    .reduce(better)
}

/** The best that was found, as a packing. */
export const pack = (problem: Compiled): Packing => {
  const first = filled(problem, 'biggest-first', 'emptiest')
  const packing = first.unplaced.length === 0 ? first : repaired(first)
  bringBack(packing)
  settle(packing)
  balance(packing)
  return packing
}

/**
 * Where each VM goes: the most important first, then the biggest, each to the host with the least doubt and the most left
 * afterwards (vector bin packing: Panigrahy et al. 2011); where some find no place, other orders, ejection chains at most two deep
 * and VMs that make room; then local search for balance. Everything is counted, nothing timed; shuffled input gives the same output.
 */
export const placeAll = (problem: PlacementProblem): Assignment => assignmentOf(pack(compile(problem)), false)
