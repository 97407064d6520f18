import type { OutletSwitch } from '../../ups-protocols/pdu/outlet-switch'
import type { MibObject } from '../../ups-protocols/snmp/table'
import { trapsOf } from '../../ups-protocols/states/traps'
import { FIRST_PDU, PDU2, PDUS } from './sensors'

export const IDENTITY = {
  manufacturer: { name: 'pduManufacturer', oid: `${PDU2}.3.2.1.1.2.${FIRST_PDU}` },
  model: { name: 'pduModel', oid: `${PDU2}.3.2.1.1.3.${FIRST_PDU}` },
  serial: { name: 'pduSerialNumber', oid: `${PDU2}.3.2.1.1.4.${FIRST_PDU}` },
  firmware: { name: 'boardFirmwareVersion', oid: `${PDU2}.3.2.3.1.6.${FIRST_PDU}.1.1` },
} as const satisfies Record<string, MibObject>

export const PDU_COUNT: MibObject = { name: 'pduCount', oid: `${PDU2}.3.1.0` }
export const poleCount = (pdu: number): MibObject => ({ name: 'inletPoleCount', oid: `${PDU2}.3.3.3.1.5.${pdu}.1` })

/** Outlets of one PDU. */
export const OUTLET_ROWS = 48
export const outletState = (pdu: number): MibObject => ({ name: 'outletSwitchingState', oid: `${PDU2}.4.1.2.1.3.${pdu}` })
export const OUTLET = { on: 7, off: 8 } as const

/** For how long a cycle keeps it off is set on the device. */
export const OUTLET_SWITCH: OutletSwitch = {
  command: (pdu) => ({ name: 'switchingOperation', oid: `${PDU2}.4.1.2.1.2.${pdu}` }),
  tell: { off: 0, on: 1, cycle: 2 },
  state: outletState,
  shows: { on: OUTLET.on, off: OUTLET.off },
  rows: OUTLET_ROWS,
  firstUnit: FIRST_PDU,
  units: PDUS,
}

export const TRAPS = trapsOf(PDU2, [
  ['systemStarted', 1, 'other'],
  ['systemReset', 2, 'other'],
  ['powerControl', 23, 'other'],
  ['inletSensorStateChange', 61, 'other'],
  ['inletPoleSensorStateChange', 62, 'other'],
  ['outletSensorStateChange', 63, 'other'],
  ['outletPoleSensorStateChange', 64, 'other'],
  ['overCurrentProtectorSensorStateChange', 65, 'overload'],
  ['externalSensorStateChange', 66, 'other'],
  ['loadSheddingModeEntered', 71, 'output-off'],
  ['loadSheddingModeExited', 72, 'other'],
  ['transferSwitchSensorStateChange', 86, 'other'],
  ['inletEnabled', 92, 'other'],
  ['inletDisabled', 93, 'output-off'],
  ['unitSensorStateChange', 102, 'other'],
  ['hwFailureStatusChanged', 117, 'other'],
  ['outletGroupPowerControl', 123, 'other'],
  ['outletSuspended', 137, 'output-off'],
  ['inletDipEvent', 151, 'other'],
])
