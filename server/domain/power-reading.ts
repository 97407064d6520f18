/**
 * The vocabulary of power values: one name, one unit, everywhere from the driver to the screen.
 * Where a UPS speaks of three phases, the plain name is the total or the mean and `L1`…`L3` follow it.
 */
export const READING_UNITS = {
  runtimeSeconds: 's',
  chargePercent: '%',
  loadPercent: '%',
  outputWatts: 'W',
  outputVoltAmperes: 'VA',
  batteryVolts: 'V',
  batteryAmperes: 'A',
  temperatureCelsius: '°C',
  secondsOnBattery: 's',
  inputVolts: 'V',
  inputVoltsL1: 'V',
  inputVoltsL2: 'V',
  inputVoltsL3: 'V',
  inputHertz: 'Hz',
  outputVolts: 'V',
  outputVoltsL1: 'V',
  outputVoltsL2: 'V',
  outputVoltsL3: 'V',
  outputHertz: 'Hz',
  outputAmperes: 'A',
  loadPercentL1: '%',
  loadPercentL2: '%',
  loadPercentL3: '%',
  outputWattsL1: 'W',
  outputWattsL2: 'W',
  outputWattsL3: 'W',
  nominalWatts: 'W',
  nominalVoltAmperes: 'VA',
  lowBatteryRuntimeSeconds: 's',
} as const

export type ReadingName = keyof typeof READING_UNITS

export const READING_NAMES = Object.keys(READING_UNITS) as readonly ReadingName[]

export const isReadingName = (name: string): name is ReadingName => name in READING_UNITS

/**
 * One value as the device gave it, judged. `value` is null where the device is silent.
 * `source` names where it came from ("RFC 1628 upsEstimatedChargeRemaining"); `credible` false carries a `reason` (P4).
 */
export interface PowerReading {
  readonly value: number | null
  readonly unit: string
  readonly source: string | null
  readonly credible: boolean
  readonly reason: string | null
}

export type PowerReadings = Readonly<Record<ReadingName, PowerReading>>

/** The device did not say. */
export const silent = (name: ReadingName): PowerReading => ({
  value: null,
  unit: READING_UNITS[name],
  source: null,
  credible: true,
  reason: null,
})

const ALL_SILENT = Object.fromEntries(READING_NAMES.map((name) => [name, silent(name)])) as Record<ReadingName, PowerReading>

export const readingsFrom = (given: Partial<Record<ReadingName, PowerReading>>): PowerReadings => {
  const readings = { ...ALL_SILENT }
  for (const name of READING_NAMES) readings[name] = given[name] ?? ALL_SILENT[name]
  return readings
}

/** The value when it is there and believed, else null. */
export const credibleValue = <Name extends ReadingName>(
  readings: Readonly<Record<Name, Pick<PowerReading, 'value' | 'credible'>>>,
  name: Name,
): number | null => {
  const reading = readings[name]
  return reading.credible ? reading.value : null
}
