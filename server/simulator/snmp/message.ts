import { BerReader, decodeInteger, decodeOid, encodeInteger, encodeOid, encodeString, MalformedBer, TAG, tlv } from '../ber'
import type { ObjectTable, TableEntry } from './object-table'

const PDU = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const
const ERROR = { none: 0, noSuchName: 2, badValue: 3, wrongType: 7, wrongValue: 10, notWritable: 17 } as const
/** An answer stays below what one datagram carries without fragments. */
const MAX_VARBINDS = 100

export type SetOutcome = 'done' | 'not-writable' | 'wrong-type' | 'wrong-value'

export interface Agent {
  /** `set`: how a written value was taken; a string value arrives as its OID text where it is an OID. */
  readonly table: () => ObjectTable
  readonly set: (oid: string, value: number | string) => SetOutcome
}

interface Request {
  readonly version: number
  readonly pdu: number
  readonly requestId: Buffer
  readonly nonRepeaters: number
  readonly maxRepetitions: number
  readonly varbinds: readonly { readonly oid: number[]; readonly tag: number; readonly content: Buffer; readonly whole: Buffer }[]
}

const varbind = (oid: readonly number[], value: Uint8Array): Buffer => tlv(TAG.sequence, encodeOid(oid), value)
const exception = (tag: number): Buffer => Buffer.from([tag, 0])

const parsePdu = (version: number, tag: number, content: Buffer): Request => {
  const reader = new BerReader(content)
  const requestId = reader.next().whole
  const nonRepeaters = reader.integer()
  const maxRepetitions = reader.integer()
  const list = new BerReader(reader.expect(TAG.sequence))
  const varbinds = []
  while (!list.done) {
    const pair = new BerReader(list.expect(TAG.sequence))
    const oid = decodeOid(pair.expect(TAG.oid))
    varbinds.push({ oid, ...pair.next() })
  }
  return { version, pdu: tag, requestId, nonRepeaters, maxRepetitions, varbinds }
}

const response = (request: Request, error: number, index: number, varbinds: readonly Buffer[]): Buffer =>
  tlv(PDU.response, request.requestId, encodeInteger(error), encodeInteger(index), tlv(TAG.sequence, ...varbinds))

const failure = (request: Request, error: number, index: number): Buffer =>
  response(
    request,
    error,
    index + 1,
    request.varbinds.map(({ oid, whole }) => varbind(oid, whole)),
  )

/** Version 1 fails as a whole where something is missing; version 2c says so value by value. */
const read = (request: Request, look: (oid: number[]) => TableEntry | null, missingTag: number): Buffer => {
  const answers: Buffer[] = []
  for (const [index, { oid }] of request.varbinds.entries()) {
    const entry = look(oid)
    if (entry === null && request.version === 0) return failure(request, ERROR.noSuchName, index)
    answers.push(entry === null ? varbind(oid, exception(missingTag)) : varbind(entry.oid, entry.encoded))
  }
  return response(request, ERROR.none, 0, answers)
}

const readBulk = (request: Request, table: ObjectTable): Buffer => {
  const once = Math.max(0, request.nonRepeaters)
  const step = (oid: readonly number[]) => {
    const entry = table.next(oid)
    return entry === null
      ? { oid, answer: varbind(oid, exception(TAG.endOfMibView)) }
      : { oid: entry.oid, answer: varbind(entry.oid, entry.encoded) }
  }
  const answers = request.varbinds.slice(0, once).map(({ oid }) => step(oid).answer)
  let columns: readonly (readonly number[])[] = request.varbinds.slice(once).map(({ oid }) => oid)
  for (let round = 0; round < request.maxRepetitions && columns.length > 0 && answers.length < MAX_VARBINDS; round += 1) {
    const steps = columns.map(step)
    answers.push(...steps.map(({ answer }) => answer))
    columns = steps.map(({ oid }) => oid)
  }
  return response(request, ERROR.none, 0, answers)
}

const errorOf = (outcome: SetOutcome, version: number): number => {
  switch (outcome) {
    case 'done':
      return ERROR.none
    case 'not-writable':
      return version === 0 ? ERROR.noSuchName : ERROR.notWritable
    case 'wrong-type':
      return version === 0 ? ERROR.badValue : ERROR.wrongType
    case 'wrong-value':
      return version === 0 ? ERROR.badValue : ERROR.wrongValue
  }
}

const NUMBERS: ReadonlySet<number> = new Set([TAG.integer, TAG.gauge, TAG.ticks])

const write = (request: Request, agent: Agent): Buffer => {
  for (const [index, { oid, tag, content }] of request.varbinds.entries()) {
    const value = NUMBERS.has(tag)
      ? decodeInteger(content)
      : tag === TAG.oid
        ? decodeOid(content).join('.')
        : content.toString('utf8')
    const error = errorOf(agent.set(oid.join('.'), value), request.version)
    if (error !== ERROR.none) return failure(request, error, index)
  }
  return response(
    request,
    ERROR.none,
    0,
    request.varbinds.map(({ oid, whole }) => varbind(oid, whole)),
  )
}

/** The answering PDU; null for one that agents do not answer. */
export const answerPdu = (agent: Agent, version: number, tag: number, content: Buffer): Buffer | null => {
  const request = parsePdu(version, tag, content)
  switch (tag) {
    case PDU.get: {
      const table = agent.table()
      return read(request, (oid) => table.get(oid), TAG.noSuchObject)
    }
    case PDU.getNext: {
      const table = agent.table()
      return read(request, (oid) => table.next(oid), TAG.endOfMibView)
    }
    case PDU.getBulk:
      return readBulk(request, agent.table())
    case PDU.set:
      return write(request, agent)
    default:
      return null
  }
}

/** The answer to a version 1 or 2c message; null where a real agent stays silent: wrong community, other versions, garbage. */
export const answerMessage = (agent: Agent, community: string, bytes: Buffer): Buffer | null => {
  try {
    const message = new BerReader(new BerReader(bytes).expect(TAG.sequence))
    const version = message.integer()
    if (version !== 0 && version !== 1) return null
    if (message.expect(TAG.string).toString('utf8') !== community) return null
    const { tag, content } = message.next()
    const pdu = answerPdu(agent, version, tag, content)
    return pdu === null ? null : tlv(TAG.sequence, encodeInteger(version), encodeString(community), pdu)
  } catch (error) {
    if (error instanceof MalformedBer) return null
    throw error
  }
}
