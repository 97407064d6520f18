import {
  type PowerReading,
  type PowerReadings,
  READING_NAMES,
  type ReadingName,
  readingsFrom,
} from '../../../domain/power-reading'
import type { Told } from './told'

export interface ChosenReading {
  readonly reading: PowerReading
  /** Its place in the list of families. */
  readonly from: number
}

/** The richest family that says it credibly, else the richest that says it at all. Null: all are silent. */
export const chosenReading = (told: readonly Told[], name: ReadingName): ChosenReading | null => {
  const said = told
    .map(({ observation }, from) => ({ reading: observation.readings[name], from }))
    .filter(({ reading }) => reading.value !== null)
  return said.find(({ reading }) => reading.credible) ?? said[0] ?? null
}

/** Field by field. */
export const mergeReadings = (told: readonly Told[]): PowerReadings => {
  const given: Partial<Record<ReadingName, PowerReading>> = {}
  for (const name of READING_NAMES) {
    const chosen = chosenReading(told, name)
    if (chosen !== null) given[name] = chosen.reading
  }
  return readingsFrom(given)
}
