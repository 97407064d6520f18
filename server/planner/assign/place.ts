import type { Assignment, PlacementProblem } from '../../domain/placement-problem'
import { checkPlacement } from '../check-placement'
import type { OnRejected } from '../rejected-part'
import { isSmall } from './exact'
import { type Reasons, whyUnplaced } from './explain'
import { placeAll } from './heuristic'
import { placementZones, type PlacementQuestion, type PlacementZone } from './problem'
import type { Prover } from './prover'

export interface PlacementOptions {
  /** VMs that could stay may leave their hosts where others find no place else (S1-06). */
  readonly makeRoom: boolean
  /** Asked where something is left to be gained. Null: none is at hand. */
  readonly prover: Prover | null
  /** Absent: nobody asks. */
  readonly onRejected?: OnRejected
}

/** Where the VMs of one cluster go. */
export interface Placed {
  readonly problem: PlacementProblem
  readonly assignment: Assignment
}

/** Nothing can be gained but balance. */
const isBest = ({ value, mostValue, cost }: Assignment): boolean => value >= mostValue && cost.makeRoom === 0

/** What is proven is taken where it is no worse, and the independent checker accepts it. */
const place = (problem: PlacementProblem, { prover, onRejected }: Omit<PlacementOptions, 'makeRoom'>): Assignment => {
  const found = placeAll(problem)
  if (prover === null || isBest(found) || !isSmall(problem)) return found
  const proven = prover(problem)
  if (proven === null || proven.value < found.value) return found
  const violations = checkPlacement(problem, proven)
  if (violations.length === 0) return proven
  onRejected?.({ kind: 'placement', problem, assignment: proven, violations })
  return found
}

/** Where the VMs of one cluster go together. */
export const placeZone = (zone: PlacementZone, { makeRoom, ...options }: PlacementOptions): Placed => {
  const plain = zone.problem(false)
  const assignment = place(plain, options)
  if (assignment.unplacedVmIds.length === 0 || !makeRoom) return { problem: plain, assignment }
  const problem = zone.problem(true)
  const wider = place(problem, options)
  return wider.unplacedVmIds.length < assignment.unplacedVmIds.length || wider.value > assignment.value
    ? { problem, assignment: wider }
    : { problem: plain, assignment }
}

/** Where all VMs go together, cluster by cluster. */
export const placeTogether = (question: PlacementQuestion, options: PlacementOptions): readonly Placed[] =>
  placementZones(question).map((zone) => placeZone(zone, options))

/** Why some of them found no place; null: all did. */
export const reasonsOf = ({ problem, assignment }: Placed): Reasons | null => whyUnplaced(problem, assignment, placeAll)
