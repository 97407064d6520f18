import type { UpsObservation } from '../../../domain/ups'
import { type LinkedPdus, MOST_UNITS, observeLinked, oidsByOutletCount, remembered } from '../../ups-protocols/pdu/linked-pdus'
import { outletIdOf } from '../../ups-protocols/pdu/outlet-place'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { layoutOf, PER_LINE, POLES, sensorsOf } from './layout'
import { OUTLET_ROWS, PDU_COUNT, poleCount } from './mib'
import { FIRST_PDU, inletSensor, outletSensor, PDU2, poleSensor, thousandthsOf } from './sensors'

const [FIRST_POLE] = POLES
const polesOfOnePhase = 2

/**
 * The answers with every sensor in thousandths of its unit, instead of with as many digits as it has. A PDU of one phase measures
 * its inlet only: that is its one line.
 */
const inThousandths = (answers: SnmpAnswers, pdu: number): SnmpAnswers => {
  const scaled = new Map(answers)
  for (const sensor of sensorsOf(pdu)) scaled.set(sensor.value.oid, thousandthsOf(sensor, answers))
  for (let row = 1; row <= OUTLET_ROWS; row += 1) {
    const watts = outletSensor(pdu, 'watts', row)
    if (numberAt(answers, watts.value) !== null) scaled.set(watts.value.oid, thousandthsOf(watts, answers))
  }
  if ((numberAt(answers, poleCount(pdu)) ?? 0) > polesOfOnePhase) return scaled
  for (const name of PER_LINE) {
    const poles = POLES.map((pole) => poleSensor(pdu, name, pole).value.oid)
    if (poles.every((oid) => scaled.get(oid) === null))
      scaled.set(poleSensor(pdu, name, FIRST_POLE).value.oid, thousandthsOf(inletSensor(pdu, name), answers))
  }
  return scaled
}

const outletCount = (pdu: number): MibObject => ({ name: 'outletCount', oid: `${PDU2}.3.2.2.1.4.${pdu}` })
const layoutWith = remembered(layoutOf)
const rowsOf = (pdu: number, answers: SnmpAnswers): number =>
  pdu === FIRST_PDU ? OUTLET_ROWS : Math.min(numberAt(answers, outletCount(pdu)) ?? 0, OUTLET_ROWS)

/** The sensors with which the numbers of a PDU are read; their scales change by hand only. */
export const scaleOids = (pdu: number): readonly string[] =>
  sensorsOf(pdu).flatMap(({ digits, units }) => [digits.oid, units.oid])
export const sensorOids = (pdu: number): readonly string[] => [
  ...sensorsOf(pdu).flatMap(({ value, state }) => [value.oid, state.oid]),
  ...scaleOids(pdu),
]

/** PDUs in one chain. */
export const LINKED: LinkedPdus = {
  units: (answers) => {
    const count = Math.min(numberAt(answers, PDU_COUNT) ?? 1, MOST_UNITS)
    return Array.from({ length: Math.max(1, count) }, (_, place) => FIRST_PDU + place)
  },
  layoutOf: (pdu, answers) => layoutWith(pdu, rowsOf(pdu, answers)),
  oidsOf: (pdu, answers) => [
    ...oidsByOutletCount(outletCount(pdu), answers, () => layoutWith(pdu, rowsOf(pdu, answers))),
    ...sensorOids(pdu),
  ],
  prepared: (pdu, answers) => inThousandths(answers, pdu),
  named: (pdu, outlet) => ({ ...outlet, id: outletIdOf({ unit: pdu, row: Number(outlet.id) }, FIRST_PDU) }),
}

export const observe = (answers: SnmpAnswers): UpsObservation => observeLinked(LINKED, answers)
