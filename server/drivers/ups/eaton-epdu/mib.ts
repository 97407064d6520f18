import type { MibObject } from '../../ups-protocols/snmp/table'
import { trapsOf } from '../../ups-protocols/states/traps'

/** EATON-EPDU-MIB (managed, switched and metered ePDUs of the third generation). */
export const EPDU = '1.3.6.1.4.1.534.6.6.7'
/** Of several that are strapped together the one whose card answers. */
export const FIRST_UNIT = 0
/** So many can be strapped together. */
export const UNITS = 24

export const ofUnit = (unit: number, column: number, name: string): MibObject => ({
  name,
  oid: `${EPDU}.1.2.1.${column}.${unit}`,
})

export const IDENTITY = {
  product: ofUnit(FIRST_UNIT, 2, 'productName'),
  part: ofUnit(FIRST_UNIT, 3, 'partNumber'),
  serial: ofUnit(FIRST_UNIT, 4, 'serialNumber'),
  firmware: ofUnit(FIRST_UNIT, 5, 'firmwareVersion'),
} as const satisfies Record<string, MibObject>

export const communication = (unit: number): MibObject => ofUnit(unit, 30, 'communicationStatus')

export const OUTLET = { off: 0, on: 1, pendingOff: 2, pendingOn: 3 } as const
/** Outlets of one unit. */
export const OUTLET_ROWS = 48

const outletControl = (unit: number, column: number, name: string): MibObject => ({
  name,
  oid: `${EPDU}.6.6.1.${column}.${unit}`,
})

export const outletStatus = (unit: number): MibObject => outletControl(unit, 2, 'outletControlStatus')

/** Each takes the seconds to wait, and shows what is left of them; -1 is "none", and cancels. */
export const CONTROL = {
  outletOff: (unit: number) => outletControl(unit, 3, 'outletControlOffCmd'),
  outletOn: (unit: number) => outletControl(unit, 4, 'outletControlOnCmd'),
  outletReboot: (unit: number) => outletControl(unit, 5, 'outletControlRebootCmd'),
} as const

export const TRAPS = trapsOf(EPDU, [
  ['notifyBootUp', 4, 'other'],
  ['notifyInputVoltageThStatus', 11, 'other'],
  ['notifyInputCurrentThStatus', 12, 'overload'],
  ['notifyInputFrequencyStatus', 13, 'other'],
  ['notifyGroupVoltageThStatus', 21, 'other'],
  ['notifyGroupCurrentThStatus', 22, 'overload'],
  ['notifyGroupBreakerStatus', 23, 'output-off'],
  ['notifyOutletVoltageThStatus', 31, 'other'],
  ['notifyOutletCurrentThStatus', 32, 'overload'],
  ['notifyOutletControlStatus', 33, 'other'],
  ['notifyTemperatureThStatus', 41, 'other'],
  ['notifyHumidityThStatus', 42, 'other'],
  ['notifyContactState', 43, 'other'],
  ['notifyProbeStatus', 44, 'other'],
  ['notifyCommunicationStatus', 51, 'contact-lost'],
  ['notifyInternalStatus', 52, 'other'],
  ['notifyTest', 53, 'other'],
  ['notifyStrappingStatus', 54, 'other'],
])
