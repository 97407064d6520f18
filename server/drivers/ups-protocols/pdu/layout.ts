import { isLive } from '../readings/line-voltage'
import { type OutletTable, oidsOfOutlets, readOutlets } from '../snmp/outlets'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, numberAt, oidsOfColumn, type PhaseColumn, rawPhases, type ReadingObject } from '../snmp/table'
import type { StateObject } from '../states/layout'
import { fixedOids, type Wiring } from './wiring'

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
  /** Absent: the MIB does not tell what hangs on what. */
  readonly wiring?: Wiring
  /** What says, besides its voltage, that nothing comes in (P4), by raw value. */
  readonly deadInputSigns?: readonly { readonly object: MibObject; readonly at: readonly number[] }[]
}

export const pduPollOids = (layout: PduLayout): readonly string[] => {
  const { phases, inputs, linked, volts, amperes, columns, readings, states, outlets, wiring, deadInputSigns } = layout
  return [
    ...new Set([
      ...[phases?.object, inputs, linked].flatMap((object) => (object === undefined ? [] : [object.oid])),
      ...[...(volts === null ? [] : [volts]), amperes, ...columns].flatMap(oidsOfColumn),
      ...readings.map(({ oid }) => oid),
      ...states.map(({ object }) => object.oid),
      ...oidsOfOutlets(outlets),
      ...(wiring?.breakers ?? []).map(({ state }) => state.oid),
      ...(deadInputSigns ?? []).map(({ object }) => object.oid),
    ]),
  ]
}

/** Names of outlets and what it is built of change by hand only. */
export const pduSteadyOids = ({ phases, inputs, linked, outlets: { name, rows }, wiring }: PduLayout): readonly string[] => [
  ...[phases?.object, inputs, linked].flatMap((object) => (object === undefined ? [] : [object.oid])),
  ...(name === null ? [] : Array.from({ length: rows }, (_, index) => `${name.oid}.${index + 1}`)),
  ...(wiring === undefined
    ? []
    : fixedOids(
        wiring,
        Array.from({ length: rows }, (_, index) => index + 1),
      )),
]

/** How it is wired inside: hundreds of objects, so they are asked for only while a part of it is dead, and seldom then. */
export const pduWiringOids = ({ wiring, volts, outlets }: PduLayout, answers: SnmpAnswers): readonly string[] => {
  if (wiring === undefined) return []
  const lines = volts === null ? [] : rawPhases(volts, answers).filter((raw) => raw !== null && raw >= 0)
  const alive = lines.filter((raw) => isLive(raw === null ? null : raw / (volts?.divisor ?? 1))).length
  const isOpen = wiring.breakers.some(({ state, openAt }) => numberAt(answers, state) === openAt)
  if (!isOpen && (alive === 0 || alive === lines.length)) return []
  return fixedOids(
    wiring,
    readOutlets(outlets, answers).map(({ id }) => Number(id)),
  )
}
