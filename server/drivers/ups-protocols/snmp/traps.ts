/** What a notification claims. It is never believed: it makes the next poll happen now, and is kept as evidence. */
export type TrapMeaning =
  | 'on-battery'
  | 'on-mains'
  | 'low-battery'
  | 'low-battery-over'
  | 'contact-lost'
  | 'contact-restored'
  | 'output-off'
  | 'shutdown-imminent'
  | 'overload'
  | 'bypass'
  | 'battery-fault'
  | 'self-test'
  | 'other'

/** One notification of a family. A v1 trap arrives under the same OID: enterprise.0.specific (RFC 3584 §3.1). */
export interface SnmpTrap {
  /** The MIB's name of it. */
  readonly name: string
  /** snmpTrapOID values under which agents send it; some leave out the 0 before the last number. */
  readonly oids: readonly string[]
  readonly meaning: TrapMeaning
}

/** Both forms of a notification: with the 0 before its number, and without. */
export const trapOids = (enterprise: string, specific: number): readonly string[] => [
  `${enterprise}.0.${specific}`,
  `${enterprise}.${specific}`,
]
