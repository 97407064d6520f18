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

/** Between the fields of a hashed entry (US), and between entries read in one piece (RS). Neither can stand in a stored text. */
export const FIELD_SEPARATOR = '\u001F'
export const ENTRY_SEPARATOR = '\u001E'

const nullable = (text: string | null): string => (text === null ? '-' : `+${text}`)

/**
 * What is hashed: the UTF-8 bytes of these 14 fields, joined by the one byte 1F:
 *
 *     hash of the entry before (64 hex digits; of the first entry: 64 zeros), id, atMs, kind, actor, channel, objectKind,
 *     objectId, objectName, runId, reason, outcome, message, data
 *
 * Numbers are written in decimal; runId, reason and outcome as "-" where null, else with "+" before them; `data` is the JSON
 * text exactly as stored. No field holds the byte 1F (`storable` and JSON's escapes see to it), so the layout is unambiguous.
 */
export const chainText = (previousHash: string, entry: ChainedFields): string =>
  [
    previousHash,
    entry.id,
    entry.atMs,
    entry.kind,
    entry.actor,
    entry.channel,
    entry.objectKind,
    entry.objectId,
    entry.objectName,
    nullable(entry.runId),
    nullable(entry.reason),
    nullable(entry.outcome),
    entry.message,
    entry.data,
  ].join(FIELD_SEPARATOR)

/** SHA-256 in lower-case hex. */
export const chainHash = (text: string): string => hash('sha256', text)

/** What both databases store unchanged and the layout above allows: no NUL, no separator, no half of a surrogate pair. */
export const storable = (text: string): string =>
  Buffer.from(text.replace(/[\0\u001E\u001F]/g, '\uFFFD'), 'utf8').toString('utf8')

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
