import { oidsOfOutlets } from '../snmp/outlets'
import { oidsOfColumn } from '../snmp/table'
import type { XupsLayout } from './layout'

export const xupsPollOids = ({ state, readings, inputColumns, outputColumns, outlets }: XupsLayout): readonly string[] => [
  ...new Set([
    ...Object.values(state).map(({ oid }) => oid),
    ...readings.flat().map(({ oid }) => oid),
    ...[...inputColumns, ...outputColumns].flatMap(oidsOfColumn),
    ...oidsOfOutlets(outlets),
  ]),
]
