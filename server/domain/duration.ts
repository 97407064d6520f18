import type { StepAction } from './run'

/** How long something takes: in half of all cases, and in 95 of 100. */
export interface Duration {
  readonly p50Seconds: number
  readonly p95Seconds: number
}

/** What one action of a run took, as far as it says how long the next one will take. */
export interface DurationSample {
  readonly action: StepAction
  /** VM or host that it was done to. */
  readonly objectId: string
  readonly fromHostId: string | null
  readonly toHostId: string | null
  readonly seconds: number
  /** It was ended by its limit: it would have taken longer. */
  readonly isCensored: boolean
  /** Null: not known. */
  readonly memoryMiB: number | null
  /** Rate at which its guest writes to pages that were copied already; null: not known. */
  readonly dirtyMiBPerSecond: number | null
  /** Rate that the move had to itself, in Mbit/s (10⁶); null: not known, or no move. */
  readonly linkMbitPerSecond: number | null
  /** Part of the time, 0–1, in which the target's own outgoing link was full of other moves. */
  readonly saturatedShare: number
  readonly atMs: number
}
