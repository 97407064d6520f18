import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import type { UpsObservation } from '../../../domain/ups'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt } from '../../ups-protocols/snmp/table'
import { LAYOUT, PER_LINE, POLES, sensorsOf } from './layout'
import { OUTLET_ROWS, poleCount } from './mib'
import { FIRST_PDU, inletSensor, outletSensor, poleSensor, thousandthsOf } from './sensors'

const [FIRST_POLE] = POLES
const polesOfOnePhase = 2

/**
 * The answers with every sensor in thousandths of its unit, instead of with as many digits as it has. A PDU of one phase measures
 * its inlet only: that is its one line.
 */
export const inThousandths = (answers: SnmpAnswers, pdu: number): SnmpAnswers => {
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

export const observe = (answers: SnmpAnswers): UpsObservation => observePdu(LAYOUT, inThousandths(answers, FIRST_PDU))
