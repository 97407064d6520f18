import { createSession, Version1, Version2c } from 'net-snmp'
import { BerCursor, TAG } from './ber-cursor'
import type { CommunitySecret } from './raw-session'

/** A GET as it goes over the wire, made once and asked again and again: only the request id changes. */
export interface Question {
  readonly oids: readonly string[]
  readonly bytes: Buffer
  /** Version and community lie from `headAt` to `pduAt`; an answer begins with the same. */
  readonly headAt: number
  readonly pduAt: number
  /** Four bytes. */
  readonly idAt: number
  readonly varbindsAt: number
}

const REQUEST_ID_BYTES = 4
/** The library draws ids at random; nine in ten take four bytes. */
const MOST_DRAWS = 50

/** A socket that sends nothing and remembers what it should have sent. */
const recorder = () => {
  const sent: Buffer[] = []
  const socket = {
    on: () => socket,
    ref: () => socket,
    unref: () => socket,
    close: () => socket,
    send: (bytes: Buffer, start: number, length: number) => void sent.push(Buffer.from(bytes.subarray(start, start + length))),
  }
  return { sent, createSocket: () => socket }
}

const laidOut = (oids: readonly string[], bytes: Buffer): Question | null => {
  const cursor = new BerCursor(bytes)
  cursor.enter(TAG.sequence)
  const headAt = cursor.at
  cursor.skip(TAG.integer)
  cursor.skip(TAG.octets)
  const pduAt = cursor.at
  cursor.enter(TAG.get)
  const idLength = cursor.enter(TAG.integer)
  const idAt = cursor.at
  if (idLength !== REQUEST_ID_BYTES) return null
  cursor.at += idLength
  cursor.skip(TAG.integer)
  cursor.skip(TAG.integer)
  cursor.enter(TAG.sequence)
  return { oids, bytes, headAt, pduAt, idAt, varbindsAt: cursor.at }
}

/** UPSs of one family and community are asked the same. */
const known = new Map<string, Question | null>()
const MOST_KNOWN = 500

/** What the library would send; null where it would send something else than a plain GET. */
export const questionOf = (secret: CommunitySecret, oids: readonly string[]): Question | null => {
  const key = JSON.stringify([secret.version, secret.community, oids])
  const before = known.get(key)
  if (before !== undefined) return before
  if (known.size >= MOST_KNOWN) known.clear()
  const question = askedOfLibrary(secret, oids)
  known.set(key, question)
  return question
}

const askedOfLibrary = (secret: CommunitySecret, oids: readonly string[]): Question | null => {
  const wire = recorder()
  const session = createSession('127.0.0.1', secret.community, {
    version: secret.version === '1' ? Version1 : Version2c,
    idBitsSize: 32,
    ...{ dgramModule: wire },
  })
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    session.get([...oids], () => undefined)
    const bytes = wire.sent.pop()
    const question = bytes === undefined ? null : laidOut(oids, bytes)
    if (question !== null) return question
  }
  return null
}
