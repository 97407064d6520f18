import type { Logger } from 'pino'
import type { DeviceId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import { TRAP_STATE_KEY, type TrapState } from '../../domain/trap-state'
import { malformedAnswers } from '../../drivers/ups-protocols/snmp/datagram-count'
import { AUTHENTICATION_FAILURE, type Notification } from '../../drivers/ups-protocols/snmp/notification'
import { TrapDecoder } from '../../drivers/ups-protocols/snmp/trap-decoder'
import { openTrapSocket, plainAddress, type TrapSocket, type TrapSource } from '../../drivers/ups-protocols/snmp/trap-socket'
import { trapNames } from '../../drivers/ups/trap-names'
import type { Store } from '../../store/store'
import { RateLimit } from './rate-limit'
import { type KnownDevice, type Resolve, SenderBook } from './sender-book'
import { TrapLedger } from './trap-ledger'
import { UnknownSenders } from './unknown-senders'

const LOOK_EVERY_MS = 1_000
const LISTEN_AGAIN_MS = 30_000
/** Entries of a storm are written together. */
const WRITE_AFTER_MS = 50
const ENOUGH_BUFFER_BYTES = 1024 * 1024
const SENDERS_SHOWN = 50

export interface TrapKeeperParts {
  readonly store: Store
  readonly log: Logger
  readonly now: () => number
  /** Null: it takes no traps. */
  readonly port: number | null
  readonly record: (drafts: readonly JournalDraft[]) => Promise<unknown>
  readonly devices: () => readonly KnownDevice[]
  /** True: a poll was arranged; false: one was to be made at once already. */
  readonly hurry: (id: DeviceId) => boolean
  /** Absent: DNS. */
  readonly resolve?: Resolve
}

const codeOf = (error: unknown): string => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null
  return typeof code === 'string' ? code : String(error)
}

const reasonOf = (port: number, error: unknown): string => {
  const code = codeOf(error)
  const remedy =
    code === 'EADDRINUSE'
      ? 'Another program (snmptrapd?) has this port: stop it, or set RIDETHROUGH_TRAP_PORT to another port and send the traps there.'
      : code === 'EACCES'
        ? 'Ports below 1024 need a privilege (CAP_NET_BIND_SERVICE): grant it, or set RIDETHROUGH_TRAP_PORT to a higher port and send the traps there.'
        : 'Set RIDETHROUGH_TRAP_PORT to a port that this machine has free.'
  return `SNMP traps are not received: UDP port ${port} cannot be opened (${code}). UPSs are polled all the same. ${remedy}`
}

/**
 * Takes SNMP traps and informs. A notification is a claim: it makes the next poll of its UPS happen now, and is kept as evidence.
 * What is believed and done is decided by what the poll reads.
 */
