import type { MoveTimer, SequenceMove } from '../../domain/sequence'

/** Where an order's durations come from: a model of migrations, or the book of what was learned. All above 0. */
export interface LegTimer {
  readonly live: MoveTimer
  saveSeconds(move: SequenceMove): number
  resumeSeconds(move: SequenceMove): number
}

/** From so full on, what leaves a host delays the acknowledgements of what comes to it. */
export const SATURATED_FROM = 0.9
