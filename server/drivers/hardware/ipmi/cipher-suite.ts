import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** How a session is authenticated, kept whole and kept secret (IPMI 2.0, 22.15.2): the two suites without known weaknesses in use. */
export interface CipherSuite {
  readonly id: 3 | 17
  /** Numbers of the algorithms, as the session is asked for with. */
  readonly authentication: number
  readonly integrity: number
  readonly confidentiality: number
  readonly hash: 'sha1' | 'sha256'
  /** Of the code that ends each packet, and the last message of the handshake. */
  readonly codeBytes: number
}

export const SUITE_3: CipherSuite = {
  id: 3,
  authentication: 0x01,
  integrity: 0x01,
  confidentiality: 0x01,
  hash: 'sha1',
  codeBytes: 12,
}

export const SUITE_17: CipherSuite = {
  id: 17,
  authentication: 0x03,
  integrity: 0x04,
  confidentiality: 0x01,
  hash: 'sha256',
  codeBytes: 16,
}

export const hmac = ({ hash }: CipherSuite, key: Buffer, ...parts: readonly Buffer[]): Buffer => {
  const code = createHmac(hash, key)
  for (const part of parts) code.update(part)
  return code.digest()
}

export const isSame = (left: Buffer, right: Buffer): boolean => left.length === right.length && timingSafeEqual(left, right)

/** Of one session: K1 ends packets, K2 hides what is in them (13.32). */
export interface SessionKeys {
  readonly integrityKey: Buffer
  readonly secrecyKey: Buffer
}

const CONSTANT_BYTES = 20

export const sessionKeys = (suite: CipherSuite, sessionKey: Buffer): SessionKeys => ({
  integrityKey: hmac(suite, sessionKey, Buffer.alloc(CONSTANT_BYTES, 0x01)),
  secrecyKey: hmac(suite, sessionKey, Buffer.alloc(CONSTANT_BYTES, 0x02)).subarray(0, AES_BYTES),
})

const AES_BYTES = 16

/** AES-CBC-128 with the padding 1, 2, 3 … and its length (13.29). */
export const encrypted = (key: Buffer, payload: Buffer): Buffer => {
  const padBytes = (AES_BYTES - ((payload.length + 1) % AES_BYTES)) % AES_BYTES
  const padding = Buffer.from([...Array.from({ length: padBytes }, (_, at) => at + 1), padBytes])
  const start = randomBytes(AES_BYTES)
  const cipher = createCipheriv('aes-128-cbc', key, start).setAutoPadding(false)
  return Buffer.concat([start, cipher.update(Buffer.concat([payload, padding])), cipher.final()])
}

/** Null: it was not made with this key. */
export const decrypted = (key: Buffer, payload: Buffer): Buffer | null => {
  if (payload.length < 2 * AES_BYTES || payload.length % AES_BYTES !== 0) return null
  const decipher = createDecipheriv('aes-128-cbc', key, payload.subarray(0, AES_BYTES)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(payload.subarray(AES_BYTES)), decipher.final()])
  const padBytes = plain.at(-1) ?? 0
  const end = plain.length - 1 - padBytes
  if (padBytes >= AES_BYTES || end < 0) return null
  return plain.subarray(end, -1).every((byte, at) => byte === at + 1) ? plain.subarray(0, end) : null
}
