import type { SnmpAnswers } from '../snmp/snmp-answers'
import { type MibObject, numberAt, textAt } from '../snmp/table'

/** A breaker or fuse inside a PDU. */
export interface Breaker {
  readonly row: number
  readonly state: MibObject
  readonly closedAt: number
  readonly openAt: number
  /** Points, as an OID, at what stands before it. Absent: the MIB does not tell. */
  readonly behind?: MibObject
}

/** Lines of the input, 1 to 3: one (against neutral), or the two that something is between. */
export type Terminals = readonly number[]

/** What a MIB tells of how a PDU is wired inside. */
export interface Wiring {
  readonly breakers: readonly Breaker[]
  /** How the device's people call a breaker that has cut its outlets off: "is off", "is open". */
  readonly openWord: string
  /** OIDs that name a breaker begin so, and end with its row. */
  readonly breakerTable: string
  /** Objects of an outlet that point, as OIDs, at what it hangs on. */
  readonly pointers: (row: number) => readonly MibObject[]
  /** Objects of an outlet that say between which lines it is. */
  readonly lineObjects: (row: number) => readonly MibObject[]
  /** Null: it does not tell, or is on all three: when one fails, it keeps the others. */
  readonly linesOf: (row: number, answers: SnmpAnswers) => Terminals | null
  /** What says between which lines each row of its voltage is measured; empty: each row is one line. */
  readonly voltsObjects: readonly MibObject[]
  readonly voltsBetween: (answers: SnmpAnswers) => readonly Terminals[]
}

export const EACH_LINE: readonly Terminals[] = [[1], [2], [3]]
export const BETWEEN_LINES: readonly Terminals[] = [
  [1, 2],
  [2, 3],
  [3, 1],
]

/** Everything of it but the states of breakers is fixed in the factory. */
export const fixedOids = (
  { breakers, pointers, lineObjects, voltsObjects }: Wiring,
  rows: readonly number[],
): readonly string[] => [
  ...voltsObjects.map(({ oid }) => oid),
  ...breakers.flatMap(({ behind }) => (behind === undefined ? [] : [behind.oid])),
  ...rows.flatMap((row) => [...pointers(row), ...lineObjects(row)]).map(({ oid }) => oid),
]

const MOST_BREAKERS_IN_A_ROW = 4

/** Null: it points at nothing. Agents write OIDs with and without the dot before them. */
const pointedAt = (pointer: MibObject, answers: SnmpAnswers): string | null => {
  const oid = textAt(answers, pointer)?.replace(/^\./, '') ?? ''
  return oid.startsWith('1.3.') ? oid : null
}

/** Breakers that an outlet hangs on, one behind the other; null: it does not tell. */
export const breakersOf = (row: number, wiring: Wiring, answers: SnmpAnswers): readonly Breaker[] | null => {
  const found = new Set<Breaker>()
  let isTold = false
  const follow = (pointer: MibObject, hops: number): void => {
    const oid = pointedAt(pointer, answers)
    if (oid === null) return
    if (!oid.startsWith(`${wiring.breakerTable}.`)) {
      // An inlet: no breaker is before it.
      isTold = true
      return
    }
    const row = Number(oid.slice(oid.lastIndexOf('.') + 1))
    const breaker = wiring.breakers.find((one) => one.row === row)
    if (breaker === undefined) return
    const state = numberAt(answers, breaker.state)
    // Of a section without a breaker of its own nobody knows what is before it.
    if (state === breaker.openAt || state === breaker.closedAt) {
      isTold = true
      found.add(breaker)
    }
    if (breaker.behind !== undefined && hops < MOST_BREAKERS_IN_A_ROW) follow(breaker.behind, hops + 1)
  }
  for (const pointer of wiring.pointers(row)) follow(pointer, 1)
  return isTold ? [...found] : null
}
