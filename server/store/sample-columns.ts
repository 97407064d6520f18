import type { SampledReading } from './store'

/** The column of a reading; the minute and hour tables have `_mean`, `_min` and `_max` after it. */
export const READING_COLUMNS: Readonly<Record<SampledReading, string>> = {
  runtimeSeconds: 'runtime_seconds',
  chargePercent: 'charge_percent',
  loadPercent: 'load_percent',
  outputWatts: 'output_watts',
  batteryVolts: 'battery_volts',
  inputVolts: 'input_volts',
  outputVolts: 'output_volts',
  temperatureCelsius: 'temperature_celsius',
}

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
