import { type CipherSuite, decrypted, encrypted, hmac, isSame, type SessionKeys } from './cipher-suite'

/** RMCP+ packets (IPMI 2.0, 13.6): the envelope of everything that goes to a BMC and comes from it. */

export const PAYLOAD = {
  message: 0x00,
  openRequest: 0x10,
  openResponse: 0x11,
  rakp1: 0x12,
  rakp2: 0x13,
  rakp3: 0x14,
  rakp4: 0x15,
} as const

const RMCP_HEADER = Buffer.from([0x06, 0x00, 0xff, 0x07])
const RMCP_PLUS = 0x06
const ENCRYPTED = 0x80
const AUTHENTICATED = 0x40
const HEADER_BYTES = 16
const NEXT_HEADER = 0x07

export interface Packet {
  readonly payloadType: number
  readonly sessionId: number
  readonly sequence: number
  readonly payload: Buffer
}

/** What packets of one open session are sealed and opened with. */
export interface Seal {
  readonly suite: CipherSuite
  readonly keys: SessionKeys
}

const header = (flags: number, { payloadType, sessionId, sequence }: Packet, payloadBytes: number): Buffer => {
  const head = Buffer.alloc(HEADER_BYTES)
  RMCP_HEADER.copy(head)
  head.writeUInt8(RMCP_PLUS, 4)
  head.writeUInt8(flags | payloadType, 5)
  head.writeUInt32LE(sessionId, 6)
  head.writeUInt32LE(sequence, 10)
  head.writeUInt16LE(payloadBytes, 14)
  return head
}

/** Before a session is open: in the clear, and without a code. */
export const plainPacket = (payloadType: number, payload: Buffer): Buffer =>
  Buffer.concat([header(0, { payloadType, sessionId: 0, sequence: 0, payload }, payload.length), payload])

export const sealedPacket = (packet: Packet, { suite, keys }: Seal): Buffer => {
  const payload = encrypted(keys.secrecyKey, packet.payload)
  const whole = Buffer.concat([header(ENCRYPTED | AUTHENTICATED, packet, payload.length), payload])
  // From the authentication type on, with pad length and next header, a multiple of four.
  const padBytes = (4 - ((whole.length - RMCP_HEADER.length + 2) % 4)) % 4
  const trailer = Buffer.from([...Array<number>(padBytes).fill(0xff), padBytes, NEXT_HEADER])
  const covered = Buffer.concat([whole.subarray(RMCP_HEADER.length), trailer])
  const code = hmac(suite, keys.integrityKey, covered).subarray(0, suite.codeBytes)
  return Buffer.concat([whole, trailer, code])
}

/** Null: it is no such packet, not of this session, or somebody has changed it. A sealed session takes sealed packets only. */
export const readPacket = (datagram: Buffer, seal: Seal | null): Packet | null => {
  if (datagram.length < HEADER_BYTES || !datagram.subarray(0, 4).equals(RMCP_HEADER)) return null
  if (datagram.readUInt8(4) !== RMCP_PLUS) return null
  const flags = datagram.readUInt8(5)
  const payloadBytes = datagram.readUInt16LE(14)
  const end = HEADER_BYTES + payloadBytes
  if (end > datagram.length) return null
  const packet: Packet = {
    payloadType: flags & 0x3f,
    sessionId: datagram.readUInt32LE(6),
    sequence: datagram.readUInt32LE(10),
    payload: datagram.subarray(HEADER_BYTES, end),
  }
  if (seal === null) return (flags & (ENCRYPTED | AUTHENTICATED)) === 0 ? packet : null
  if ((flags & ENCRYPTED) === 0 || (flags & AUTHENTICATED) === 0) return null
  const { suite, keys } = seal
  const codeStart = datagram.length - suite.codeBytes
  if (codeStart < end + 2 || datagram.readUInt8(codeStart - 1) !== NEXT_HEADER) return null
  const code = hmac(suite, keys.integrityKey, datagram.subarray(RMCP_HEADER.length, codeStart)).subarray(0, suite.codeBytes)
  if (!isSame(code, datagram.subarray(codeStart))) return null
  const payload = decrypted(keys.secrecyKey, packet.payload)
  return payload === null ? null : { ...packet, payload }
}
