import type { PduLayout } from '../../ups-protocols/pdu/layout'
import type { OutletSwitch } from '../../ups-protocols/pdu/outlet-switch'
import { PHASES } from '../../ups-protocols/readings/phases'
import type { MibObject } from '../../ups-protocols/snmp/table'

/** PowerNet-MIB, the first generation of rack PDUs (AP78xx, AP79xx). */
const rpdu = '1.3.6.1.4.1.318.1.1.12'

export const IDENTITY = {
  firmware: { name: 'rPDUIdentFirmwareRev', oid: `${rpdu}.1.3.0` },
  model: { name: 'rPDUIdentModelNumber', oid: `${rpdu}.1.5.0` },
  serial: { name: 'rPDUIdentSerialNumber', oid: `${rpdu}.1.6.0` },
} as const satisfies Record<string, MibObject>

/** Rows of phases come first, rows of banks after them. */
const load = (column: number, name: string): MibObject => ({ name, oid: `${rpdu}.2.3.1.1.${column}` })

export const LOAD_STATE: MibObject = { name: 'rPDULoadStatusLoadState', oid: `${load(3, '').oid}.1` }

// The other way round than in the second generation.
const on = 1
const off = 2

export const LAYOUT: PduLayout = {
  mibName: 'PowerNet rPDU',
  phases: { object: { name: 'rPDUIdentDeviceNumPhases', oid: `${rpdu}.1.9.0` } },
  volts: null,
  amperes: { ...load(2, 'rPDULoadStatusLoad'), phase: PHASES.outputAmperes, divisor: 10, instances: [['1'], ['2'], ['3']] },
  columns: [],
  readings: [
    { name: 'rPDUIdentDevicePowerWatts', oid: `${rpdu}.1.16.0`, reading: 'outputWatts', divisor: 1 },
    { name: 'rPDUIdentDevicePowerVA', oid: `${rpdu}.1.18.0`, reading: 'outputVoltAmperes', divisor: 1 },
  ],
  states: ['1', '2', '3'].map((row) => ({
    object: { name: `rPDULoadStatusLoadState.${row}`, oid: `${load(3, '').oid}.${row}` },
    meanings: {
      1: { word: 'phaseLoadNormal' },
      2: { word: 'phaseLoadLow' },
      3: { word: 'phaseLoadNearOverload', alarm: `Load ${row} is near its limit` },
      4: { word: 'phaseLoadOverload', flags: ['overload'], alarm: `Load ${row} is above its limit` },
    },
  })),
  outlets: {
    name: { name: 'rPDUOutletStatusOutletName', oid: `${rpdu}.3.5.1.1.2` },
    state: { name: 'rPDUOutletStatusOutletState', oid: `${rpdu}.3.5.1.1.4` },
    rows: 24,
    states: { [on]: 'on', [off]: 'off' },
  },
}

export const OUTLET_SWITCH: OutletSwitch = {
  command: () => ({ name: 'rPDUOutletControlOutletCommand', oid: `${rpdu}.3.3.1.1.4` }),
  tell: { on: 1, off: 2, cycle: 3 },
  state: () => LAYOUT.outlets.state,
  shows: { on, off },
  rows: LAYOUT.outlets.rows,
  firstUnit: 1,
  units: 1,
}
