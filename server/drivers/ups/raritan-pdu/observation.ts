import type { UpsObservation } from '../../../domain/ups'
import { observePdu } from '../../ups-protocols/pdu/observe-pdu'
import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { numberAt } from '../../ups-protocols/snmp/table'
import { INLET_SENSORS, LAYOUT, PER_LINE, POLE_COUNT, POLE_SENSORS, POLES } from './mib'
import { inletSensor, poleSensor, thousandthsOf } from './sensors'

const ALL_SENSORS = [...INLET_SENSORS, ...POLE_SENSORS]
const [FIRST_POLE] = POLES
const polesOfOnePhase = 2

/**
 * The answers with every sensor in thousandths of its unit, instead of with as many digits as it has. A PDU of one phase measures
 * its inlet only: that is its one line.
 */
export const inThousandths = (answers: SnmpAnswers): SnmpAnswers => {
  const scaled = new Map(answers)
  for (const sensor of ALL_SENSORS) scaled.set(sensor.value.oid, thousandthsOf(sensor, answers))
  if ((numberAt(answers, POLE_COUNT) ?? 0) > polesOfOnePhase) return scaled
  for (const name of PER_LINE) {
    const poles = POLES.map((pole) => poleSensor(name, pole).value.oid)
    if (poles.every((oid) => scaled.get(oid) === null))
      scaled.set(poleSensor(name, FIRST_POLE).value.oid, thousandthsOf(inletSensor(name), answers))
  }
  return scaled
}

export const observe = (answers: SnmpAnswers): UpsObservation => observePdu(LAYOUT, inThousandths(answers))
