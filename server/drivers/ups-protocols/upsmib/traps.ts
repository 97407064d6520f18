import { type SnmpTrap, trapOids } from '../snmp/traps'
import type { UpsMibLayout } from './layout'

/** What an entry of the alarm table is about travels in a varbind: the poll that follows reads the table. */
export const upsMibTraps = ({ traps }: UpsMibLayout, prefix: string): readonly SnmpTrap[] =>
  (
    [
      ['TrapOnBattery', 1, 'on-battery'],
      ['TrapTestCompleted', 2, 'self-test'],
      ['TrapAlarmEntryAdded', 3, 'other'],
      ['TrapAlarmEntryRemoved', 4, 'other'],
    ] as const
  ).map(([name, specific, meaning]) => ({ name: `${prefix}${name}`, oids: trapOids(traps, specific), meaning }))
