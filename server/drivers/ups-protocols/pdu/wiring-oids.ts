import { isLive } from '../readings/line-voltage'
import type { SnmpAnswers } from '../snmp/snmp-answers'
import { numberAt, rawPhases } from '../snmp/table'
import type { PduLayout } from './layout'
import { readPduOutlets } from './pdu-outlets'
import { fixedOids } from './wiring'

/** How it is wired inside: hundreds of objects, so they are asked for only while a part of it is dead, and seldom then. */
export const pduWiringOids = (layout: PduLayout, answers: SnmpAnswers): readonly string[] => {
  const { wiring, volts } = layout
  if (wiring === undefined) return []
  const lines = volts === null ? [] : rawPhases(volts, answers).filter((raw) => raw !== null && raw >= 0)
  const alive = lines.filter((raw) => isLive(raw === null ? null : raw / (volts?.divisor ?? 1))).length
  const isOpen = wiring.breakers.some(({ state, openAt }) => numberAt(answers, state) === openAt)
  if (!isOpen && (alive === 0 || alive === lines.length)) return []
  return fixedOids(
    wiring,
    readPduOutlets(layout, answers).map(({ id }) => Number(id)),
  )
}
