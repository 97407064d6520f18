import { BETWEEN_LINES, type Breaker, EACH_LINE, type Terminals, type Wiring } from '../../ups-protocols/pdu/wiring'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { PDU2, poleSensor } from './sensors'

/** Overcurrent protectors: breakers and fuses. */
export const PROTECTORS = Array.from({ length: 12 }, (_, index) => index + 1)
export const tripSensor = 15
export const currentSensor = 1
export const protector = (pdu: number, row: number, sensor: number): MibObject => ({
  name: `measurementsOverCurrentProtectorSensorState.${row}.${sensor}`,
  oid: `${PDU2}.5.3.3.1.3.${pdu}.${row}.${sensor}`,
})

/** An outlet has two poles; a third one, where it has all lines. */
const OUTLET_POLES = [1, 2, 3] as const
const lineNames = [1, 2, 3] as const

export const wiringOf = (pdu: number): Wiring => {
  const poles = (row: number): readonly MibObject[] =>
    OUTLET_POLES.map((pole) => ({ name: 'outletPoleLine', oid: `${PDU2}.3.5.5.1.1.${pdu}.${row}.${pole}` }))
  return {
    breakers: PROTECTORS.map((row): Breaker => ({
      row,
      state: protector(pdu, row, tripSensor),
      closedAt: 1,
      openAt: 0,
      behind: { name: 'overCurrentProtectorPowerSource', oid: `${PDU2}.3.4.3.1.10.${pdu}.${row}` },
    })),
    openWord: 'is open',
    breakerTable: `${PDU2}.3.4.3.1`,
    pointers: (row) => [{ name: 'outletPowerSource', oid: `${PDU2}.3.5.3.1.33.${pdu}.${row}` }],
    lineObjects: poles,
    linesOf: (row, answers): Terminals | null => {
      // A neutral pole has no line.
      const lines = lineNames.filter((line) => poles(row).some((pole) => numberAt(answers, pole) === line))
      return lines.length === 1 || lines.length === 2 ? lines : null
    },
    voltsObjects: [],
    // The voltage of a pole is that to the next line, unless it is measured to neutral.
    voltsBetween: (answers) =>
      lineNames.some((line) => numberAt(answers, poleSensor(pdu, 'voltsToNeutral', String(line)).value) !== null)
        ? EACH_LINE
        : BETWEEN_LINES,
  }
}
