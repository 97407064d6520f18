import type { RuntimeBand } from '../domain/battery'
import type { PowerReading } from '../domain/power-reading'

/** A value as last given by the device, with when. */
export interface KnownValue {
  readonly value: number
  readonly atMs: number
  readonly credible: boolean
  readonly reason: string | null
}

/** Where a discharge began, and what was drawn since. */
export interface DischargeStart {
  readonly atMs: number
  readonly chargePercent: number | null
  /** The load summed over the seconds for which it is known. Absent: a discharge that an older release began. */
  readonly drawn?: { readonly percentSeconds: number; readonly seconds: number }
}

/** The same discharge after an answer at this load. */
export const dischargeGoesOn = (
  discharge: DischargeStart,
  loadPercent: number | null,
  sinceMs: number | null,
  nowMs: number,
): DischargeStart => {
  const { drawn } = discharge
  const seconds = sinceMs === null ? 0 : (nowMs - sinceMs) / 1000
  if (drawn === undefined || loadPercent === null || seconds <= 0) return discharge
  const percentSeconds = drawn.percentSeconds + loadPercent * seconds
  return { ...discharge, drawn: { percentSeconds, seconds: drawn.seconds + seconds } }
}

export const rememberValue = (before: KnownValue | null, reading: PowerReading, nowMs: number): KnownValue | null =>
  reading.value === null ? before : { value: reading.value, atMs: nowMs, credible: reading.credible, reason: reading.reason }

/** So much charge must have gone before its slope says anything: charge is given in whole percents. */
const SLOPE_MIN_PERCENT = 3
/** Firmware runtime may exceed what the slope implies by this factor before it is disbelieved (nut #1942: 90 % charge, dead in 2 min). */
const SLOPE_TOLERANCE = 2
/** At such a load firmware cannot measure the current, and says hours (nut #731). */
const TOO_LIGHT_PERCENT = 10
const TOO_LONG_SECONDS = 4 * 3_600

/** What a UPS draws for itself, of its rating: its load never falls below it. A little more than published standby losses. */
const OWN_PERCENT = 5
/** A heavier load shortens runtime by more than in proportion (Peukert); what a lighter one wins beyond proportion is not counted on. */
const HEAVIER_EXPONENT = 1.25
/** The mean load is that of the discharge where it is known for so much of it. */
const KNOWN_SHARE = 0.5

/** How much longer, or shorter, the battery lasts at this load than at the mean one since the discharge began. */
const lighterBy = ({ atMs, drawn }: DischargeStart, untilMs: number, loadPercent: number | null): number => {
  if (drawn === undefined || loadPercent === null || drawn.seconds < (KNOWN_SHARE * (untilMs - atMs)) / 1000) return 1
  const ratio = (drawn.percentSeconds / drawn.seconds + OWN_PERCENT) / (Math.max(0, loadPercent) + OWN_PERCENT)
  return ratio >= 1 ? ratio : ratio ** HEAVIER_EXPONENT
}

/** Seconds until empty, as charge has fallen since the discharge began, at the load that there is now; null: not enough seen yet. */
const runtimeBySlope = (
  charge: KnownValue | null,
  discharge: DischargeStart | null,
  loadPercent: number | null,
): number | null => {
  if (charge === null || !charge.credible || discharge === null || discharge.chargePercent === null) return null
  const lostPercent = discharge.chargePercent - charge.value
  const seconds = (charge.atMs - discharge.atMs) / 1000
  if (lostPercent < SLOPE_MIN_PERCENT || seconds <= 0) return null
  return ((charge.value * seconds) / lostPercent) * lighterBy(discharge, charge.atMs, loadPercent)
}

/**
 * The runtime that decisions stand on (P4, P2): the device's own where it is credible, else the lower bound that can be argued:
 * from the fall of its charge, or from the model of its battery. While contact is lost it falls by a second each second.
 */
export const decidingRuntime = (known: {
  readonly runtime: KnownValue | null
  readonly charge: KnownValue | null
  readonly discharge: DischargeStart | null
  readonly loadPercent: number | null
  readonly contactLost: boolean
  /** What the model of this battery says at the last known load and charge. */
  readonly modelled: RuntimeBand | null
  readonly nowMs: number
}): { seconds: number | null; reason: string } => {
  const { runtime, charge, discharge, loadPercent, contactLost, modelled, nowMs } = known
  const slope = runtimeBySlope(charge, discharge, loadPercent)
  const learned = modelled?.learned === true ? modelled : null
  const blind = contactLost && discharge !== null
  const aged = (seconds: number, atMs: number): number => (blind ? Math.max(0, seconds - (nowMs - atMs) / 1000) : seconds)
  const lostNote = contactLost ? '; contact lost, counted down since the last answer' : ''
  const least = (band: RuntimeBand): string => `at least ${Math.round(band.lowSeconds)} s ${band.basis}`
  if (runtime !== null && runtime.credible) {
    if (slope !== null && runtime.value > slope * SLOPE_TOLERANCE)
      return {
        seconds: aged(slope, runtime.atMs),
        reason: `device says ${Math.round(runtime.value)} s, but the charge falls as if ${Math.round(slope)} s were left${lostNote}`,
      }
    if (loadPercent !== null && loadPercent <= TOO_LIGHT_PERCENT && runtime.value > TOO_LONG_SECONDS) {
      const assumed = Math.min(runtime.value, learned?.lowSeconds ?? TOO_LONG_SECONDS)
      return {
        seconds: aged(assumed, runtime.atMs),
        reason: `device says ${Math.round(runtime.value)} s at ${loadPercent} % load, too light to measure; ${learned === null ? `${TOO_LONG_SECONDS} s assumed` : least(learned)}${lostNote}`,
      }
    }
    if (blind && learned !== null && learned.lowSeconds < runtime.value)
      return {
        seconds: aged(learned.lowSeconds, runtime.atMs),
        reason: `device said ${Math.round(runtime.value)} s; ${least(learned)}${lostNote}`,
      }
    return { seconds: aged(runtime.value, runtime.atMs), reason: `device${lostNote}` }
  }
  const disbelieved =
    runtime === null ? '' : `; the device's ${runtime.value} s is not credible: ${runtime.reason ?? 'no reason given'}`
  if (slope !== null && charge !== null)
    return {
      seconds: aged(Math.min(slope, learned?.lowSeconds ?? slope), charge.atMs),
      reason: `${learned !== null && learned.lowSeconds < slope ? least(learned) : 'from the fall of charge'}${disbelieved}${lostNote}`,
    }
  // What batteries of its kind last bounds a figure that is not credible (P4); it does not stand in for one that was never given.
  const bound = runtime === null ? learned : modelled
  if (bound !== null)
    return {
      seconds: aged(bound.lowSeconds, runtime?.atMs ?? charge?.atMs ?? nowMs),
      reason: `${least(bound)}${runtime === null ? '; the device gives no runtime' : disbelieved}${lostNote}`,
    }
  return {
    seconds: null,
    reason: runtime === null ? 'the device gives no runtime' : `not credible: ${runtime.reason ?? 'no reason given'}`,
  }
}
