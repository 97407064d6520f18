import type { HardwareDriver } from '../../ports'
import { openSession } from './session'

export const driver: HardwareDriver = {
  kind: 'redfish',
  label: 'Redfish',
  capabilities: { sensors: true, powerState: true, powerOn: true, softOff: true, powerOff: true, powerCycle: true },
  open: openSession,
}
