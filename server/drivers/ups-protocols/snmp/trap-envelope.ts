import { BerCursor, TAG } from './ber-cursor'

/** Who a notification says it is from, before anything in it is believed. */
export type TrapEnvelope =
  | { readonly version: '1' | '2c'; readonly community: string }
  /** The engine's id in hex; no user: a sender of informs asks who is here. */
  | { readonly version: '3'; readonly user: string; readonly engineId: string }

const versions: ReadonlyMap<number, '1' | '2c' | '3'> = new Map([
  [0, '1'],
  [1, '2c'],
  [3, '3'],
] as const)

/** Null: this is no SNMP message. */
export const trapEnvelope = (message: Buffer): TrapEnvelope | null => {
  try {
    const cursor = new BerCursor(message)
    if (cursor.enter(TAG.sequence) !== message.length - cursor.at) return null
    const version = versions.get(cursor.integer(TAG.integer, 1))
    if (version === undefined) return null
    if (version !== '3') return { version, community: cursor.content(TAG.octets).toString('utf8') }
    cursor.skip(TAG.sequence)
    const security = new BerCursor(cursor.content(TAG.octets))
    security.enter(TAG.sequence)
    const engineId = security.content(TAG.octets).toString('hex')
    security.skip(TAG.integer)
    security.skip(TAG.integer)
    return { version, engineId, user: security.content(TAG.octets).toString('utf8') }
  } catch {
    return null
  }
}
