import { z } from 'zod'

/** A trap or inform as its sender worded it. */
export interface Notification {
  /** snmpTrapOID; that of a v1 trap as RFC 3584 §3.1 translates it. */
  readonly oid: string
  /** Whom it is about where that is not its sender: agent-addr of v1, snmpTrapAddress of a relay. */
  readonly about: string | null
}

const TRAP_OID = '1.3.6.1.6.3.1.1.4.1.0'
const TRAP_ADDRESS = '1.3.6.1.6.3.18.1.3.0'
/** coldStart is .1, as v1's generic number 0. */
const STANDARD_TRAPS = '1.3.6.1.6.3.1.1.5'
const ENTERPRISE_SPECIFIC = 6

/** Sent by agents that are asked with a wrong community: answering it with a question would go on for ever. */
export const AUTHENTICATION_FAILURE = `${STANDARD_TRAPS}.5`

const v1Schema = z.object({
  type: z.literal(0xa4),
  enterprise: z.string().regex(/^\d+(\.\d+)+$/),
  agentAddr: z.string(),
  generic: z.number().int().min(0).max(ENTERPRISE_SPECIFIC),
  specific: z.number().int(),
})
const v2Schema = z.object({
  type: z.union([z.literal(0xa6), z.literal(0xa7)]),
  varbinds: z.array(z.object({ oid: z.string(), value: z.unknown() })),
})

const meant = (address: string): string | null => (address === '0.0.0.0' ? null : address)

/** Null: it names no notification. */
export const notificationOf = (pdu: unknown): Notification | null => {
  const v1 = v1Schema.safeParse(pdu)
  if (v1.success) {
    const { enterprise, generic, specific, agentAddr } = v1.data
    const oid = generic === ENTERPRISE_SPECIFIC ? `${enterprise}.0.${specific >>> 0}` : `${STANDARD_TRAPS}.${generic + 1}`
    return { oid, about: meant(agentAddr) }
  }
  const v2 = v2Schema.safeParse(pdu)
  if (!v2.success) return null
  const at = (oid: string): unknown => v2.data.varbinds.find((varbind) => varbind.oid === oid)?.value
  const oid = at(TRAP_OID)
  const about = at(TRAP_ADDRESS)
  return typeof oid === 'string' && oid !== '' ? { oid, about: typeof about === 'string' ? meant(about) : null } : null
}
