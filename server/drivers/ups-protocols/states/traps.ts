import { type SnmpTrap, type TrapMeaning, trapOids } from '../snmp/traps'

/** Traps of one enterprise: name, specific number, meaning. */
export const trapsOf = (enterprise: string, rows: readonly (readonly [string, number, TrapMeaning])[]): readonly SnmpTrap[] =>
  rows.map(([name, specific, meaning]) => ({ name, oids: trapOids(enterprise, specific), meaning }))
