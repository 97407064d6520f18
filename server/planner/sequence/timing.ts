import type { Duration } from '../../domain/duration'
import type { SequenceMove } from '../../domain/sequence'

/** Where an order's durations come from: a model of migrations, or the book of what was learned. All above 0. */
export interface LegTimer {
  /** As `MoveTimer`, which may look at the whole move here. */
  live(move: SequenceMove, saturatedShare: number): Duration
  saveSeconds(move: SequenceMove): number
  resumeSeconds(move: SequenceMove): number
}

/** From so full on, what leaves a host delays the acknowledgements of what comes to it. */
export const SATURATED_FROM = 0.9
