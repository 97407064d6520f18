import type { ReadingName } from '../../../domain/power-reading'
import { oidsOfColumn, type PhaseColumn, type ReadingObject } from '../snmp/table'

/** What no supply, no flag and no runtime is concluded from. */
const MEASURED: ReadonlySet<ReadingName> = new Set([
  'batteryVolts',
  'batteryAmperes',
  'temperatureCelsius',
  'inputHertz',
  'outputHertz',
  'outputAmperes',
  'outputWatts',
  'outputVoltAmperes',
])

/** The objects of a MIB that need not be asked for in every poll. */
export const measuredOids = (readings: readonly ReadingObject[], columns: readonly PhaseColumn[]): ReadonlySet<string> =>
  new Set([
    ...readings.filter(({ reading }) => MEASURED.has(reading)).map(({ oid }) => oid),
    ...columns.filter(({ phase }) => MEASURED.has(phase.whole)).flatMap(oidsOfColumn),
  ])
