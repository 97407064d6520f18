import type { PowerReading, ReadingName } from '../../../domain/power-reading'
import type { SnmpAnswers } from './snmp-answers'
import { type PhaseColumn, type ReadingObject, readColumn, readFirst } from './table'

export type GivenReadings = Partial<Record<ReadingName, PowerReading>>

/** Each reading from the first of its objects that tells it credibly. The objects of one reading stand together, the best first. */
export const readGroups = (mib: string, groups: readonly (readonly ReadingObject[])[], answers: SnmpAnswers): GivenReadings => {
  const given: GivenReadings = {}
  for (const objects of groups) {
    const told = readFirst(mib, objects, answers)
    const [first] = objects
    if (told !== null && first !== undefined) given[first.reading] = told
  }
  return given
}

/** Of two columns that tell the same, the later outdoes the earlier. */
export const readColumns = (
  mib: string,
  columns: readonly PhaseColumn[],
  answers: SnmpAnswers,
  phaseCount: number,
): GivenReadings => {
  const given: GivenReadings = {}
  for (const column of columns) Object.assign(given, readColumn(mib, column, answers, phaseCount))
  return given
}
