import { type PowerReading, READING_UNITS, type ReadingName } from '../../../domain/power-reading'

interface Range {
  readonly low: number
  readonly high: number
}

const fraction: Range = { low: 0, high: 100 }
/** UPSs report overload above 100 %. */
const load: Range = { low: 0, high: 200 }
const lineVolts: Range = { low: 0, high: 600 }
const hertz: Range = { low: 0, high: 70 }
const watts: Range = { low: 0, high: 5_000_000 }
/** Longer than two days: firmware says so when it has nothing to say (6000 and 12000 minutes are common). */
const runtime: Range = { low: 0, high: 48 * 3600 }

/** What physics allows each value to be (P4). */
const ranges: Readonly<Record<ReadingName, Range>> = {
  runtimeSeconds: runtime,
  chargePercent: fraction,
  loadPercent: load,
  outputWatts: watts,
  outputVoltAmperes: watts,
  batteryVolts: { low: 1, high: 1_200 },
  batteryAmperes: { low: -5_000, high: 5_000 },
  temperatureCelsius: { low: -25, high: 90 },
  secondsOnBattery: { low: 0, high: 7 * 24 * 3600 },
  inputVolts: lineVolts,
  inputVoltsL1: lineVolts,
  inputVoltsL2: lineVolts,
  inputVoltsL3: lineVolts,
  inputHertz: hertz,
  outputVolts: lineVolts,
  outputVoltsL1: lineVolts,
  outputVoltsL2: lineVolts,
  outputVoltsL3: lineVolts,
  outputHertz: hertz,
  outputAmperes: { low: 0, high: 5_000 },
  loadPercentL1: load,
  loadPercentL2: load,
  loadPercentL3: load,
  outputWattsL1: watts,
  outputWattsL2: watts,
  outputWattsL3: watts,
  nominalWatts: { low: 1, high: 5_000_000 },
  nominalVoltAmperes: { low: 1, high: 5_000_000 },
  lowBatteryRuntimeSeconds: { low: 0, high: 24 * 3600 },
}

const tenfold: Partial<Record<string, Range>> = { V: { low: 80, high: 480 }, Hz: { low: 45, high: 65 } }
const isRescuable = (name: ReadingName): boolean =>
  name.startsWith('inputVolts') || name.startsWith('outputVolts') || name.endsWith('Hertz')

const within = (value: number, { low, high }: Range): boolean => value >= low && value <= high

export const reading = (name: ReadingName, value: number, source: string): PowerReading => ({
  value,
  unit: READING_UNITS[name],
  source,
  credible: true,
  reason: null,
})

export const doubted = (given: PowerReading, reason: string): PowerReading => ({ ...given, credible: false, reason })

/** Tenths are turned into doubles by dividing, never by multiplying: 0.1 × 3 is not 0.3. */
export const tidy = (value: number): number => Math.round(value * 1000) / 1000

/** Judges one value by itself. `unknownAt`: the values by which this object says "I do not know", in its own unit. */
export const judged = (
  name: ReadingName,
  raw: number,
  divisor: number,
  source: string,
  unknownAt: readonly number[],
): PowerReading => {
  const value = tidy(raw / divisor)
  const given = reading(name, value, source)
  const unit = READING_UNITS[name]
  if (unknownAt.includes(raw)) return doubted(given, `the device sends ${raw} where it does not know`)
  if (within(value, ranges[name])) return given
  const correction = tenfold[unit]
  const tenth = tidy(value / 10)
  if (correction !== undefined && isRescuable(name) && within(tenth, correction))
    return {
      ...reading(name, tenth, source),
      reason: `the device sends tenths here, against its own specification: ${raw} read as ${tenth} ${unit}`,
    }
  return doubted(given, `${value} ${unit} is impossible: ${ranges[name].low} to ${ranges[name].high} ${unit} can be`)
}
