import type { StageId, VmId } from './ids'

/**
 * Until when something may begin so that, in the worst case, all still ends before the reserve. `too-late`: by so many seconds, where
 * that is known. `any-time`: nothing limits it within a day.
 */
export type LatestMoment =
  | { readonly kind: 'at'; /** Since the mains failed. */ readonly seconds: number }
  | { readonly kind: 'now' }
  | { readonly kind: 'too-late'; readonly missingSeconds: number | null }
  | { readonly kind: 'any-time' }

/** What each part of a plan gains, and how long it may wait. Empty where nobody knows how long the battery lasts. */
export interface PlanMoments {
  /** Those that have not fired: with the stages before it as planned, and those behind it, and the hosts, along with it. */
  readonly stages: readonly { readonly stageId: StageId; readonly name: string; readonly moment: LatestMoment }[]
  /** Those whose action has not begun: each alone, with everything else as planned. */
  readonly vms: readonly {
    readonly vmId: VmId
    readonly moment: LatestMoment
    /** Runtime gained, from now, once it has ended. */ readonly gainedSeconds: number
  }[]
}
