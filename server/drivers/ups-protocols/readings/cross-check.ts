import type { Supply } from '../../../domain/power-state'
import { credibleValue, type PowerReadings, type ReadingName } from '../../../domain/power-reading'
import { doubted } from './plausible'

export interface CrossCheckContext {
  readonly supply: Supply
  /** The device says that its battery is normal, neither low nor bad. */
  readonly batteryNormal: boolean
}

interface Doubt {
  readonly name: ReadingName
  readonly reason: string
}

const onSupply = (supply: Supply): boolean => supply === 'mains' || supply === 'bypass'

const batteryDoubts = (readings: PowerReadings, { supply, batteryNormal }: CrossCheckContext): Doubt[] => {
  const doubts: Doubt[] = []
  const charge = credibleValue(readings, 'chargePercent')
  if (batteryNormal && onSupply(supply) && charge === 0)
    doubts.push({
      name: 'chargePercent',
      reason: '0 % while the device calls its battery normal: it does not measure the charge',
    })
  if (batteryNormal && onSupply(supply) && credibleValue(readings, 'runtimeSeconds') === 0)
    doubts.push({
      name: 'runtimeSeconds',
      reason: '0 s while the device calls its battery normal: it does not estimate the runtime',
    })
  if (onSupply(supply) && (credibleValue(readings, 'secondsOnBattery') ?? 0) > 0)
    doubts.push({ name: 'secondsOnBattery', reason: 'a stale value from the last outage: the UPS is not on battery' })
  if (credibleValue(readings, 'temperatureCelsius') === 0)
    doubts.push({ name: 'temperatureCelsius', reason: 'exactly 0 °C: the device has no sensor' })
  return doubts
}

/** A rated power below this, as watts and load percent imply it, no UPS has: the watts are in another unit or not measured. */
const smallestRatedWatts = 100
/** A share of load from which on zero watts or amperes contradict it. */
const telling = 3

const outputDoubts = (readings: PowerReadings): Doubt[] => {
  const doubts: Doubt[] = []
  const load = credibleValue(readings, 'loadPercent')
  const watts = credibleValue(readings, 'outputWatts')
  const volts = credibleValue(readings, 'outputVolts')
  const amperes = credibleValue(readings, 'outputAmperes')
  const loaded = load !== null && load >= telling
  const wattsContradictLoad = loaded && watts !== null && watts / (load / 100) < smallestRatedWatts
  if (wattsContradictLoad) doubts.push({ name: 'outputWatts', reason: `${watts} W contradicts a load of ${load} %` })
  if (loaded && amperes === 0) doubts.push({ name: 'outputAmperes', reason: `0 A contradicts a load of ${load} %` })
  if (wattsContradictLoad || watts === null || watts <= 0 || volts === null || amperes === null || amperes === 0) return doubts
  const apparent = volts * amperes
  if (apparent > watts * 5 || apparent < watts / 5)
    doubts.push({ name: 'outputAmperes', reason: `${amperes} A at ${volts} V contradicts ${watts} W` })
  return doubts
}

/** Judges values by each other (P4), after each was judged by itself. */
export const crossChecked = (readings: PowerReadings, context: CrossCheckContext): PowerReadings => {
  const doubts = [...batteryDoubts(readings, context), ...outputDoubts(readings)]
  if (doubts.length === 0) return readings
  const checked = { ...readings }
  for (const { name, reason } of doubts) checked[name] = doubted(readings[name], reason)
  return checked
}
