import type { HostId, SafeguardId, StageId, StepId, VmId } from './ids'
import type { StepAction } from './run'

export interface ForecastBar {
  readonly stageId: StageId | null
  readonly object:
    | { readonly kind: 'vm'; readonly id: VmId }
    | { readonly kind: 'host'; readonly id: HostId }
    | { readonly kind: 'safeguard'; readonly id: SafeguardId }
  readonly name: string
  readonly action: StepAction
  /** Seconds since the mains failed. */
  readonly startSeconds: number
  readonly endSeconds: number
  /** When it has ended if this and whatever comes before it is slow. */
  readonly worstEndSeconds: number
  /**
   * Its object goes on drawing in the expected course: it does not end within its limits, or begins in the worst case only. Absent: its
   * draw ends with it.
   */
  readonly drawsOn?: true
}

export interface ForecastStage {
  readonly stageId: StageId
  readonly name: string
  /** Null: none of its triggers is reached before the battery is empty. */
  readonly firesAtSeconds: number | null
  readonly endsAtSeconds: number | null
  readonly shedWatts: number
  /** Runtime gained by what this stage sheds. */
  readonly gainedSeconds: number
}

export interface BatteryPoint {
  readonly atSeconds: number
  readonly runtimeSeconds: number
}

export interface ForecastRange {
  readonly lowSeconds: number
  readonly highSeconds: number
}

/** Within what it stays in nine of ten cases. Nothing is decided by it: that is what the worst case is for. */
export interface ForecastBand {
  /** Runtime left over the course, by time. */
  readonly battery: readonly (ForecastRange & { readonly atSeconds: number })[]
  /** When the last action has ended, since the mains failed; null: there is none. */
  readonly endsAt: ForecastRange | null
  /** When the battery is empty; null: not within a day. */
  readonly emptyAt: ForecastRange | null
  /** By VM or host, when its action has ended in nineteen of twenty cases. */
  readonly lateEnds: readonly { readonly objectId: string; readonly seconds: number }[]
}

/** What the margin stands on: every action slow, and as little battery as the bands of the UPSs allow. */
export interface WorstCase {
  /** Since the mains failed, when the last action ends; null: there is nothing to do. */
  readonly endsAtSeconds: number | null
  /** Runtime left then, at the load until then; negative: it was dark so long before. */
  readonly leftSeconds: number
}

/** D3: a guest of a run that is on would have to be asked for less time, for everything to end before the reserve at worst. */
export interface ShorterGrace {
  readonly stepId: StepId
  /** What its step may then take before it is forced: less than now, at least 30. */
  readonly limitSeconds: number
  /** So much earlier it has then ended at worst. */
  readonly bySeconds: number
  /** What is missing before the reserve, and when everything has ended since the mains failed, both at worst and as things are now. */
  readonly missingSeconds: number
  readonly lastEndSeconds: number
}

export interface Forecast {
  /** `clean`: all end as wanted before the reserve. `late`: all end, but inside the reserve. `cut-off`: some lose power running. */
  readonly verdict: 'clean' | 'late' | 'cut-off' | 'unknown'
  readonly vmCount: number
  readonly cutOff: readonly { readonly vmId: VmId; readonly name: string; readonly reason: string }[]
  /** Runtime left beyond the reserve when the last action ends (worst case); negative: missing. Null: unknown. */
  readonly marginSeconds: number | null
  /** How that margin comes about: `leftSeconds` less `reserveSeconds`. Absent: there is none. */
  readonly worst?: WorstCase
  readonly endsAtSeconds: number | null
  readonly emptyAtSeconds: number | null
  readonly reserveSeconds: number
  readonly battery: readonly BatteryPoint[]
  /** The battery's course in the worst case. Absent: nothing is known of it. */
  readonly worstCourse?: readonly BatteryPoint[]
  /** Absent: it was not asked for, or nothing is known of the battery. */
  readonly band?: ForecastBand
  readonly stages: readonly ForecastStage[]
  readonly bars: readonly ForecastBar[]
  /** Why unknown, or what was assumed. */
  readonly notes: readonly string[]
  /** What follows from the plan however long the battery lasts, and must be known before it acts (`PLAN_SENTENCES`). Absent: nothing. */
  readonly warnings?: readonly string[]
  /** Of the rest of a run whose margin is negative: whose shorter grace would help. Absent: nobody's, or nothing is missing. */
  readonly graces?: readonly ShorterGrace[]
}
