import { type PduLayout, rowsTo } from '../../ups-protocols/pdu/layout'
import { PHASES } from '../../ups-protocols/readings/phases'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import type { StateObject } from '../../ups-protocols/states/layout'
import { loadState, OUTLET, OUTLET_STATE } from './mib'
import { RPDU2, wiringOf } from './wiring'

/** Outlets that are asked for of a PDU that stands alone. */
export const OUTLET_ROWS = 48
const PHASE_ROWS = ['1', '2', '3'] as const
export const SWITCHED: MibObject = { name: 'rPDU2OutletSwitchedTableSize', oid: `${RPDU2}.9.1.0` }
export const METERED: MibObject = { name: 'rPDU2OutletMeteredTableSize', oid: `${RPDU2}.9.3.0` }

const phase = (column: number, name: string): MibObject => ({ name, oid: `${RPDU2}.6.3.1.${column}` })

const supply = (device: number, column: number, name: string): StateObject => ({
  object: { name, oid: `${RPDU2}.4.3.1.${column}.${device}` },
  meanings: {
    1: { word: 'normal' },
    2: { word: 'alarm', alarm: `${name}: a power supply of the PDU's own electronics has failed` },
    3: { word: 'notInstalled' },
  },
})
const supplies = (device: number): readonly StateObject[] => [
  supply(device, 13, 'rPDU2DeviceStatusPowerSupply1Status'),
  supply(device, 14, 'rPDU2DeviceStatusPowerSupply2Status'),
]

/** Rows of phases and outlets are those of all linked PDUs, one after the other. */
export interface RowsOf {
  readonly device: number
  readonly phaseRows: readonly string[]
  readonly outletRows: number
  readonly ownRows: ReadonlySet<number> | null
}

export const layoutOf = ({ device, phaseRows, outletRows, ownRows }: RowsOf): PduLayout => {
  const instances = phaseRows.map((row) => [row])
  return {
    mibName: 'PowerNet rPDU2',
    phases: { object: { name: 'rPDU2DevicePropertiesNumPhases', oid: `${RPDU2}.4.2.1.7.${device}` } },
    volts: { ...phase(6, 'rPDU2PhaseStatusVoltage'), phase: PHASES.inputVolts, divisor: 1, instances },
    amperes: { ...phase(5, 'rPDU2PhaseStatusCurrent'), phase: PHASES.outputAmperes, divisor: 10, instances },
    columns: [
      // Hundredths of a kilowatt.
      { ...phase(7, 'rPDU2PhaseStatusPower'), phase: PHASES.outputWatts, divisor: 0.1, instances },
      { ...phase(8, 'rPDU2PhaseStatusApparentPower'), phase: PHASES.outputVoltAmperes, divisor: 0.1, instances },
    ],
    readings: [{ name: 'rPDU2DeviceStatusPower', oid: `${RPDU2}.4.3.1.5.${device}`, reading: 'outputWatts', divisor: 0.1 }],
    states: [
      {
        object: loadState(device),
        meanings: {
          1: { word: 'lowLoad' },
          2: { word: 'normal' },
          3: { word: 'nearOverload', alarm: 'The load is near its limit' },
          4: { word: 'overload', flags: ['overload'], alarm: 'The load is above its limit' },
          5: { word: 'notsupported' },
        },
      },
      ...supplies(device),
    ],
    outlets: {
      name: { name: 'rPDU2OutletSwitchedStatusName', oid: `${RPDU2}.9.2.3.1.3` },
      state: OUTLET_STATE,
      rows: outletRows,
      states: { [OUTLET.off]: 'off', [OUTLET.on]: 'on' },
    },
    ...(ownRows === null ? {} : { ownRows }),
    outletWatts: {
      watts: (row) => ({ name: 'rPDU2OutletMeteredStatusPower', oid: `${RPDU2}.9.4.3.1.7.${row}` }),
      divisor: 1,
      scales: () => [],
      name: (row) => ({ name: 'rPDU2OutletMeteredStatusName', oid: `${RPDU2}.9.4.3.1.3.${row}` }),
      // Outlets that switch and those that are metered have tables of their own.
      sameRows: {
        objects: [SWITCHED, METERED],
        holds: (answers) => {
          const switched = numberAt(answers, SWITCHED) ?? 0
          return switched === 0 || switched === numberAt(answers, METERED)
        },
      },
    },
    wiring: wiringOf(phase(6, '').oid, phaseRows, ownRows === null ? rowsTo(outletRows) : [...ownRows]),
    deadInputSigns: supplies(device).map(({ object }) => ({ object, at: [2] })),
  }
}

/** Of a PDU that stands alone. */
export const LAYOUT = layoutOf({ device: 1, phaseRows: PHASE_ROWS, outletRows: OUTLET_ROWS, ownRows: null })
