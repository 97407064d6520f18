import { randomBytes } from 'node:crypto'
import { type CipherSuite, hmac, isSame, type SessionKeys, sessionKeys } from './cipher-suite'
import { type DatagramLine, PATIENTLY_MS } from './datagram-line'
import { CallFailed } from '../../protocols/call-failed'
import { isSuiteRefused, openingRefused, otherAlgorithms, wrongKg, wrongPassword } from './failures'
import { PAYLOAD, plainPacket, readPacket } from './packet'

/** Who signs in, as the handshake wants it. */
export interface Account {
  readonly user: string
  readonly password: Buffer
  /** The BMC's own key; null: it has none. */
  readonly kg: Buffer | null
  readonly privilege: number
}

export interface OpenSession {
  readonly suite: CipherSuite
  readonly keys: SessionKeys
  /** The BMC's own number of this session: what packets to it bear. */
  readonly bmcSessionId: number
  readonly consoleSessionId: number
}

const RANDOM_BYTES = 16
/** With this the user is looked up by name and not by privilege level too. */
const BY_NAME = 0x10

const algorithm = (kind: number, number: number): Buffer => Buffer.from([kind, 0, 0, 8, number, 0, 0, 0])

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The payload of the answer with this tag; null: not it. Failures are shorter than answers. */
const payloadOf = (datagram: Buffer, type: number, tag: number): Buffer | null => {
  const packet = readPacket(datagram, null)
  if (packet === null || packet.payloadType !== type || packet.payload.length < 2) return null
  return packet.payload.readUInt8(0) === tag ? packet.payload : null
}

/** The BMC does not know these algorithms: another suite may do. */
class SuiteUnknown extends CallFailed {}

interface Asking {
  readonly bmc: string
  readonly line: DatagramLine
  readonly account: Account
  readonly signal: AbortSignal
}

interface Attempt extends Asking {
  readonly onAgain: () => void
}

const ask = async (asking: Attempt, type: number, payload: Buffer, leastBytes: number): Promise<Buffer> => {
  const { line, signal, bmc, account, onAgain } = asking
  const tag = payload.readUInt8(0)
  const read = (datagram: Buffer): Buffer | null => {
    const found = payloadOf(datagram, type + 1, tag)
    return found === null || (found.readUInt8(1) === 0 && found.length < leastBytes) ? null : found
  }
  const answer = await line.exchange(() => plainPacket(type, payload), read, { againAfterMs: PATIENTLY_MS, signal, onAgain })
  const status = answer.readUInt8(1)
  if (status === 0) return answer
  const failure = openingRefused(bmc, account.user, status)
  throw type === PAYLOAD.openRequest && isSuiteRefused(status) ? new SuiteUnknown(failure.failure) : failure
}

const openWith = async (asking: Attempt, suite: CipherSuite): Promise<{ bmcSessionId: number; consoleSessionId: number }> => {
  const { account, bmc } = asking
  const consoleSessionId = randomBytes(4).readUInt32LE() | 1
  const wanted = Buffer.concat([
    algorithm(0, suite.authentication),
    algorithm(1, suite.integrity),
    algorithm(2, suite.confidentiality),
  ])
  const consoleId = uint32(consoleSessionId >>> 0)
  const request = Buffer.concat([Buffer.from([randomTag(), account.privilege, 0, 0]), consoleId, wanted])
  const answer = await ask(asking, PAYLOAD.openRequest, request, 36)
  const agreed = [12, 20, 28].every((at) => answer.readUInt8(at + 4) === wanted.readUInt8(at - 8))
  if (!agreed || !answer.subarray(4, 8).equals(consoleId)) throw otherAlgorithms(bmc)
  return { bmcSessionId: answer.readUInt32LE(8), consoleSessionId: consoleSessionId >>> 0 }
}

const randomTag = (): number => randomBytes(1).readUInt8()

/** RAKP messages 1 to 4 (IPMI 2.0, 13.20–13.23): both sides prove that they know the password, and nobody sends it. */
const signInWith = async (asking: Attempt, suite: CipherSuite): Promise<OpenSession> => {
  const { account, bmc } = asking
  const { bmcSessionId, consoleSessionId } = await openWith(asking, suite)
  const [bmcId, consoleId] = [uint32(bmcSessionId), uint32(consoleSessionId)]
  const consoleRandom = randomBytes(RANDOM_BYTES)
  const user = Buffer.from(account.user)
  const role = account.privilege | BY_NAME
  const who = Buffer.concat([Buffer.from([role, user.length]), user])
  const keyBytes = suite.hash === 'sha1' ? 20 : 32

  const first = Buffer.concat([
    Buffer.from([randomTag(), 0, 0, 0]),
    bmcId,
    consoleRandom,
    Buffer.from([role, 0, 0, user.length]),
    user,
  ])
  const second = await ask(asking, PAYLOAD.rakp1, first, 40 + keyBytes)
  const [bmcRandom, guid, proof] = [second.subarray(8, 24), second.subarray(24, 40), second.subarray(40, 40 + keyBytes)]
  const expected = hmac(suite, account.password, consoleId, bmcId, consoleRandom, bmcRandom, guid, who)
  if (!isSame(expected, proof)) throw wrongPassword(bmc, account.user)

  const ownProof = hmac(suite, account.password, bmcRandom, consoleId, who)
  const third = Buffer.concat([Buffer.from([randomTag(), 0, 0, 0]), bmcId, ownProof])
  const fourth = await ask(asking, PAYLOAD.rakp3, third, 8 + suite.codeBytes)
  const sessionKey = hmac(suite, account.kg ?? account.password, consoleRandom, bmcRandom, who)
  const sealed = hmac(suite, sessionKey, consoleRandom, bmcId, guid).subarray(0, suite.codeBytes)
  if (!isSame(sealed, fourth.subarray(8, 8 + suite.codeBytes))) throw wrongKg(bmc)
  return { suite, keys: sessionKeys(suite, sessionKey), bmcSessionId, consoleSessionId }
}

/** A message that was sent twice makes a BMC forget what it answered the first time: then the end of it says nothing. */
const signInClearly = async (asking: Asking, suite: CipherSuite): Promise<OpenSession> => {
  let repeated = false
  try {
    return await signInWith({ ...asking, onAgain: () => (repeated = true) }, suite)
  } catch (error) {
    if (!repeated || !(error instanceof CallFailed) || error instanceof SuiteUnknown || asking.signal.aborted) throw error
    return signInWith({ ...asking, onAgain: () => undefined }, suite)
  }
}

/** Signs in with the first of these suites that the BMC knows. */
export const signIn = async (asking: Asking, suites: readonly CipherSuite[]): Promise<OpenSession> => {
  const [suite, ...others] = suites
  if (suite === undefined) throw new Error('no cipher suite to ask for')
  try {
    return await signInClearly(asking, suite)
  } catch (error) {
    if (error instanceof SuiteUnknown && others.length > 0) return signIn(asking, others)
    throw error
  }
}
