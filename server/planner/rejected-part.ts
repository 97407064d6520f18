import type { Assignment, PlacementProblem } from '../domain/placement-problem'
import type { Sequence, SequenceProblem } from '../domain/sequence'
import type { PlacementViolation } from './check-placement'
import type { SequenceViolation } from './check-sequence'

/**
 * A placement, or an order of moves, that its independent checker has not accepted: it was not used. Planning only hands it back; who
 * asked puts it on record (K1).
 */
export type RejectedPart =
  | {
      readonly kind: 'placement'
      readonly problem: PlacementProblem
      readonly assignment: Assignment
      readonly violations: readonly PlacementViolation[]
    }
  | {
      readonly kind: 'sequence'
      /** As the checker was asked. */
      readonly problem: SequenceProblem
      readonly sequence: Sequence
      readonly violations: readonly SequenceViolation[]
    }

/** Told of each of them, also of the same one again. */
export type OnRejected = (part: RejectedPart) => void

/** What it breaks, each rule once, in the checker's own words. */
export const rulesOf = ({ violations }: RejectedPart): string => [...new Set(violations.map(({ rule }) => rule))].join(', ')
