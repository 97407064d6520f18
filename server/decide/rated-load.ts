import { credibleValue } from '../domain/power-reading'
import type { PowerDeviceView } from '../domain/world'

/** Below this a load told in whole percents is too coarse to reckon with. */
const LEAST_PERCENT = 10

/** What a UPS gives out, as it measures it; from its percentage and rating where it tells no watts. */
export const measuredWatts = ({ readings }: Pick<PowerDeviceView, 'readings'>): number | null => {
  const watts = credibleValue(readings, 'outputWatts')
  if (watts !== null) return watts
  const percent = credibleValue(readings, 'loadPercent')
  const rated = credibleValue(readings, 'nominalWatts')
  return percent === null || rated === null ? null : (percent / 100) * rated
}

/**
 * So many watts as a share of what it may carry: the highest that can be argued, from its rating in watts, from that in
 * volt-amperes at its present power factor, and from the percentage that it tells for its present load. Null: nothing argues.
 */
export const percentOfRating = (device: Pick<PowerDeviceView, 'readings'>, watts: number): number | null => {
  const { readings } = device
  const now = measuredWatts(device)
  const ratedWatts = credibleValue(readings, 'nominalWatts')
  const ratedVoltAmperes = credibleValue(readings, 'nominalVoltAmperes')
  const voltAmperes = credibleValue(readings, 'outputVoltAmperes')
  const percent = credibleValue(readings, 'loadPercent')
  const argued: number[] = []
  if (ratedWatts !== null && ratedWatts > 0) argued.push((watts / ratedWatts) * 100)
  if (now !== null && now > 0) {
    if (ratedVoltAmperes !== null && ratedVoltAmperes > 0 && voltAmperes !== null && voltAmperes > 0)
      argued.push(((watts / now) * voltAmperes * 100) / ratedVoltAmperes)
    if (percent !== null && percent >= LEAST_PERCENT) argued.push((watts / now) * percent)
  } else if (ratedVoltAmperes !== null && ratedVoltAmperes > 0) {
    // Volt-amperes are never fewer than watts.
    argued.push((watts / ratedVoltAmperes) * 100)
  }
  return argued.length === 0 ? null : Math.max(...argued)
}
