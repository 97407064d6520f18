import { type LinkedPdus, observeLinked } from '../../ups-protocols/pdu/linked-pdus'
import { pduPollOids, rowsTo } from '../../ups-protocols/pdu/layout'
import { pduWiringOids } from '../../ups-protocols/pdu/wiring-oids'
import type { UpsObservation } from '../../../domain/ups'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { LAYOUT, layoutOf, METERED, OUTLET_ROWS, type RowsOf, SWITCHED } from './layout'
import { MOST_OUTLETS } from './mib'
import { RPDU2 } from './wiring'

/** So many can be linked. */
const MOST_PDUS = 4
const PDU_COUNT: MibObject = { name: 'rPDU2IdentTableSize', oid: `${RPDU2}.1.0` }
const PHASE_COUNT: MibObject = { name: 'rPDU2PhaseTableSize', oid: `${RPDU2}.5.0` }
/** How many there are of what. */
export const SIZES: readonly MibObject[] = [PDU_COUNT, PHASE_COUNT]

/** Each row says to which PDU it belongs, by a number that people set. */
const moduleOf = (table: string, row: number): MibObject => ({ name: 'module', oid: `${RPDU2}.${table}.1.2.${row}` })

const countOf = (object: MibObject, most: number, answers: SnmpAnswers): number => Math.min(numberAt(answers, object) ?? 0, most)
const devicesIn = (answers: SnmpAnswers) => rowsTo(countOf(PDU_COUNT, MOST_PDUS, answers))
const phasesIn = (answers: SnmpAnswers) => rowsTo(countOf(PHASE_COUNT, 3 * MOST_PDUS, answers))
const outletsIn = (answers: SnmpAnswers) =>
  Math.max(countOf(SWITCHED, MOST_OUTLETS, answers), countOf(METERED, MOST_OUTLETS, answers))

const moduleOfOutlet = (row: number, answers: SnmpAnswers): number | null =>
  numberAt(answers, moduleOf('9.2.3', row)) ?? numberAt(answers, moduleOf('9.4.3', row))

const rowsOf = (device: number, answers: SnmpAnswers): RowsOf => {
  const module = numberAt(answers, moduleOf('2', device))
  const outletRows = outletsIn(answers)
  return {
    device,
    phaseRows: phasesIn(answers)
      .filter((row) => numberAt(answers, moduleOf('6.3', row)) === module)
      .map(String),
    outletRows,
    ownRows: new Set(rowsTo(outletRows).filter((row) => moduleOfOutlet(row, answers) === module)),
  }
}

/** Null: it stands alone, or has not said yet which rows are whose. */
const linkedIn = (answers: SnmpAnswers): readonly number[] | null => {
  const devices = devicesIn(answers)
  const phases = phasesIn(answers)
  const isTold =
    devices.every((device) => numberAt(answers, moduleOf('2', device)) !== null) &&
    phases.every((row) => numberAt(answers, moduleOf('6.3', row)) !== null)
  return devices.length > 1 && phases.length > 0 && isTold ? devices : null
}

const LINKED: LinkedPdus = {
  units: (answers) => linkedIn(answers) ?? [1],
  layoutOf: (device, answers) => (linkedIn(answers) === null ? LAYOUT : layoutOf(rowsOf(device, answers))),
  oidsOf: () => [],
  prepared: (_, answers) => answers,
  // They are numbered through all of them.
  named: (device, outlet) => ({ ...outlet, name: `unit ${device}: ${outlet.name ?? `Outlet ${outlet.id}`}` }),
}

/** Whose each row is, and the rows that one PDU alone does not have. */
export const furtherOids = (answers: SnmpAnswers): readonly string[] => {
  const devices = devicesIn(answers)
  if (devices.length < 2) return pduWiringOids(LAYOUT, answers)
  const phases = phasesIn(answers)
  const outlets = rowsTo(outletsIn(answers))
  const all = { phaseRows: phases.map(String), outletRows: Math.max(outlets.length, OUTLET_ROWS), ownRows: null }
  const asked = new Set(pduPollOids(LAYOUT))
  const modules = [
    ...devices.map((device) => moduleOf('2', device)),
    ...phases.map((row) => moduleOf('6.3', row)),
    ...outlets.flatMap((row) => [moduleOf('9.2.3', row), moduleOf('9.4.3', row)]),
  ].map(({ oid }) => oid)
  const values = devices.flatMap((device) => pduPollOids(layoutOf({ ...all, device }))).filter((oid) => !asked.has(oid))
  const wiring = linkedIn(answers)?.flatMap((device) => pduWiringOids(layoutOf(rowsOf(device, answers)), answers)) ?? []
  return [...new Set([...modules, ...values, ...wiring])]
}

/** Numbers of PDUs and whose the rows are change by hand only. */
export const STEADY: readonly string[] = [
  ...SIZES.map(({ oid }) => oid),
  ...rowsTo(MOST_PDUS).map((device) => moduleOf('2', device).oid),
  ...rowsTo(3 * MOST_PDUS).map((row) => moduleOf('6.3', row).oid),
  ...rowsTo(MOST_OUTLETS).flatMap((row) => [moduleOf('9.2.3', row).oid, moduleOf('9.4.3', row).oid]),
]

/** Of rows that may be those of any of them nothing is dead: not the whole, and no part (P2, P5). */
const withNothingDead = (told: UpsObservation): UpsObservation => {
  const { troubles = [], ...rest } = told
  return {
    ...rest,
    supply: told.supply === 'off' ? 'unknown' : told.supply,
    outlets: told.outlets.map(({ dead: _unknown, ...outlet }) => outlet),
    alarms: told.alarms.filter((alarm) => !troubles.some(({ words }) => words === alarm)),
    evidence: [...told.evidence, 'several PDUs are linked, and which rows are whose was not answered'],
  }
}

export const observe = (answers: SnmpAnswers): UpsObservation => {
  const told = observeLinked(LINKED, answers)
  return devicesIn(answers).length > 1 && linkedIn(answers) === null ? withNothingDead(told) : told
}
