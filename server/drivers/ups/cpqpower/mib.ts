import type { MibObject } from '../../ups-protocols/snmp/table'
import { type SnmpTrap, trapOids } from '../../ups-protocols/snmp/traps'
import { xupsLayout } from '../../ups-protocols/xups/layout'

/** CPQPOWER-MIB of HPE (formerly Compaq) UPS network modules; the UPS group is an early copy of Powerware's MIB. */
const cpqPower = '1.3.6.1.4.1.232.165'

/** The objects of its battery test are named otherwise than Powerware's (upsTestBattery), and meant alike. */
export const CPQ_POWER = xupsLayout('CPQPOWER', `${cpqPower}.3`, 'ups', {
  test: '7',
  control: '8',
  config: '9',
  receptacles: '10',
})

export const IDENTITY = {
  deviceModel: { name: 'deviceModel', oid: `${cpqPower}.1.2.2.0` },
  serial: { name: 'deviceSerialNumber', oid: `${cpqPower}.1.2.7.0` },
} as const satisfies Record<string, MibObject>

/** What happened travels in trapCode and trapDescription; the poll that follows tells. */
export const TRAPS: readonly SnmpTrap[] = (
  [
    ['trapCritical', 1],
    ['trapWarning', 2],
    ['trapInformation', 3],
    ['trapCleared', 4],
    ['trapTest', 5],
    ['deviceTrapInitialization', 6],
  ] as const
).map(([name, specific]) => ({ name, oids: trapOids(cpqPower, specific), meaning: 'other' }))
