/** How a VM came through a live move, as seen right after it (S0-07, S4-09). */
export interface MoveReport {
  /** `unchecked`: it has no guest tools that ran before, and nobody chose a probe for it. */
  readonly guest: 'answers' | 'silent' | 'unchecked'
  /** What was asked: the platform's guest tools, or the probe that a person chose ("tcp 10.0.0.5:22"). Null: nothing. */
  readonly asked: string | null
  /** How long it stood still, as far as is known; null: nobody measured it. */
  readonly downtimeMs: number | null
  /** `probe`: the longest silence of our own probe, which is an upper bound. */
  readonly downtimeFrom: 'platform' | 'probe' | null
}
