import { HEALTH_SPREAD, type TrueBattery } from './outage'
import type { Physics } from './physics'

/** A UPS tells its charge in whole percents. */
const CHARGE_ERROR = 0.008
/** Standard deviations on either side of what is believed: nine of ten cases, with something for what is not modelled. */
const BAND = 1.8

/** What is believed of a battery's health: first what is known of all, then what its own discharge shows. */
export const createBelief = (battery: TrueBattery, physics: Physics) => {
  const toldCharge = (): number => Math.round(physics.charge(battery.id) * 100) / 100
  const first = toldCharge()
  /** What its table says it should have lost by now. */
  let expectedLoss = 0
  return {
    /** So many seconds pass at the load as it is. */
    watch: (seconds: number): void => {
      const whole = physics.tableRuntime(battery, 1)
      expectedLoss += whole > 0 ? seconds / whole : 0
    },
    /** Low end, middle and high end of what is left of it, in parts of what its table says of a full one. */
    left: (): { readonly low: number; readonly middle: number; readonly high: number } => {
      const charge = toldCharge()
      const lost = first - charge
      const seen = lost > 0.03 && expectedLoss > 0 ? Math.log(expectedLoss / lost) : 0
      const weightOfPrior = 1 / HEALTH_SPREAD ** 2
      const weightOfSeen = lost > 0.03 ? (lost / CHARGE_ERROR) ** 2 : 0
      const health = (weightOfSeen * seen) / (weightOfPrior + weightOfSeen)
      const spread = BAND / Math.sqrt(weightOfPrior + weightOfSeen)
      const at = (deviation: number, error: number): number => Math.max(0, charge + error) * Math.exp(health + deviation)
      return { low: at(-spread, -CHARGE_ERROR), middle: at(0, 0), high: at(spread, CHARGE_ERROR) }
    },
  }
}
