import type { Assignment, PlacementProblem } from '../../domain/placement-problem'

/** The best placement of a problem that is small enough, proven. Null: nobody proves it, or not in time. */
export type Prover = (problem: PlacementProblem) => Assignment | null
