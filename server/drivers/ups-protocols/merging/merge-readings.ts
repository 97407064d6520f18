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

const finer = (
  told: readonly Told[],
  name: ReadingName,
  chosen: ChosenReading,
  said: readonly ChosenReading[],
): ChosenReading => {
  const step = told[chosen.from]?.coarseSteps?.[name]
  const { value } = chosen.reading
  if (step === undefined || value === null) return chosen
  const agrees = ({ reading, from }: ChosenReading): boolean =>
    reading.credible && told[from]?.coarseSteps?.[name] === undefined && Math.abs((reading.value ?? 0) - value) < step
  return said.find(agrees) ?? chosen
}

/**
 * The richest family that says it credibly, else the richest that says it at all. Where that one counts in large steps, a finer
 * value that agrees with it. Null: all are silent.
 */
export const chosenReading = (told: readonly Told[], name: ReadingName): ChosenReading | null => {
  const said = told
    .map(({ observation }, from) => ({ reading: observation.readings[name], from }))
    .filter(({ reading }) => reading.value !== null)
  const credible = said.find(({ reading }) => reading.credible)
  return credible === undefined ? (said[0] ?? null) : finer(told, name, credible, said)
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
