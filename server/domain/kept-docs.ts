import type { Json } from './journal'
import { type PowerReading, READING_NAMES, READING_UNITS, readingsFrom, type ReadingName } from './power-reading'
import type { DeviceDoc, LatestDocs } from './view'

/** Value and source; where it is doubted or remarked upon, whether it is credible, and why. */
type KeptReading = readonly [number | null, string | null] | readonly [number | null, string | null, boolean, string | null]

/** A UPS as the store keeps it: thousands are written and read again every second, so what goes without saying is left out. */
export interface KeptDevice extends Omit<DeviceDoc, 'readings'> {
  readonly readings: Readonly<Partial<Record<ReadingName, KeptReading>>>
}

/** What the live snapshot holds per kind, as it is kept. */
export interface KeptDocs extends Omit<LatestDocs, 'device'> {
  readonly device: KeptDevice
}

export const keptDevice = (doc: DeviceDoc): KeptDevice => {
  const readings: Partial<Record<ReadingName, KeptReading>> = {}
  for (const name of READING_NAMES) {
    const { value, source, credible, reason } = doc.readings[name]
    if (!credible || reason !== null) readings[name] = [value, source, credible, reason]
    else if (value !== null || source !== null) readings[name] = [value, source]
  }
  return { ...doc, readings }
}

const textIn = (given: Json | undefined): string | null => (typeof given === 'string' ? given : null)

const readingFromKept = (name: ReadingName, kept: readonly Json[]): PowerReading => ({
  value: typeof kept[0] === 'number' ? kept[0] : null,
  unit: READING_UNITS[name],
  source: textIn(kept[1]),
  credible: kept[2] !== false,
  reason: textIn(kept[3]),
})

const isObject = (given: Json | undefined): given is { readonly [key: string]: Json } =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
const isList = (given: Json | undefined): given is readonly Json[] => Array.isArray(given)

/** The whole document again; one that is whole stays as it is. */
export const wholeDevice = (kept: Json): unknown => {
  const readings = isObject(kept) ? kept.readings : undefined
  if (!isObject(kept) || !isObject(readings)) return kept
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const name of READING_NAMES) {
    const reading = readings[name]
    if (isObject(reading)) return kept
    if (isList(reading)) given[name] = readingFromKept(name, reading)
  }
  return { ...kept, readings: readingsFrom(given) }
}
