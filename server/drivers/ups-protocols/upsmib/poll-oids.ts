import type { ReadingName } from '../../../domain/power-reading'
import { measuredOids } from '../readings/measured'
import { oidsOfColumn } from '../snmp/table'
import type { UpsMibLayout } from './layout'

const SET_UP_ONCE: ReadonlySet<string> = new Set<ReadingName>(['nominalVoltAmperes', 'nominalWatts', 'lowBatteryRuntimeSeconds'])

/** What is set up once, by the maker or a technician. */
export const upsMibSteadyOids = ({ state, readings }: UpsMibLayout): readonly string[] => [
  ...[state.inputLines, state.outputLines, state.nominalInputVolts].map(({ oid }) => oid),
  ...readings.filter(({ reading }) => SET_UP_ONCE.has(reading)).map(({ oid }) => oid),
]

export const upsMibPollOids = ({ state, readings, inputColumns, outputColumns }: UpsMibLayout): readonly string[] => [
  ...new Set([
    ...Object.values(state).map(({ oid }) => oid),
    ...readings.map(({ oid }) => oid),
    ...[...inputColumns, ...outputColumns].flatMap(oidsOfColumn),
  ]),
]

export const upsMibMeasuredOids = ({ readings, inputColumns, outputColumns }: UpsMibLayout) =>
  measuredOids(readings, [...inputColumns, ...outputColumns])
