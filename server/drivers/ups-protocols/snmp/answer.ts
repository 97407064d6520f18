import type { DeviceValue } from '../text-value'
import { BerCursor, TAG, UnexpectedBer } from './ber-cursor'
import type { Question } from './question'
import { counter64, textOfBytes } from './value'

const oidText = (content: Buffer): string => {
  // Empty is how some agents write 0.0.
  if ((content.at(-1) ?? 0) >= 0x80) throw new UnexpectedBer()
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = (arc << 7) + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc >>> 0)
      arc = 0
    }
  }
  const [first = 0, ...others] = arcs
  return [Math.floor(first / 40), first % 40, ...others].join('.')
}

const nextValue = (cursor: BerCursor): DeviceValue => {
  const { tag } = cursor
  switch (tag) {
    case TAG.integer:
      return cursor.integer(tag, 4)
    case TAG.counter:
    case TAG.gauge:
    case TAG.ticks:
      // One byte more than 32 bits: the sign of a number that has none.
      return cursor.integer(tag, 5) >>> 0
    case TAG.octets:
      return textOfBytes(cursor.content(tag))
    case TAG.oid:
      return oidText(cursor.content(tag))
    case TAG.counter64:
      return counter64(cursor.content(tag))
    case TAG.nothing:
    case TAG.noSuchObject:
    case TAG.noSuchInstance:
    case TAG.endOfView:
      if (cursor.enter(tag) !== 0) throw new UnexpectedBer()
      return null
    default:
      throw new UnexpectedBer()
  }
}

/** Where the varbinds of an answer to this very question begin: same version and community, no error. */
const varbindsOf = (question: Question, cursor: BerCursor): number => {
  const length = cursor.enter(TAG.sequence)
  const headLength = question.pduAt - question.headAt
  const { bytes, at } = cursor
  // To the last byte: a length that says something else was damaged, and perhaps not alone.
  const ends = (length: number) => {
    if (cursor.at + length !== bytes.length) throw new UnexpectedBer()
    return length
  }
  if (bytes.compare(question.bytes, question.headAt, question.pduAt, at, Math.min(bytes.length, at + headLength)) !== 0)
    throw new UnexpectedBer()
  ends(length)
  cursor.at += headLength
  ends(cursor.enter(TAG.response))
  cursor.skip(TAG.integer)
  if (cursor.integer(TAG.integer, 4) !== 0) throw new UnexpectedBer()
  cursor.skip(TAG.integer)
  return ends(cursor.enter(TAG.sequence))
}

/** The request id of a message; null where it is none that was sent from here. */
export const requestIdOf = (message: Buffer): number | null => {
  try {
    const cursor = new BerCursor(message)
    cursor.enter(TAG.sequence)
    cursor.skip(TAG.integer)
    cursor.skip(TAG.octets)
    cursor.enter(TAG.response)
    return cursor.integer(TAG.integer, 4)
  } catch {
    return null
  }
}

export interface Answer {
  /** By OID, of every object asked for. */
  readonly values: ReadonlyMap<string, DeviceValue>
  /** None of them is null. */
  readonly complete: boolean
  /** As they came: an answer with the same ones has the same values. */
  readonly varbinds: Buffer
}

/**
 * Reads an answer; `before` itself where it repeats that. Null where it is anything but a plain answer to this very question,
 * object by object: then the library has to judge it.
 */
export const readAnswer = (question: Question, message: Buffer, before: Answer | null): Answer | null => {
  try {
    const cursor = new BerCursor(message)
    const length = varbindsOf(question, cursor)
    const varbinds = message.subarray(cursor.at, cursor.at + length)
    if (before !== null && before.varbinds.equals(varbinds)) return before
    const end = cursor.at + length
    const asked = new BerCursor(question.bytes)
    asked.at = question.varbindsAt
    const values = new Map<string, DeviceValue>()
    let complete = true
    for (const oid of question.oids) {
      asked.enter(TAG.sequence)
      const oidLength = asked.enter(TAG.oid)
      const varbindEnd = cursor.enter(TAG.sequence) + cursor.at
      if (cursor.enter(TAG.oid) !== oidLength) return null
      if (message.compare(asked.bytes, asked.at, asked.at + oidLength, cursor.at, cursor.at + oidLength) !== 0) return null
      asked.at += oidLength
      cursor.at += oidLength
      asked.skip(TAG.nothing)
      const value = nextValue(cursor)
      if (value === null) complete = false
      values.set(oid, value)
      if (cursor.at !== varbindEnd) return null
    }
    return cursor.at === end ? { values, complete, varbinds } : null
  } catch (error) {
    if (error instanceof UnexpectedBer) return null
    throw error
  }
}
