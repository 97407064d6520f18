import type { CommandPlan, SnmpWrite } from './commands'
import type { SnmpAnswers } from './snmp-answers'
import { type MibObject, numberAt } from './table'

export const setTo = ({ name, oid }: MibObject, value: number): SnmpWrite => ({ name, oid, type: 'integer', value })

/** `readBack`: the objects by which the device shows that it took the command. */
export const planOf = (
  writes: readonly SnmpWrite[],
  readBack: readonly MibObject[],
  confirms: (answers: SnmpAnswers) => boolean | null,
): CommandPlan => ({ writes, readBack: readBack.map(({ oid }) => oid), confirms })

/** The row of a table; null where a person's text is not a row's number. "07" is none: what is known of outlet 7 is not found by it (A5). */
export const rowNumber = (text: string, rows: number): number | null => {
  const row = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0
  return row >= 1 && row <= rows ? row : null
}

export const inRow = ({ name, oid }: MibObject, row: number): MibObject => ({ name, oid: `${oid}.${row}` })

export const noSuchOutlet = (outletId: string, rows: number) => ({
  impossible: `There is no outlet "${outletId}": this family numbers them from 1 to ${rows}.`,
})

/** A countdown runs and is not longer than what was asked. Null: none runs, which says nothing yet. */
export const countsDown = (answers: SnmpAnswers, object: MibObject, fromSeconds: number): boolean | null => {
  const left = numberAt(answers, object)
  return left === null || left <= 0 ? null : left <= fromSeconds
}

export const isOneOf = (answers: SnmpAnswers, object: MibObject, values: readonly number[]): boolean => {
  const told = numberAt(answers, object)
  return told !== null && values.includes(told)
}
