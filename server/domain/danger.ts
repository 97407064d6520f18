/** Dangers other than failing mains; a plan's triggers of that kind bear the same names (P8). */
export const DANGER_KINDS = ['temperature-at-least', 'overload', 'battery-fault'] as const
export type DangerKind = (typeof DANGER_KINDS)[number]

/** Whole degrees that a plan may ask for: below, a sound UPS's battery is as warm on a summer's day. */
export const HEAT_CELSIUS = { min: 30, max: 80 } as const
/** For how long without interruption: more than one poll at the least, so that one bad answer never acts. */
export const DANGER_SECONDS = { min: 5, max: 3_600 } as const

/** A heat that has been passes only when it is clearly cooler. */
export const HEAT_PASSES_CELSIUS = 3
/** So long no sign of it: then a danger has passed. An overload that only flickers has not. */
export const PASSED_AFTER_SECONDS = 60

/** Every answer between these moments showed it; epoch ms of the engine's steady clock. */
export interface Shown {
  readonly sinceMs: number
  readonly seenMs: number
}

/** At least so warm since then, without interruption. Of the steps the coolest is first and oldest. */
export interface HeatTrack {
  readonly seenMs: number
  readonly steps: readonly { readonly celsius: number; readonly sinceMs: number }[]
}

/** As one answer told it, and where it was read. */
export interface Temperature {
  readonly source: string | null
  readonly celsius: number
  readonly atMs: number
}

/** What is known of how warm a UPS says that it is. */
export interface Thermometer {
  readonly last: Temperature
  /** It is not believed (P4): since `from` it has moved as temperatures do, and `trusted` was the last one believed. Null: it is. */
  readonly doubt: { readonly from: Temperature; readonly trusted: Temperature } | null
}

/** What one UPS shows of each danger, as last heard. Null: no sign. */
export interface DangerTrack {
  readonly overload: Shown | null
  readonly batteryFault: Shown | null
  readonly heat: HeatTrack | null
  /** Null: it has told no temperature. No sign of danger by itself. */
  readonly thermometer: Thermometer | null
}

/** Dangers had a part in a run: what it took down comes back when a person says so, and not by itself. */
export interface RunDanger {
  readonly kinds: readonly DangerKind[]
  /** They have passed; the run is held until a person continues it. */
  readonly over: boolean
}
