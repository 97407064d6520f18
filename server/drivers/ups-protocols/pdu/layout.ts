import { type OutletTable, oidsOfOutlets } from '../snmp/outlets'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, oidsOfColumn, type PhaseColumn, type ReadingObject } from '../snmp/table'
import type { StateObject } from '../states/layout'
import { fixedOids, type Wiring } from './wiring'

/** What each outlet draws, row by row as its outlets are numbered. */
export interface OutletWatts {
  readonly watts: (row: number) => MibObject
  readonly divisor: number
  /** What says what the numbers mean; it changes by hand only. */
  readonly scales: (row: number) => readonly MibObject[]
  /** Names of outlets that are metered and do not switch. Null: all outlets have theirs in one table. */
  readonly name: ((row: number) => MibObject) | null
  /** Whether the rows are those of its outlets, by these objects. Absent: they always are. */
  readonly sameRows?: { readonly objects: readonly MibObject[]; readonly holds: (answers: SnmpAnswers) => boolean }
}

/** A MIB of a metered or switched PDU. */
export interface PduLayout {
  readonly mibName: string
  /** How many phases feed it, and what its values mean where they are no count; null: counted by their voltage. */
  readonly phases: { readonly object: MibObject; readonly counts?: Readonly<Record<number, number>> } | null
  /** How many inputs it has; only the first is read. Absent: it has one. */
  readonly inputs?: MibObject
  /** Null: the MIB measures no voltage. */
  readonly volts: PhaseColumn | null
  readonly amperes: PhaseColumn
  readonly columns: readonly PhaseColumn[]
  /** What the PDU says as a whole; it stands before the sum of the phases. */
  readonly readings: readonly ReadingObject[]
  readonly states: readonly StateObject[]
  readonly outlets: OutletTable
  /** Those of the rows that are its own. Absent: all are. */
  readonly ownRows?: ReadonlySet<number>
  /** Absent: the MIB measures no outlet. */
  readonly outletWatts?: OutletWatts
  /** Absent: the MIB does not tell what hangs on what. */
  readonly wiring?: Wiring
  /** What says, besides its voltage, that nothing comes in (P4), by raw value. */
  readonly deadInputSigns?: readonly { readonly object: MibObject; readonly at: readonly number[] }[]
}

export const rowsTo = (rows: number): readonly number[] => Array.from({ length: rows }, (_, index) => index + 1)

const oidsOf = (objects: readonly (MibObject | undefined)[]): readonly string[] =>
  objects.flatMap((object) => (object === undefined ? [] : [object.oid]))

const steadyOutletOids = ({ outlets: { name, rows }, outletWatts }: PduLayout): readonly string[] => [
  ...(name === null ? [] : rowsTo(rows).map((row) => `${name.oid}.${row}`)),
  ...(outletWatts === undefined
    ? []
    : oidsOf(rowsTo(rows).flatMap((row) => [...outletWatts.scales(row), outletWatts.name?.(row)]))),
  ...oidsOf(outletWatts?.sameRows?.objects ?? []),
]

export const pduPollOids = (layout: PduLayout): readonly string[] => {
  const { phases, inputs, volts, amperes, columns, readings, states, outlets, outletWatts, wiring, deadInputSigns } = layout
  return [
    ...new Set([
      ...oidsOf([phases?.object, inputs]),
      ...[...(volts === null ? [] : [volts]), amperes, ...columns].flatMap(oidsOfColumn),
      ...oidsOf(readings),
      ...states.map(({ object }) => object.oid),
      ...oidsOfOutlets(outlets),
      ...(outletWatts === undefined ? [] : oidsOf(rowsTo(outlets.rows).map(outletWatts.watts))),
      ...steadyOutletOids(layout),
      ...(wiring?.breakers ?? []).map(({ state }) => state.oid),
      ...(deadInputSigns ?? []).map(({ object }) => object.oid),
    ]),
  ]
}

/** Names of outlets and what it is built of change by hand only. */
export const pduSteadyOids = (layout: PduLayout, withWiring = true): readonly string[] => {
  const { phases, inputs, outlets, wiring } = layout
  return [
    ...oidsOf([phases?.object, inputs]),
    ...steadyOutletOids(layout),
    ...(wiring === undefined || !withWiring ? [] : fixedOids(wiring, rowsTo(outlets.rows))),
  ]
}
