import { SILENT } from './duration'

const number = (value: number, locale: string, digits: number): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value)

const absent = (value: number | null | undefined): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value)

/** "61 %": whole percents decide nothing less. */
export const formatPercent = (percent: number | null | undefined, locale: string): string =>
  absent(percent) ? SILENT : `${number(percent, locale, 0)} %`

/** "410 W", "2.1 kW". */
export const formatWatts = (watts: number | null | undefined, locale: string): string => {
  if (absent(watts)) return SILENT
  return Math.abs(watts) < 1000 ? `${number(watts, locale, 0)} W` : `${number(watts / 1000, locale, 1)} kW`
}

/** "512 MB", "64 GB", "1.5 TB" of a figure in MiB. */
export const formatMemory = (mebibytes: number | null | undefined, locale: string): string => {
  if (absent(mebibytes)) return SILENT
  if (mebibytes < 1024) return `${number(mebibytes, locale, 0)} MB`
  const gibibytes = mebibytes / 1024
  if (gibibytes < 1024) return `${number(gibibytes, locale, Number.isInteger(gibibytes) ? 0 : 1)} GB`
  return `${number(gibibytes / 1024, locale, 1)} TB`
}

/** A reading with the unit its device gave: "230.4 V", "24 °C". */
export const formatReading = (value: number | null | undefined, unit: string, locale: string): string => {
  if (absent(value)) return SILENT
  const digits = unit === '%' || unit === 'W' || unit === 'VA' || unit === 's' ? 0 : 1
  return `${number(value, locale, digits)} ${unit}`
}

export const formatCount = (value: number, locale: string): string => number(value, locale, 0)
