import type { Outlet } from '../../../domain/ups'
import type { SnmpAnswers } from './snmp-answers'
import { type MibObject, numberAt, textAt } from './table'

/** A table of outlets, or of groups that switch as one, with rows numbered from 1. */
export interface OutletTable {
  /** Column with the device's own words; null: it has none. */
  readonly name: MibObject | null
  readonly state: MibObject
  /** Rows asked for; a device that has fewer is silent about the rest. */
  readonly rows: number
  /** What a raw state means; whatever is not listed is unknown. */
  readonly states: Readonly<Record<number, Outlet['state']>>
  /** The raw state of a row that stands for nothing. */
  readonly absentAt?: number
}

const at = (column: MibObject, row: number): MibObject => ({ name: column.name, oid: `${column.oid}.${row}` })

const rowsOf = ({ rows }: OutletTable): readonly number[] => Array.from({ length: rows }, (_, index) => index + 1)

export const oidsOfOutlets = (table: OutletTable): readonly string[] =>
  rowsOf(table).flatMap((row) => [table.state, ...(table.name === null ? [] : [table.name])].map((column) => at(column, row).oid))

export const readOutlets = (table: OutletTable, answers: SnmpAnswers): readonly Outlet[] =>
  rowsOf(table).flatMap((row) => {
    const raw = numberAt(answers, at(table.state, row))
    if (raw === null || raw === table.absentAt) return []
    const name = table.name === null ? null : textAt(answers, at(table.name, row))
    return [{ id: String(row), name, state: table.states[raw] ?? 'unknown' }]
  })
