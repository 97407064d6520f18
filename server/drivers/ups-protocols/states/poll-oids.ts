import { oidsOfOutlets } from '../snmp/outlets'
import { oidsOfColumn } from '../snmp/table'
import type { StatesLayout } from './layout'

/** Everything that a layout reads. */
export const statesPollOids = ({
  sources,
  states,
  readings,
  input,
  output,
  inputVolts,
  outlets,
}: StatesLayout): readonly string[] => [
  ...new Set([
    ...sources.map(({ object }) => object.oid),
    ...states.map(({ object }) => object.oid),
    ...readings.flat().map(({ oid }) => oid),
    ...[input, output].flatMap((table) =>
      table === null
        ? []
        : [...(table.lines === null ? [] : [table.lines.object.oid]), ...[table.volts, ...table.columns].flatMap(oidsOfColumn)],
    ),
    ...(inputVolts === null ? [] : [inputVolts.oid]),
    ...outlets.flatMap(oidsOfOutlets),
  ]),
]
