import type { Assignment, PlacementProblem } from '../../domain/placement-problem'
import { isSmall, placeExactly } from './exact'
import { type Reasons, whyUnplaced } from './explain'
import { placeAll } from './heuristic'
import type { LinearSolver } from './linear-solver'
import { placementZones, type PlacementQuestion, type PlacementZone } from './problem'

export interface PlacementOptions {
  /** VMs that could stay may leave their hosts where others find no place else (S1-06). */
  readonly makeRoom: boolean
  /** Proves small placements; null: none is at hand. */
  readonly solver: LinearSolver | null
}

/** Where the VMs of one cluster go. */
export interface Placed {
  readonly problem: PlacementProblem
  readonly assignment: Assignment
}

/** Nothing can be gained but balance. */
const isBest = ({ value, mostValue, cost }: Assignment): boolean => value >= mostValue && cost.makeRoom === 0

const place = (problem: PlacementProblem, solver: LinearSolver | null): Assignment => {
  const found = placeAll(problem)
  if (solver === null || isBest(found) || !isSmall(problem)) return found
  return placeExactly(problem, solver) ?? found
}

/** Where the VMs of one cluster go together. */
export const placeZone = (zone: PlacementZone, { makeRoom, solver }: PlacementOptions): Placed => {
  const plain = zone.problem(false)
  const assignment = place(plain, solver)
  if (assignment.unplacedVmIds.length === 0 || !makeRoom) return { problem: plain, assignment }
  const problem = zone.problem(true)
  const wider = place(problem, solver)
  return wider.unplacedVmIds.length < assignment.unplacedVmIds.length || wider.value > assignment.value
    ? { problem, assignment: wider }
    : { problem: plain, assignment }
}

/** Where all VMs go together, cluster by cluster. */
export const placeTogether = (question: PlacementQuestion, options: PlacementOptions): readonly Placed[] =>
  placementZones(question).map((zone) => placeZone(zone, options))

/** Why some of them found no place; null: all did. */
export const reasonsOf = ({ problem, assignment }: Placed, solver: LinearSolver | null): Reasons | null =>
  whyUnplaced(problem, assignment, (relaxed) => place(relaxed, solver))
