import { isSnmpUpsDriver } from '../ups-protocols/snmp/family'
import type { SnmpTrap } from '../ups-protocols/snmp/traps'
import { upsDrivers } from './registry'

const standard = '1.3.6.1.6.3.1.1.5'
const standardTraps: readonly SnmpTrap[] = (
  ['coldStart', 'warmStart', 'linkDown', 'linkUp', 'authenticationFailure'] as const
).map((name, index) => ({ name, oids: [`${standard}.${index + 1}`], meaning: 'other' }))

/** Every notification that some family documents, by each OID under which agents send it. */
export const trapNames: ReadonlyMap<string, SnmpTrap> = new Map(
  [...upsDrivers.filter(isSnmpUpsDriver).flatMap(({ snmp }) => snmp.traps), ...standardTraps].flatMap((trap) =>
    trap.oids.map((oid) => [oid, trap] as const),
  ),
)
