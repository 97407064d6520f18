import type { OutletSwitch } from '../../ups-protocols/pdu/outlet-switch'
import type { MibObject } from '../../ups-protocols/snmp/table'
import { RPDU2 } from './wiring'

const rpdu = RPDU2

export const IDENTITY = {
  firmware: { name: 'rPDU2IdentFirmwareRev', oid: `${rpdu}.2.1.6.1` },
  model: { name: 'rPDU2IdentModelNumber', oid: `${rpdu}.2.1.8.1` },
  serial: { name: 'rPDU2IdentSerialNumber', oid: `${rpdu}.2.1.9.1` },
} as const satisfies Record<string, MibObject>

/** Of one PDU, by its row. */
export const loadState = (device: number): MibObject => ({ name: 'rPDU2DeviceStatusLoadState', oid: `${rpdu}.4.3.1.4.${device}` })

// The other way round than in the first generation.
export const OUTLET = { off: 1, on: 2 } as const
/** Of all linked PDUs together: four, of up to 48 outlets. */
export const MOST_OUTLETS = 192
export const OUTLET_STATE: MibObject = { name: 'rPDU2OutletSwitchedStatusState', oid: `${rpdu}.9.2.3.1.5` }

/** "On" is told as 1 and shown as 2. */
export const OUTLET_SWITCH: OutletSwitch = {
  command: () => ({ name: 'rPDU2OutletSwitchedControlCommand', oid: `${rpdu}.9.2.4.1.5` }),
  tell: { on: 1, off: 2, cycle: 3 },
  state: () => OUTLET_STATE,
  shows: { on: OUTLET.on, off: OUTLET.off },
  rows: MOST_OUTLETS,
  firstUnit: 1,
  units: 1,
}
