import { type OutletTable, oidsOfOutlets } from '../snmp/outlets'
import { type MibObject, oidsOfColumn, type PhaseColumn, type ReadingObject } from '../snmp/table'
import type { StateObject } from '../states/layout'

/** A MIB of a metered or switched PDU. */
export interface PduLayout {
  readonly mibName: string
  /** How many phases feed it; null: counted by their voltage. */
  readonly phases: MibObject | null
  /** Null: the MIB measures no voltage. */
  readonly volts: PhaseColumn | null
  readonly amperes: PhaseColumn
  readonly columns: readonly PhaseColumn[]
  /** What the PDU says as a whole; it stands before the sum of the phases. */
  readonly readings: readonly ReadingObject[]
  readonly states: readonly StateObject[]
  readonly outlets: OutletTable
}

export const pduPollOids = ({ phases, volts, amperes, columns, readings, states, outlets }: PduLayout): readonly string[] => [
  ...new Set([
    ...(phases === null ? [] : [phases.oid]),
    ...[...(volts === null ? [] : [volts]), amperes, ...columns].flatMap(oidsOfColumn),
    ...readings.map(({ oid }) => oid),
    ...states.map(({ object }) => object.oid),
    ...oidsOfOutlets(outlets),
  ]),
]

/** Names of outlets change by hand only. */
export const pduSteadyOids = ({ outlets: { name, rows } }: PduLayout): readonly string[] =>
  name === null ? [] : Array.from({ length: rows }, (_, index) => `${name.oid}.${index + 1}`)
