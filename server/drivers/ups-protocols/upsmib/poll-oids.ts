import { oidsOfColumn } from '../snmp/table'
import type { UpsMibLayout } from './layout'

export const upsMibPollOids = ({ state, readings, inputColumns, outputColumns }: UpsMibLayout): readonly string[] => [
  ...new Set([
    ...Object.values(state).map(({ oid }) => oid),
    ...readings.map(({ oid }) => oid),
    ...[...inputColumns, ...outputColumns].flatMap(oidsOfColumn),
  ]),
]
