import type { SequenceMove } from '../../domain/sequence'

/** How long one move takes by itself, and how long while its target's own outgoing link is full of other moves. Both above 0. */
export interface MoveTime {
  readonly aloneSeconds: number
  readonly saturatedSeconds: number
}

/** Where an order's durations come from: a model of migrations, or the book of what was learned. */
export interface MoveTimer {
  live(move: SequenceMove): MoveTime
  saveSeconds(move: SequenceMove): number
  resumeSeconds(move: SequenceMove): number
}

/** From so full on, what leaves a host delays the acknowledgements of what comes to it. */
export const SATURATED_FROM = 0.9
