import type { HardwareDriver } from '../../ports'
import { openSession } from './session'

export const driver: HardwareDriver = {
  kind: 'ipmi',
  label: 'IPMI 2.0 over LAN',
  capabilities: { sensors: true, powerState: true, powerOn: true, softOff: true, powerOff: true, powerCycle: true },
  open: openSession,
}
