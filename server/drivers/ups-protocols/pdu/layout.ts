import { type OutletTable, oidsOfOutlets } from '../snmp/outlets'
import { type MibObject, oidsOfColumn, type PhaseColumn, type ReadingObject } from '../snmp/table'
import type { StateObject } from '../states/layout'

/** A MIB of a metered or switched PDU. */
export interface PduLayout {
  readonly mibName: string
  /** How many phases feed it, and what its values mean where they are no count; null: counted by their voltage. */
  readonly phases: { readonly object: MibObject; readonly counts?: Readonly<Record<number, number>> } | null
  /** How many inputs it has; only the first is read. Absent: it has one. */
  readonly inputs?: MibObject
  /** The PDUs that one agent tells of, as their number or as a list; only the first is read. Absent: it tells of one. */
  readonly linked?: MibObject
  /** Null: the MIB measures no voltage. */
  readonly volts: PhaseColumn | null
  readonly amperes: PhaseColumn
  readonly columns: readonly PhaseColumn[]
  /** What the PDU says as a whole; it stands before the sum of the phases. */
  readonly readings: readonly ReadingObject[]
  readonly states: readonly StateObject[]
  readonly outlets: OutletTable
}

export const pduPollOids = (layout: PduLayout): readonly string[] => {
  const { phases, inputs, linked, volts, amperes, columns, readings, states, outlets } = layout
  return [
    ...new Set([
      ...[phases?.object, inputs, linked].flatMap((object) => (object === undefined ? [] : [object.oid])),
      ...[...(volts === null ? [] : [volts]), amperes, ...columns].flatMap(oidsOfColumn),
      ...readings.map(({ oid }) => oid),
      ...states.map(({ object }) => object.oid),
      ...oidsOfOutlets(outlets),
    ]),
  ]
}

/** Names of outlets and what it is built of change by hand only. */
export const pduSteadyOids = ({ phases, inputs, linked, outlets: { name, rows } }: PduLayout): readonly string[] => [
  ...[phases?.object, inputs, linked].flatMap((object) => (object === undefined ? [] : [object.oid])),
  ...(name === null ? [] : Array.from({ length: rows }, (_, index) => `${name.oid}.${index + 1}`)),
]
