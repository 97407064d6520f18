import type { Supply } from '../../../domain/power-state'

/** What argues, apart from the source itself, that the battery carries the load. Null: not told. */
export interface Signs {
  /** Another state says so, or says that it does not. */
  readonly discharging: boolean | null
  /** Time on battery counts, or stands at 0. */
  readonly counting: boolean | null
  /** False: the input is measured dead. */
  readonly inputAlive: boolean | null
  readonly batteryNormal: boolean
}

const signsOfDischarge = ({ discharging, counting, inputAlive }: Signs): number =>
  [discharging === true, counting === true, inputAlive === false].filter(Boolean).length

const nobodyElseSpeaks = ({ discharging, counting, inputAlive }: Signs): boolean =>
  discharging === null && counting === null && inputAlive === null

const looksHealthy = ({ discharging, counting, inputAlive, batteryNormal }: Signs): boolean =>
  inputAlive === true && discharging !== true && (counting === false || (counting === null && batteryNormal))

/**
 * What the device calls its source never decides alone: "battery" needs one sign that agrees, and is overruled where the input
 * lives and no time counts; "mains" is overruled by two signs of a discharge.
 */
export const supplyBySigns = (claimed: Supply, signs: Signs): Supply => {
  switch (claimed) {
    case 'battery':
      if (signsOfDischarge(signs) > 0 || nobodyElseSpeaks(signs)) return 'battery'
      return signs.inputAlive === true && signs.counting === false ? 'mains' : 'unknown'
    case 'mains':
      return signsOfDischarge(signs) >= 2 ? 'battery' : 'mains'
    case 'unknown':
      if (signsOfDischarge(signs) >= 2) return 'battery'
      return looksHealthy(signs) && signs.batteryNormal && !nobodyElseSpeaks(signs) ? 'mains' : 'unknown'
    case 'bypass':
    case 'off':
      return claimed
  }
}
