import type { BatteryModel, RuntimeBand } from '../../domain/battery'
import { knownOf } from './battery-curve'
import { onGrid } from './grid-curve'

const YEAR_MS = 365.25 * 86_400_000
/** Lead-acid batteries are worn out when a fifth is gone, most after five years, some after half of that: what the worst one loses a year. */
const WORST_YEARLY_LOSS = 0.08
const WORST_LOSS = 0.4
/** Charge is told in whole percents and measured worse than that. */
const CHARGE_ERROR_PERCENT = 2

/** Load in whichever way it is known: watts need the rating. */
export interface BatteryQuestion {
  readonly loadPercent?: number | null
  readonly loadWatts?: number | null
  /** Null: not told, taken for full in the high bound and the expected value, and nothing is claimed for the low one. */
  readonly chargePercent: number | null
}

export const loadShareOf = (model: BatteryModel, { loadPercent, loadWatts }: BatteryQuestion): number | null => {
  if (loadPercent != null && loadPercent > 0) return loadPercent / 100
  return loadWatts != null && loadWatts > 0 && model.ratedWatts !== null ? loadWatts / model.ratedWatts : null
}

/** What the battery lost since a discharge last showed what it holds, at worst; firmware seldom knows. */
const worstLoss = (sinceMs: number, nowMs: number): number =>
  Math.min(WORST_LOSS, (Math.max(0, nowMs - sinceMs) / YEAR_MS) * WORST_YEARLY_LOSS)

/** How long the battery lasts from this charge at this load, if the load stays. Null: the load is not known. */
export const runtimeAt = (model: BatteryModel, question: BatteryQuestion, nowMs: number): RuntimeBand | null => {
  const share = loadShareOf(model, question)
  if (share === null) return null
  const { curve, basis, shownAtMs } = knownOf(model)
  const full = onGrid(curve, share)
  const percent = question.chargePercent
  const part = (by: number): number => Math.min(100, Math.max(0, (percent ?? 100) + by)) / 100
  const lowPart = percent === null ? 0 : percent >= 100 ? 1 : part(-CHARGE_ERROR_PERCENT)
  return {
    lowSeconds: Math.exp(full.low) * lowPart * (1 - worstLoss(Math.max(model.knownSinceMs, shownAtMs ?? 0), nowMs)),
    expectedSeconds: Math.exp(full.middle) * part(0),
    highSeconds: Math.exp(full.high) * part(CHARGE_ERROR_PERCENT),
    learned: model.anchors.length > 0,
    basis,
  }
}
