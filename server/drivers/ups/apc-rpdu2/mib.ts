import type { PduLayout } from '../../ups-protocols/pdu/layout'
import type { OutletSwitch } from '../../ups-protocols/pdu/outlet-switch'
import { PHASES } from '../../ups-protocols/readings/phases'
import { type MibObject, numberAt } from '../../ups-protocols/snmp/table'
import { RPDU2, wiringOf } from './wiring'

const rpdu = RPDU2

export const IDENTITY = {
  firmware: { name: 'rPDU2IdentFirmwareRev', oid: `${rpdu}.2.1.6.1` },
  model: { name: 'rPDU2IdentModelNumber', oid: `${rpdu}.2.1.8.1` },
  serial: { name: 'rPDU2IdentSerialNumber', oid: `${rpdu}.2.1.9.1` },
} as const satisfies Record<string, MibObject>

export const LOAD_STATE: MibObject = { name: 'rPDU2DeviceStatusLoadState', oid: `${rpdu}.4.3.1.4.1` }

const lines = [['1'], ['2'], ['3']] as const
const phase = (column: number, name: string): MibObject => ({ name, oid: `${rpdu}.6.3.1.${column}` })
const supply = (column: number, name: string) => ({
  object: { name, oid: `${rpdu}.4.3.1.${column}.1` },
  meanings: {
    1: { word: 'normal' },
    2: { word: 'alarm', alarm: `${name}: a power supply of the PDU's own electronics has failed` },
    3: { word: 'notInstalled' },
  },
})

// The other way round than in the first generation.
const off = 1
const on = 2

const OUTLET_ROWS = 48
const SWITCHED: MibObject = { name: 'rPDU2OutletSwitchedTableSize', oid: `${rpdu}.9.1.0` }
const METERED: MibObject = { name: 'rPDU2OutletMeteredTableSize', oid: `${rpdu}.9.3.0` }

export const LAYOUT: PduLayout = {
  mibName: 'PowerNet rPDU2',
  linked: { name: 'rPDU2IdentTableSize', oid: `${rpdu}.1.0` },
  phases: { object: { name: 'rPDU2DevicePropertiesNumPhases', oid: `${rpdu}.4.2.1.7.1` } },
  volts: { ...phase(6, 'rPDU2PhaseStatusVoltage'), phase: PHASES.inputVolts, divisor: 1, instances: lines },
  amperes: { ...phase(5, 'rPDU2PhaseStatusCurrent'), phase: PHASES.outputAmperes, divisor: 10, instances: lines },
  columns: [
    // Hundredths of a kilowatt.
    { ...phase(7, 'rPDU2PhaseStatusPower'), phase: PHASES.outputWatts, divisor: 0.1, instances: lines },
    { ...phase(8, 'rPDU2PhaseStatusApparentPower'), phase: PHASES.outputVoltAmperes, divisor: 0.1, instances: lines },
  ],
  readings: [{ name: 'rPDU2DeviceStatusPower', oid: `${rpdu}.4.3.1.5.1`, reading: 'outputWatts', divisor: 0.1 }],
  states: [
    {
      object: LOAD_STATE,
      meanings: {
        1: { word: 'lowLoad' },
        2: { word: 'normal' },
        3: { word: 'nearOverload', alarm: 'The load is near its limit' },
        4: { word: 'overload', flags: ['overload'], alarm: 'The load is above its limit' },
        5: { word: 'notsupported' },
      },
    },
    supply(13, 'rPDU2DeviceStatusPowerSupply1Status'),
    supply(14, 'rPDU2DeviceStatusPowerSupply2Status'),
  ],
  outlets: {
    name: { name: 'rPDU2OutletSwitchedStatusName', oid: `${rpdu}.9.2.3.1.3` },
    state: { name: 'rPDU2OutletSwitchedStatusState', oid: `${rpdu}.9.2.3.1.5` },
    rows: OUTLET_ROWS,
    states: { [off]: 'off', [on]: 'on' },
  },
  outletWatts: {
    watts: (row) => ({ name: 'rPDU2OutletMeteredStatusPower', oid: `${rpdu}.9.4.3.1.7.${row}` }),
    divisor: 1,
    scales: () => [],
    name: (row) => ({ name: 'rPDU2OutletMeteredStatusName', oid: `${rpdu}.9.4.3.1.3.${row}` }),
    // Outlets that switch and those that are metered have tables of their own.
    sameRows: {
      objects: [SWITCHED, METERED],
      holds: (answers) => {
        const switched = numberAt(answers, SWITCHED) ?? 0
        return switched === 0 || switched === numberAt(answers, METERED)
      },
    },
  },
  wiring: wiringOf(
    phase(6, '').oid,
    ['1', '2', '3'],
    Array.from({ length: OUTLET_ROWS }, (_, index) => index + 1),
  ),
  deadInputSigns: [supply(13, 'rPDU2DeviceStatusPowerSupply1Status'), supply(14, 'rPDU2DeviceStatusPowerSupply2Status')].map(
    ({ object }) => ({ object, at: [2] }),
  ),
}

/** "On" is told as 1 and shown as 2. */
export const OUTLET_SWITCH: OutletSwitch = {
  command: () => ({ name: 'rPDU2OutletSwitchedControlCommand', oid: `${rpdu}.9.2.4.1.5` }),
  tell: { on: 1, off: 2, cycle: 3 },
  state: () => LAYOUT.outlets.state,
  shows: { on, off },
  rows: LAYOUT.outlets.rows,
  firstUnit: 1,
  units: 1,
}
