import {
  type Assignment,
  PLACEMENT_FAMILIES,
  type PlacementFamily,
  type PlacementHost,
  type PlacementProblem,
} from '../../domain/placement-problem'

/** More than any site has, and small enough to be reckoned with. */
const BOUNDLESS_MIB = 1e12

/** Why not all of a problem's VMs find a place. */
export interface Reasons {
  /** The smallest set of kinds of reasons without which all would; of several as small the first by `PLACEMENT_FAMILIES`. */
  readonly families: readonly PlacementFamily[]
  readonly vmIds: readonly string[]
}

const bitOf = (family: PlacementFamily): number => 1 << PLACEMENT_FAMILIES.indexOf(family)

/** The problem as it were without some kinds of reasons. */
export const without = (problem: PlacementProblem, families: ReadonlySet<PlacementFamily>): PlacementProblem => {
  const kept = ~[...families].reduce((bits, family) => bits | bitOf(family), 0)
  return {
    hosts: problem.hosts.map((host): PlacementHost => ({
      ...host,
      memoryMiB: families.has('memory') ? BOUNDLESS_MIB : host.memoryMiB,
      cpuThreads: families.has('cpu-headroom') ? null : host.cpuThreads,
    })),
    vms: problem.vms.map((vm) => ({ ...vm, fixedHostId: families.has('override') ? null : vm.fixedHostId })),
    classes: problem.classes.map((each) => ({ ...each, against: each.against.map((bits) => bits & kept) })),
    groups: families.has('affinity') ? [] : problem.groups,
    mostArrivingMiB: families.has('arrivals') ? null : problem.mostArrivingMiB,
  }
}

/** Kinds of reasons that the problem knows at all. */
const familiesIn = (problem: PlacementProblem): readonly PlacementFamily[] => {
  const bits = problem.classes.reduce((all, { against }) => against.reduce((some, each) => some | each, all), 0)
  const here: Partial<Record<PlacementFamily, boolean>> = {
    host: false,
    affinity: problem.groups.some(({ isHard }) => isHard),
    memory: true,
    'cpu-headroom': problem.hosts.some(({ cpuThreads }) => cpuThreads !== null),
    arrivals: problem.mostArrivingMiB !== null,
    override: problem.vms.some(({ fixedHostId }) => fixedHostId !== null),
  }
  return PLACEMENT_FAMILIES.filter((family) => family !== 'host' && (here[family] === true || (bits & bitOf(family)) !== 0))
}

/** Sets of so many, in the order of the list. */
const setsOf = function* <T>(items: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let at = from; at <= items.length - size; at++)
    for (const rest of setsOf(items, size - 1, at + 1)) yield [...items.slice(at, at + 1), ...rest]
}

/**
 * Why some find no place: the smallest correction set over kinds of constraints, found by leaving out ever more of them. `place` says
 * whether all find one then; with an exact search the set is proven to be the smallest. Null: all find a place.
 */
export const whyUnplaced = (
  problem: PlacementProblem,
  found: Assignment,
  place: (problem: PlacementProblem) => Assignment,
): Reasons | null => {
  const vmIds = found.unplacedVmIds
  if (vmIds.length === 0) return null
  const families = familiesIn(problem)
  for (let size = 1; size <= families.length; size++)
    for (const set of setsOf(families, size))
      if (place(without(problem, new Set(set))).unplacedVmIds.length === 0) return { families: set, vmIds }
  return { families: ['host'], vmIds }
}
