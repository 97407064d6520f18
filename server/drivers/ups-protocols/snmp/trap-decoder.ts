import { createReceiver } from 'net-snmp'
import { TAG } from './ber-cursor'
import { type Notification, notificationOf } from './notification'
import { isNotification, shapeOf } from './message-shape'
import { type SnmpSecret, v3User } from './raw-session'
import { type TrapEnvelope, trapEnvelope } from './trap-envelope'

type UserSecret = Extract<SnmpSecret, { kind: 'snmp-user' }>

/** Whose notifications are taken: those of the configured devices. */
export interface TrapCredentials {
  readonly communities: ReadonlySet<string>
  /** One name may have several keys: each device has its own. */
  readonly users: ReadonlyMap<string, readonly UserSecret[]>
}

export type DecodedTrap =
  | { readonly kind: 'notification'; readonly notification: Notification; readonly replies: readonly Buffer[] }
  /** A sender of v3 informs asks for this engine's id. */
  | { readonly kind: 'discovery'; readonly replies: readonly Buffer[] }
  | { readonly kind: 'wrong-credential' }
  | { readonly kind: 'malformed' }

interface Heard {
  readonly notification: Notification | null
  readonly replies: readonly Buffer[]
}
/** The library's types say "any". */
interface LibraryReceiver {
  getAuthorizer(): { addUser(user: object): void }
}
type Hear = (message: Buffer) => Heard

const NO_SOURCE = { address: '127.0.0.1', port: 162, family: 'IPv4', size: 0 }

/** The library's receiver on a socket that is none: one message in, what came of it out. */
const openReceiver = (user: UserSecret | null): Hear => {
  let replies: Buffer[] = []
  let pdu: unknown = null
  let deliver: (message: Buffer, from: object) => void = () => undefined
  const socket = {
    on: (event: string, listener: typeof deliver) => {
      if (event === 'message') deliver = listener
    },
    bind: () => undefined,
    send: (bytes: Buffer) => void replies.push(bytes),
  }
  const options = { port: 162, disableAuthorization: user === null, dgramModule: { createSocket: () => socket } }
  const take = (error: unknown, data: unknown) => {
    if (error === null || error === undefined) pdu = typeof data === 'object' && data !== null ? Reflect.get(data, 'pdu') : null
  }
  const create: (options: object, take: (error: unknown, data: unknown) => void) => LibraryReceiver = createReceiver
  const receiver = create(options, take)
  if (user !== null) receiver.getAuthorizer().addUser(v3User(user))
  return (message) => {
    replies = []
    pdu = null
    try {
      deliver(message, NO_SOURCE)
    } catch {
      return { notification: null, replies: [] }
    }
    return { notification: notificationOf(pdu), replies }
  }
}

const mostUsersTried = 8
/** Each new engine costs two key derivations, about 2 ms. */
const newEnginesPerSecond = 20
const mostEngines = 20_000

/** Takes notifications of SNMP v1, v2c and v3 apart, and words the acknowledgements of informs. Nothing that comes can throw. */
export class TrapDecoder {
  private readonly anyone = openReceiver(null)
  private readonly receivers = new Map<string, Hear>()
  private readonly engines = new Set<string>()
  private newEngines = { sinceMs: 0, count: 0 }

  /** `nowMs`: any clock that goes forward. */
  decode(message: Buffer, credentials: TrapCredentials, nowMs: number): DecodedTrap {
    const shape = shapeOf(message)
    const envelope = shape === null ? null : trapEnvelope(message)
    if (shape === null || envelope === null) return { kind: 'malformed' }
    const isOfNotifications = shape.pdu === null || isNotification(shape) || (shape.version === 3 && shape.pdu === TAG.get)
    if (!isOfNotifications) return { kind: 'malformed' }
    if (envelope.version === '3') return this.decodeV3(message, envelope, credentials, nowMs)
    if (!credentials.communities.has(envelope.community)) return { kind: 'wrong-credential' }
    const { notification, replies } = this.anyone(message)
    return notification === null ? { kind: 'malformed' } : { kind: 'notification', notification, replies }
  }

  /** What a sender that nobody knows claims; null: v3, or unreadable. Nobody's inform is acknowledged. */
  claim(message: Buffer): Notification | null {
    const shape = shapeOf(message)
    return shape === null || shape.version === 3 || !isNotification(shape) ? null : this.anyone(message).notification
  }

  private decodeV3(
    message: Buffer,
    { user, engineId }: Extract<TrapEnvelope, { version: '3' }>,
    { users }: TrapCredentials,
    nowMs: number,
  ): DecodedTrap {
    if (user === '') {
      const { replies } = this.anyone(message)
      return replies.length === 0 ? { kind: 'malformed' } : { kind: 'discovery', replies }
    }
    const candidates = users.get(user) ?? []
    if (candidates.length === 0 || !this.mayDerive(engineId, nowMs)) return { kind: 'wrong-credential' }
    for (const secret of candidates.slice(0, mostUsersTried)) {
      const { notification, replies } = this.receiverOf(secret)(message)
      if (notification !== null) return { kind: 'notification', notification, replies }
    }
    return { kind: 'wrong-credential' }
  }

  private receiverOf(secret: UserSecret): Hear {
    const key = JSON.stringify(secret)
    const known = this.receivers.get(key) ?? openReceiver(secret)
    if (this.receivers.size >= mostEngines) this.receivers.clear()
    this.receivers.set(key, known)
    return known
  }

  /** The library derives keys per engine and keeps them for ever: invented engines must cost neither time nor memory without end. */
  private mayDerive(engineId: string, nowMs: number): boolean {
    if (this.engines.has(engineId)) return true
    if (nowMs - this.newEngines.sinceMs >= 1_000) this.newEngines = { sinceMs: nowMs, count: 0 }
    if (this.newEngines.count >= newEnginesPerSecond || this.engines.size >= mostEngines) return false
    this.newEngines.count += 1
    this.engines.add(engineId)
    return true
  }
}
