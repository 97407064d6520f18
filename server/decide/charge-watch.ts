import type { ChargeWatch } from '../domain/sustain'

/** A battery that has won nothing in so long does not charge: it is worn, or its charger is dead. */
export const STALLED_AFTER_MS = 60 * 60_000
/** Any battery is charged by then, if it ever is. */
export const LONGEST_WAIT_FOR_CHARGE_MS = 24 * 60 * 60_000
/** Rates from less than this are chance. */
const TELLING_MS = 60_000

export const watchCharge = (before: ChargeWatch | null, chargePercent: number | null, nowMs: number): ChargeWatch | null => {
  if (chargePercent === null) return before
  if (before === null) return { sinceMs: nowMs, firstPercent: chargePercent, highestPercent: chargePercent, risenAtMs: nowMs }
  return chargePercent > before.highestPercent ? { ...before, highestPercent: chargePercent, risenAtMs: nowMs } : before
}

const FALLEN_PERCENT = 2

/** What an earlier engine wrote down: of a battery that has been used since, or that does not tell its charge yet, it says nothing (P6). */
export const stillHolds = (kept: ChargeWatch | null, chargePercent: number | null): ChargeWatch | null =>
  kept === null || chargePercent === null || chargePercent < kept.highestPercent - FALLEN_PERCENT ? null : kept

/** It is not to be waited for any longer: nothing has been won in an hour, or the mains are back for a day. */
export const isGivenUp = (watch: ChargeWatch | null, mainsBackAtMs: number, nowMs: number): boolean =>
  nowMs - mainsBackAtMs >= LONGEST_WAIT_FOR_CHARGE_MS || (watch !== null && nowMs - watch.risenAtMs >= STALLED_AFTER_MS)

/** Until this charge is reached, as fast as it has risen so far; null: nobody can tell. */
export const secondsUntil = (watch: ChargeWatch | null, percent: number, nowMs: number): number | null => {
  if (watch === null || nowMs - watch.sinceMs < TELLING_MS) return null
  const won = watch.highestPercent - watch.firstPercent
  return won <= 0 ? null : Math.max(0, ((percent - watch.highestPercent) * (nowMs - watch.sinceMs)) / won / 1000)
}
