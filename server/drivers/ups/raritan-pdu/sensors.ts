import type { SnmpAnswers } from '../../ups-protocols/snmp/snmp-answers'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'

/** PDU2-MIB. Of several inlets the first. */
export const PDU2 = '1.3.6.1.4.1.13742.6'
/** Of several linked PDUs the one whose card answers; the others follow it. */
export const FIRST_PDU = 1
/** So many can be linked. */
export const PDUS = 16

/** Numbers of the MIB's types of sensors and of the units in which each is measured. */
export const SENSOR = {
  amperes: { type: 1, unit: 2 },
  volts: { type: 4, unit: 1 },
  watts: { type: 5, unit: 3 },
  voltAmperes: { type: 6, unit: 4 },
  hertz: { type: 23, unit: 8 },
  voltsToNeutral: { type: 25, unit: 1 },
} as const
export type SensorName = keyof typeof SENSOR

const UNAVAILABLE = -1

export interface Sensor {
  readonly value: MibObject
  readonly state: MibObject
  /** How many of the value's digits stand behind the point. */
  readonly digits: MibObject
  readonly units: MibObject
  /** What `units` has to say. */
  readonly unit: number
}

const sensorAt = (name: SensorName, of: string, configuration: string, measurements: string, row: string): Sensor => {
  const { type, unit } = SENSOR[name]
  const at = (table: string, column: number, word: string): MibObject => ({
    name: `${of}${word} ${name}`,
    oid: `${PDU2}.${table}.1.${column}.${row}.${type}`,
  })
  return {
    value: at(measurements, 4, 'Value'),
    state: at(measurements, 3, 'State'),
    digits: at(configuration, 7, 'DecimalDigits'),
    units: at(configuration, 6, 'Units'),
    unit,
  }
}

export const inletSensor = (pdu: number, name: SensorName): Sensor => sensorAt(name, 'inletSensor', '3.3.4', '5.2.3', `${pdu}.1`)
/** Poles are the lines; where there are three, a fourth one is neutral. */
export const poleSensor = (pdu: number, name: SensorName, pole: string): Sensor =>
  sensorAt(name, `inletPole${pole}Sensor`, '3.3.6', '5.2.4', `${pdu}.1.${pole}`)

export const outletSensor = (pdu: number, name: SensorName, row: number): Sensor =>
  sensorAt(name, `outlet${row}Sensor`, '3.5.4', '5.4.3', `${pdu}.${row}`)

/** The value in thousandths of its unit. Null: without its digits, or in another unit, it says nothing. */
export const thousandthsOf = ({ value, state, digits, units, unit }: Sensor, answers: SnmpAnswers): number | null => {
  const raw = numberAt(answers, value)
  const behindPoint = numberAt(answers, digits)
  if (raw === null || behindPoint === null || behindPoint < 0 || behindPoint > 9) return null
  if (numberAt(answers, state) === UNAVAILABLE || (numberAt(answers, units) ?? unit) !== unit) return null
  return raw * 10 ** (3 - behindPoint)
}
