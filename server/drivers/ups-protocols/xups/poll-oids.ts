import { measuredOids } from '../readings/measured'
import { oidsOfOutlets } from '../snmp/outlets'
import { oidsOfColumn, type PhaseColumn } from '../snmp/table'
import type { XupsLayout } from './layout'

export const xupsPollOids = ({ state, readings, inputColumns, outputColumns, outlets }: XupsLayout): readonly string[] => [
  ...new Set([
    ...Object.values(state).map(({ oid }) => oid),
    ...readings.flat().map(({ oid }) => oid),
    ...[...inputColumns, ...outputColumns].flatMap(oidsOfColumn),
    ...oidsOfOutlets(outlets),
  ]),
]

/** `finer`: columns of a copy's own. */
export const xupsMeasuredOids = ({ readings, inputColumns, outputColumns }: XupsLayout, finer: readonly PhaseColumn[] = []) =>
  measuredOids(readings.flat(), [...inputColumns, ...outputColumns, ...finer])
