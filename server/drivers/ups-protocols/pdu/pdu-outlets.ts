import type { Outlet } from '../../../domain/ups'
import { readOutlets } from '../snmp/outlets'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { inRow } from '../snmp/command-plan'
import { numberAt, textAt } from '../snmp/table'
import { type OutletWatts, type PduLayout, rowsTo } from './layout'

/** More than any plug carries. */
const MOST_WATTS = 30_000

const wattsOf = ({ watts, divisor }: OutletWatts, row: number, answers: SnmpAnswers): number | null => {
  const raw = numberAt(answers, watts(row))
  const value = raw === null || raw < 0 ? null : raw / divisor
  return value === null || value > MOST_WATTS ? null : Math.round(value)
}

/** Outlets that switch, with what is drawn from each where that is measured, and those that are measured only. */
export const readPduOutlets = (layout: PduLayout, answers: SnmpAnswers): readonly Outlet[] => {
  const { ownRows } = layout
  const all = readRows(layout, answers)
  return ownRows === undefined ? all : all.filter(({ id }) => ownRows.has(Number(id)))
}

const readRows = ({ outlets, outletWatts }: PduLayout, answers: SnmpAnswers): readonly Outlet[] => {
  const switched = readOutlets(outlets, answers)
  if (outletWatts === undefined || outletWatts.sameRows?.holds(answers) === false) return switched
  const byRow = new Map(switched.map((outlet) => [Number(outlet.id), outlet]))
  return rowsTo(outlets.rows).flatMap((row): readonly Outlet[] => {
    const watts = wattsOf(outletWatts, row, answers)
    const known = byRow.get(row)
    if (known !== undefined) return [watts === null ? known : { ...known, watts }]
    if (watts === null) return []
    const name = outletWatts.name?.(row) ?? (outlets.name === null ? null : inRow(outlets.name, row))
    return [{ id: String(row), name: name === null ? null : textAt(answers, name), state: 'unknown', watts }]
  })
}
