import { SILENT } from './duration'

const UNITS = [
  { unit: 'd', ms: 86_400_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'min', ms: 60_000 },
] as const

/** How long ago, in the largest unit that is full: "0.8 s", "41 min", "2 d". The symbols are the same in every language. */
export const formatAge = (ageMs: number | null, locale: string): string => {
  if (ageMs === null || !Number.isFinite(ageMs)) return SILENT
  const age = Math.max(0, ageMs)
  const fit = UNITS.find(({ ms }) => age >= ms)
  if (fit) return `${Math.floor(age / fit.ms)} ${fit.unit}`
  const seconds = age / 1000
  const digits = seconds < 10 ? 1 : 0
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(seconds)} s`
}
