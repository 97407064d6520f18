import { randomBytes } from 'node:crypto'
import { type CipherSuite, hmac, sessionKeys, SUITE_17, SUITE_3 } from '../../drivers/hardware/ipmi/cipher-suite'
import { PAYLOAD, plainPacket, type Seal } from '../../drivers/hardware/ipmi/packet'

export interface BmcAccount {
  readonly user: string
  readonly password: string
  readonly kg: Buffer | null
}

/** One session as the BMC sees it, from its opening on. */
export interface BmcSession {
  readonly id: number
  readonly consoleId: number
  readonly suite: CipherSuite
  readonly bmcRandom: Buffer
  consoleRandom: Buffer
  who: Buffer
  user: string
  seal: Seal | null
  sequence: number
}

const GUID = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(20)]).subarray(0, 20)
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The BMC's half of the handshake, after IPMI 2.0, 13.17–13.23. */
export class BmcSessions {
  readonly #account: BmcAccount
  readonly #suites: readonly number[]
  readonly #sessions = new Map<number, BmcSession>()

  constructor(account: BmcAccount, suites: readonly number[]) {
    this.#account = account
    this.#suites = suites
  }

  get count(): number {
    return this.#sessions.size
  }

  find(id: number): BmcSession | null {
    return this.#sessions.get(id) ?? null
  }

  close(id: number): void {
    this.#sessions.delete(id)
  }

  forgetAll(): void {
    this.#sessions.clear()
  }

  /** The answer to a message of the handshake; null: it is none. */
  answer(type: number, payload: Buffer): Buffer | null {
    if (type === PAYLOAD.openRequest) return this.#opened(payload)
    const session = payload.length >= 8 ? this.find(payload.readUInt32LE(4)) : null
    if (session === null) return null
    if (type === PAYLOAD.rakp1) return this.#challenged(session, payload)
    return type === PAYLOAD.rakp3 ? this.#sealed(session, payload) : null
  }

  #opened(payload: Buffer): Buffer {
    const suite = [SUITE_3, SUITE_17].find(
      (one) => one.authentication === payload[12] && one.integrity === payload[20] && this.#suites.includes(one.id),
    )
    const head = [payload[0] ?? 0, suite === undefined ? 0x11 : 0, 4, 0]
    if (suite === undefined) return plainPacket(PAYLOAD.openResponse, Buffer.concat([Buffer.from(head), payload.subarray(4, 8)]))
    const session: BmcSession = {
      id: randomBytes(3).readUIntLE(0, 3) + 1,
      consoleId: payload.readUInt32LE(4),
      suite,
      bmcRandom: randomBytes(16),
      consoleRandom: Buffer.alloc(16),
      who: Buffer.alloc(0),
      user: '',
      seal: null,
      sequence: 1,
    }
    this.#sessions.set(session.id, session)
    const parts = [Buffer.from(head), payload.subarray(4, 8), uint32(session.id), payload.subarray(8, 32)]
    return plainPacket(PAYLOAD.openResponse, Buffer.concat(parts))
  }

  #challenged(session: BmcSession, payload: Buffer): Buffer {
    session.consoleRandom = Buffer.from(payload.subarray(8, 24))
    const user = payload.subarray(28, 28 + (payload[27] ?? 0))
    session.user = user.toString()
    session.who = Buffer.concat([payload.subarray(24, 25), payload.subarray(27, 28), user])
    const status = session.user === this.#account.user ? 0 : 0x0d
    const head = Buffer.concat([Buffer.from([payload[0] ?? 0, status, 0, 0]), uint32(session.consoleId)])
    if (status !== 0) return plainPacket(PAYLOAD.rakp2, head)
    const ids = [uint32(session.consoleId), uint32(session.id)]
    const proof = hmac(session.suite, this.#password, ...ids, session.consoleRandom, session.bmcRandom, GUID, session.who)
    return plainPacket(PAYLOAD.rakp2, Buffer.concat([head, session.bmcRandom, GUID, proof]))
  }

  #sealed(session: BmcSession, payload: Buffer): Buffer {
    const { suite } = session
    const expected = hmac(suite, this.#password, session.bmcRandom, uint32(session.consoleId), session.who)
    const isRight = expected.equals(payload.subarray(8))
    const head = Buffer.concat([Buffer.from([payload[0] ?? 0, isRight ? 0 : 0x0f, 0, 0]), uint32(session.consoleId)])
    if (!isRight) return plainPacket(PAYLOAD.rakp4, head)
    const root = this.#account.kg === null ? this.#password : padded(this.#account.kg)
    const sessionKey = hmac(suite, root, session.consoleRandom, session.bmcRandom, session.who)
    session.seal = { suite, keys: sessionKeys(suite, sessionKey) }
    const code = hmac(suite, sessionKey, session.consoleRandom, uint32(session.id), GUID).subarray(0, suite.codeBytes)
    return plainPacket(PAYLOAD.rakp4, Buffer.concat([head, code]))
  }

  get #password(): Buffer {
    return padded(Buffer.from(this.#account.password))
  }
}