export class TrapKeeper {
  readonly #parts: TrapKeeperParts
  readonly #decoder = new TrapDecoder()
  readonly #book: SenderBook
  readonly #unknown = new UnknownSenders()
  readonly #ledger = new TrapLedger()
  readonly #newSenderLog = new RateLimit(10, 60_000)
  readonly #counts = {
    received: 0,
    fromDevices: 0,
    wrongCredential: 0,
    unknownSender: 0,
    malformed: 0,
    discovery: 0,
    polls: 0,
    notRecorded: 0,
  }
  #socket: TrapSocket | null = null
  #problem: string | null = null
  #triedAtMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> = Promise.resolve()
  #naming: Promise<void> | null = null
  #drafts: JournalDraft[] = []
  #writer: NodeJS.Timeout | null = null
  #told = ''
  #stopped = false

  constructor(parts: TrapKeeperParts) {
    this.#parts = parts
    this.#book = new SenderBook(parts.resolve)
  }

  get state(): Omit<TrapState, 'atMs'> {
    return {
      listeningAt: this.#socket?.at ?? null,
      problem: this.#problem,
      ...this.#counts,
      unknownSenders: [...this.#unknown.newest(SENDERS_SHOWN)],
      malformedAnswers: malformedAnswers(SENDERS_SHOWN),
    }
  }

  /** Takes the configured devices as they are now; the first time, begins to listen. */
  async reload(): Promise<void> {
    const devices = this.#parts.devices().filter(({ target }) => target.secret.kind !== 'nut-user')
    const ids = new Set(devices.map(({ id }) => id))
    this.#book.set(devices)
    this.#ledger.retain((id) => ids.has(id))
    this.#unknown.forget((address) => this.#book.devicesAt(address).length > 0)
    if (this.#timer !== null) return
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look())
    }, LOOK_EVERY_MS)
    await this.#look()
  }

  /** A poll has seen this device change. */
  edge(id: DeviceId): void {
    this.#ledger.edge(id, this.#parts.now())
  }

  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    if (this.#writer !== null) clearTimeout(this.#writer)
    await this.#socket?.close()
    await this.#looking
    await this.#write()
  }

  /** One datagram, whatever it is. */
  take(message: Buffer, from: TrapSource): void {
    this.#counts.received += 1
    const nowMs = this.#parts.now()
    const address = plainAddress(from.address).toLowerCase()
    const senders = this.#book.devicesAt(address)
    if (senders.length === 0) {
      this.#takeFromUnknown(message, address, nowMs)
      return
    }
    const decoded = this.#decoder.decode(message, this.#book.credentials, nowMs)
    switch (decoded.kind) {
      case 'malformed':
        this.#counts.malformed += 1
        return
      case 'wrong-credential':
        this.#counts.wrongCredential += 1
        return
      case 'discovery':
        this.#counts.discovery += 1
        break
      case 'notification':
        this.#heed(decoded.notification, senders, address, nowMs)
        break
    }
    for (const reply of decoded.replies) this.#socket?.reply(reply, from)
  }

  /** A relay hands on what a device told it, and names the device. */
  #takeFromUnknown(message: Buffer, address: string, nowMs: number): void {
    const claim = this.#decoder.claim(message)
    const about = claim?.about ?? null
    if (claim !== null && about !== null && this.#book.devicesAt(about).length > 0) {
      const decoded = this.#decoder.decode(message, this.#book.credentials, nowMs)
      if (decoded.kind === 'notification') this.#heed(claim, [], address, nowMs)
      else this.#counts.wrongCredential += 1
      return
    }
    this.#counts.unknownSender += 1
    const isNew = this.#unknown.heard(address, claim?.oid ?? null, nowMs)
    if (isNew && this.#newSenderLog.allows(nowMs))
      this.#parts.log.info({ address, oid: claim?.oid ?? null }, 'traps come from an address that is no configured device')
  }

  #heed(notification: Notification, senders: readonly KnownDevice[], address: string, nowMs: number): void {
    this.#counts.fromDevices += 1
    const { oid, about } = notification
    const others = about === null || about === address ? [] : this.#book.devicesAt(about)
    // Asking an agent that complains of a wrong community would make it complain again.
    if (oid === AUTHENTICATION_FAILURE) return
    for (const device of new Set([...senders, ...others])) {
      if (this.#parts.hurry(device.id)) this.#counts.polls += 1
      const entry = this.#ledger.enter(device.id, oid, nowMs)
      if (entry === null) this.#counts.notRecorded += 1
      else this.#draft(device, notification, address, entry.unrecorded, nowMs)
    }
  }

  #draft(device: KnownDevice, { oid, about }: Notification, address: string, unrecorded: number, nowMs: number): void {
    const known = trapNames.get(oid)
    this.#drafts.push({
      atMs: nowMs,
      kind: 'power.trap',
      actor: device.name,
      channel: 'device',
      object: { kind: 'device', id: device.id, name: device.name },
      message: `${device.name}: trap ${known?.name ?? oid} from ${address}: polled at once`,
      data: { oid, name: known?.name ?? null, meaning: known?.meaning ?? 'other', from: address, about, unrecorded },
    })
    this.#writer ??= setTimeout(() => {
      this.#writer = null
      void this.#write()
    }, WRITE_AFTER_MS)
  }

  async #write(): Promise<void> {
    const drafts = this.#drafts
    this.#drafts = []
    if (drafts.length > 0) await this.#parts.record(drafts)
  }

  async #look(): Promise<void> {
    const nowMs = this.#parts.now()
    try {
      if (this.#parts.port !== null) this.#naming ??= this.#book.resolveNames(nowMs).finally(() => (this.#naming = null))
      if (this.#socket === null && nowMs - this.#triedAtMs >= LISTEN_AGAIN_MS) await this.#listen(nowMs)
      await this.#tell(nowMs)
    } catch (error) {
      this.#told = ''
      this.#parts.log.warn({ err: error }, 'the state of the trap receiver could not be told')
    }
  }

  async #listen(nowMs: number): Promise<void> {
    const { port, log } = this.#parts
    if (port === null || this.#stopped) return
    this.#triedAtMs = nowMs
    try {
      const socket = await openTrapSocket(
        port,
        (message, from) => this.take(message, from),
        (error) => {
          log.error({ err: error }, 'the socket for SNMP traps broke; it is opened again')
          this.#socket = null
        },
      )
      const { at, receiveBufferBytes } = socket
      this.#socket = socket
      this.#problem =
        receiveBufferBytes !== null && receiveBufferBytes < ENOUGH_BUFFER_BYTES
          ? `The kernel keeps only ${Math.round(receiveBufferBytes / 1024)} KiB of traps that wait: a storm may lose some. Raise net.core.rmem_max to 4194304.`
          : null
      log.info({ at, receiveBufferBytes }, 'SNMP traps are received')
      if (this.#problem !== null) log.info(this.#problem)
    } catch (error) {
      const problem = reasonOf(port, error)
      if (problem !== this.#problem) log.warn(problem)
      this.#problem = problem
    }
  }

  async #tell(nowMs: number): Promise<void> {
    const { state } = this
    const words = JSON.stringify(state)
    if (words === this.#told) return
    this.#told = words
    const { unknownSenders, malformedAnswers: answers, ...rest } = state
    await this.#parts.store.write((tx) =>
      tx.settings.set(TRAP_STATE_KEY, {
        ...rest,
        unknownSenders: unknownSenders.map((sender) => ({ ...sender })),
        malformedAnswers: answers.map((answer) => ({ ...answer })),
        atMs: nowMs,
      }),
    )
  }
}
