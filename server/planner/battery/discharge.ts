import type { OngoingDischarge } from '../../domain/battery'

/** A gap between two answers, after which nobody knows what the load was. */
const LONGEST_GAP_MS = 120_000
/** So much must be lost between two steps of the charge before it says something; and so much more before it is looked at again. */
const LEAST_LOST_PERCENT = 10
/** Charge is an estimate, and not in proportion to what is left in the battery. */
const CHARGE_SHARE_ERROR = 0.06
/** One step of the charge is seen with this error, in percent of charge. */
const STEP_ERROR_PERCENT = 0.5

const begin = (chargePercent: number, nowMs: number): OngoingDischarge => ({
  beganAtMs: nowMs,
  seen: { atMs: nowMs, chargePercent },
  firstFall: null,
  lastFall: null,
  loadSeconds: 0,
  loadSecondsAtLastFall: 0,
})

/** Takes in an answer on battery. A gap, or a charge that rose, begins anew. */
export const dischargeGoesOn = (
  before: OngoingDischarge | null,
  loadShare: number,
  chargePercent: number,
  nowMs: number,
): OngoingDischarge => {
  if (before === null) return begin(chargePercent, nowMs)
  const gapMs = nowMs - before.seen.atMs
  if (gapMs < 0 || gapMs > LONGEST_GAP_MS || chargePercent > before.seen.chargePercent + 1) return begin(chargePercent, nowMs)
  const seen = { atMs: nowMs, chargePercent }
  const loadSeconds = before.firstFall === null ? 0 : before.loadSeconds + (loadShare * gapMs) / 1000
  if (chargePercent >= before.seen.chargePercent)
    return { ...before, seen: { ...seen, chargePercent: before.seen.chargePercent }, loadSeconds }
  return { ...before, seen, firstFall: before.firstFall ?? seen, lastFall: seen, loadSeconds, loadSecondsAtLastFall: loadSeconds }
}

const lostPercent = (discharge: OngoingDischarge | null): number =>
  discharge === null || discharge.firstFall === null || discharge.lastFall === null
    ? 0
    : discharge.firstFall.chargePercent - discharge.lastFall.chargePercent

/** What a discharge shows once another ten percent are gone; null: nothing new. */
export const dischargeShown = (discharge: OngoingDischarge, before: OngoingDischarge | null) => {
  const lost = lostPercent(discharge)
  const earlier = before?.beganAtMs === discharge.beganAtMs ? lostPercent(before) : 0
  if (Math.floor(lost / LEAST_LOST_PERCENT) <= Math.floor(earlier / LEAST_LOST_PERCENT)) return null
  const { firstFall, lastFall } = discharge
  if (firstFall === null || lastFall === null) return null
  const seconds = (lastFall.atMs - firstFall.atMs) / 1000
  if (seconds <= 0 || discharge.loadSecondsAtLastFall <= 0) return null
  return {
    beganAtMs: discharge.beganAtMs,
    loadShare: discharge.loadSecondsAtLastFall / seconds,
    seconds,
    lostPercent: lost,
    errorShare: Math.hypot(CHARGE_SHARE_ERROR, STEP_ERROR_PERCENT / lost),
  }
}
