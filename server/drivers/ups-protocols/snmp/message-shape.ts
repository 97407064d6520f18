import { BerCursor, TAG, UnexpectedBer } from './ber-cursor'

/** What a message is by its outer form. Only messages that are whole and exact to the last byte have one. */
export interface MessageShape {
  /** 0: v1, 1: v2c, 3: v3. */
  readonly version: number
  /** Empty in v3. */
  readonly community: Buffer
  /** Null: encrypted. */
  readonly pdu: number | null
  /** True in v3 with an authenticated message. */
  readonly authenticated: boolean
}

const PDU = { response: 0xa2, trapV1: 0xa4, bulk: 0xa5, inform: 0xa6, trapV2: 0xa7, report: 0xa8 } as const
const AUTHENTICATED = 1
const ENCRYPTED = 2
/** 32 bits; unsigned ones may need a byte for the sign. */
const INT_BYTES = 4
const UNSIGNED_BYTES = 5
const NO_COMMUNITY = Buffer.alloc(0)

const demand = (condition: boolean): void => {
  if (!condition) throw new UnexpectedBer()
}

/** The end of an element that must end within `end`. */
const entered = (cursor: BerCursor, tag: number, end: number): number => {
  const until = cursor.enter(tag) + cursor.at
  demand(until <= end)
  return until
}

const integer = (cursor: BerCursor, end: number, tag: number = TAG.integer, mostBytes: number = INT_BYTES): number => {
  const value = cursor.integer(tag, mostBytes)
  demand(cursor.at <= end)
  return value
}

const content = (cursor: BerCursor, tag: number, end: number): Buffer => {
  const found = cursor.content(tag)
  demand(cursor.at <= end)
  return found
}

/** Empty is how some agents write the value 0.0; no object has such a name. */
const oid = (cursor: BerCursor, end: number, leastBytes = 1): void => {
  const arcs = content(cursor, TAG.oid, end)
  demand(arcs.length >= leastBytes && (arcs.at(-1) ?? 0) < 0x80)
}

const value = (cursor: BerCursor, end: number): void => {
  const { tag } = cursor
  switch (tag) {
    case TAG.integer:
      integer(cursor, end)
      return
    case TAG.counter:
    case TAG.gauge:
    case TAG.ticks:
      integer(cursor, end, tag, UNSIGNED_BYTES)
      return
    case TAG.oid:
      oid(cursor, end, 0)
      return
    case TAG.ipAddress:
      demand(content(cursor, tag, end).length === 4)
      return
    case TAG.counter64: {
      const { length } = content(cursor, tag, end)
      demand(length >= 1 && length <= 9)
      return
    }
    case TAG.nothing:
    case TAG.noSuchObject:
    case TAG.noSuchInstance:
    case TAG.endOfView:
      demand(content(cursor, tag, end).length === 0)
      return
    default:
      // Text, and kinds that nobody reads here (opaque, BITS).
      demand(tag === TAG.octets || (tag >= 0x40 && tag < 0x60))
      content(cursor, tag, end)
  }
}

const varbinds = (cursor: BerCursor, end: number): void => {
  const listEnd = entered(cursor, TAG.sequence, end)
  while (cursor.at < listEnd) {
    const varbindEnd = entered(cursor, TAG.sequence, listEnd)
    oid(cursor, varbindEnd)
    value(cursor, varbindEnd)
    demand(cursor.at === varbindEnd)
  }
  demand(cursor.at === end)
}

const pdu = (cursor: BerCursor, end: number): number => {
  const { tag } = cursor
  demand(tag >= TAG.get && tag <= PDU.report)
  demand(entered(cursor, tag, end) === end)
  if (tag === PDU.trapV1) {
    oid(cursor, end)
    demand(content(cursor, TAG.ipAddress, end).length === 4)
    integer(cursor, end)
    integer(cursor, end)
    integer(cursor, end, TAG.ticks, UNSIGNED_BYTES)
  } else {
    integer(cursor, end)
    integer(cursor, end)
    integer(cursor, end)
  }
  varbinds(cursor, end)
  return tag
}

const flagsOf = (cursor: BerCursor, end: number): number => {
  const headEnd = entered(cursor, TAG.sequence, end)
  integer(cursor, headEnd)
  integer(cursor, headEnd)
  const flags = content(cursor, TAG.octets, headEnd)
  integer(cursor, headEnd)
  demand(flags.length === 1 && cursor.at === headEnd)
  return flags[0] ?? 0
}

const security = (cursor: BerCursor, end: number): void => {
  const outerEnd = entered(cursor, TAG.octets, end)
  demand(entered(cursor, TAG.sequence, outerEnd) === outerEnd)
  content(cursor, TAG.octets, outerEnd)
  integer(cursor, outerEnd)
  integer(cursor, outerEnd)
  content(cursor, TAG.octets, outerEnd)
  content(cursor, TAG.octets, outerEnd)
  content(cursor, TAG.octets, outerEnd)
  demand(cursor.at === outerEnd)
}

const shapeV3 = (cursor: BerCursor, end: number): MessageShape => {
  const flags = flagsOf(cursor, end)
  security(cursor, end)
  const authenticated = (flags & AUTHENTICATED) !== 0
  if ((flags & ENCRYPTED) !== 0) {
    content(cursor, TAG.octets, end)
    demand(cursor.at === end && authenticated)
    return { version: 3, community: NO_COMMUNITY, pdu: null, authenticated }
  }
  demand(entered(cursor, TAG.sequence, end) === end)
  content(cursor, TAG.octets, end)
  content(cursor, TAG.octets, end)
  return { version: 3, community: NO_COMMUNITY, pdu: pdu(cursor, end), authenticated }
}

/** Null: no whole SNMP message. The library reads such things as far as it can, and makes values of what it finds. */
export const shapeOf = (message: Buffer): MessageShape | null => {
  try {
    const cursor = new BerCursor(message)
    const end = entered(cursor, TAG.sequence, message.length)
    demand(end === message.length)
    const version = integer(cursor, end)
    if (version === 3) return shapeV3(cursor, end)
    demand(version === 0 || version === 1)
    const community = content(cursor, TAG.octets, end)
    return { version, community, pdu: pdu(cursor, end), authenticated: false }
  } catch (error) {
    if (error instanceof UnexpectedBer) return null
    throw error
  }
}

export const isNotification = ({ pdu: kind }: MessageShape): boolean =>
  kind === PDU.trapV1 || kind === PDU.trapV2 || kind === PDU.inform

export const isReport = ({ pdu: kind }: MessageShape): boolean => kind === PDU.report
export const isResponse = ({ pdu: kind }: MessageShape): boolean => kind === PDU.response
