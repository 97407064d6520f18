import { createHmac, hash, timingSafeEqual } from 'node:crypto'

/** One entry as it is stored: `data` is the JSON text itself. */
export interface ChainedFields {
  readonly id: number
  readonly atMs: number
  readonly kind: string
  readonly actor: string
  readonly channel: string
  readonly objectKind: string
  readonly objectId: string
  readonly objectName: string
  readonly runId: string | null
  readonly reason: string | null
  readonly outcome: string | null
  readonly message: string
  readonly data: string
}

/** What the first entry names as the hash before it. */
export const GENESIS_HASH = '0'.repeat(64)

const field = (value: string | number | null): string => {
  if (value === null) return '-\n'
  const text = String(value)
  return `${Buffer.byteLength(text)}:${text}\n`
}

/**
 * The hash of an entry: SHA-256, in lower-case hex, over these bytes (UTF-8):
 *
 *     ridethrough-journal-1 LF
 *     <hash of the entry before, 64 hex digits; of the first: 64 zeros> LF
 *     then id, atMs, kind, actor, channel, objectKind, objectId, objectName, runId, reason, outcome, message, data,
 *     each as  <length in bytes, decimal> ":" <the bytes> LF,  or  "-" LF  where it is null
 *
 * Numbers are written in decimal; `data` is the JSON text exactly as stored. The lengths make the layout unambiguous.
 */
export const chainHash = (previousHash: string, entry: ChainedFields): string =>
  hash(
    'sha256',
    `ridethrough-journal-1\n${previousHash}\n${field(entry.id)}${field(entry.atMs)}${field(entry.kind)}${field(entry.actor)}${field(entry.channel)}${field(entry.objectKind)}${field(entry.objectId)}${field(entry.objectName)}${field(entry.runId)}${field(entry.reason)}${field(entry.outcome)}${field(entry.message)}${field(entry.data)}`,
  )

export interface JournalHead {
  readonly id: number
  readonly hash: string
}

export const EMPTY_HEAD: JournalHead = { id: 0, hash: GENESIS_HASH }

/** The head is authenticated under a key that is not in the database: who cuts the tail cannot make an older head valid. */
export const headMac = (key: Buffer, head: JournalHead): string =>
  createHmac('sha256', key).update(`ridethrough-journal-head-1\n${head.id}\n${head.hash}\n`).digest('hex')

export const isMacOf = (key: Buffer, head: JournalHead, mac: string): boolean => {
  const expected = Buffer.from(headMac(key, head))
  const given = Buffer.from(mac)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
