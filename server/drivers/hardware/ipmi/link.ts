import { callDeadline } from '../../protocols/call-deadline'
import type { CallOptions } from '../../ports'
import type { CipherSuite } from './cipher-suite'
import { DatagramLine, LineBroken, QUICKLY_MS } from './datagram-line'
import { commandRefused, silence, silenceAfterAct, type Silence } from './failures'
import { type Account, type OpenSession, signIn } from './handshake'
import { type Answer, answerOf, type Command, requestMessage } from './message'
import { PAYLOAD, readPacket, sealedPacket } from './packet'

const NETFN_APP = 0x06
const SET_PRIVILEGE = 0x3b
const CLOSE_SESSION = 0x3c
/** What a call itself says of its end comes first, so long. */
const OWN_WORDS_WITHIN_MS = 500
const GOODBYE_WITHIN_MS = 1_500
/** BMCs forget sessions after 60 s without a word; a few are quicker. */
const BELIEVED_OPEN_MS = 45_000
/** A session that was open and says nothing for so long may be forgotten: signing in again will tell. */
const FORGOTTEN_AFTER_MS = 2_500
/** Answers that come twice, or out of order, within so many; older ones are somebody's recording (IPMI 2.0, 6.12.13). */
const WINDOW = 16

export interface LinkTarget {
  readonly host: string
  readonly port: number
  readonly account: Account
  readonly suites: readonly CipherSuite[]
}

/** `once`: it leaves this machine one time only, because twice would do harm. */
export interface Request extends Command {
  /** As in "cannot …", for people. */
  readonly doing: string
  readonly once?: boolean
}

interface Open {
  readonly line: DatagramLine
  readonly session: OpenSession
  /** Of the next packet, and of the newest that came. */
  sequence: number
  heard: number
  readonly seen: Set<number>
  messages: number
  usedAtMs: number
}

/** A signed-in conversation with one BMC: one command at a time, signed in when first needed and again when the BMC forgot. */
export class Link {
  readonly bmc: string
  readonly #target: LinkTarget
  #open: Open | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #unreadable = 0
  #closed = false

  constructor(target: LinkTarget) {
    this.#target = target
    this.bmc = `${target.host}:${target.port}`
  }

  /** Datagrams that were no answers, over the life of this link. */
  get unreadable(): number {
    return this.#unreadable + (this.#open?.line.unreadable ?? 0)
  }

  /** Of the session that is open; null: none is. */
  get suiteId(): CipherSuite['id'] | null {
    return this.#open?.session.suite.id ?? null
  }

  /** Several commands in a row, as one call with one deadline; other calls wait for their turn. */
  async call<T>(options: CallOptions, work: (run: (request: Request) => Promise<Buffer>) => Promise<T>): Promise<T> {
    const deadline = callDeadline(options)
    const { signal } = deadline
    const told = (code: string | null, unreadable: number): Silence => {
      return { bmc: this.bmc, deadlineMs: options.deadlineMs, unreadable, code, cancelled: deadline.ended() === 'cancelled' }
    }
    const turn = this.#queue.then(async () => {
      if (signal.aborted) throw silence(told(null, 0))
      return work(async (request) => {
        try {
          return await this.#send(request, signal)
        } catch (error) {
          if (!(error instanceof LineBroken)) throw error
          const what = told(error.code, error.unreadable)
          throw error instanceof ActUnanswered ? silenceAfterAct(what) : silence(what)
        }
      })
    })
    this.#queue = turn.catch(() => undefined)
    // A call that waits for its turn ends by its own deadline as well.
    const ended = new Promise<never>((_done, fail) => {
      const stop = () => fail(silence(told(null, 0)))
      if (signal.aborted) stop()
      // After whatever the work itself says of its end.
      signal.addEventListener('abort', () => setTimeout(stop, OWN_WORDS_WITHIN_MS), { once: true })
    })
    try {
      return await Promise.race([turn, ended])
    } finally {
      deadline.dispose()
    }
  }

  async #send(request: Request, signal: AbortSignal): Promise<Buffer> {
    for (let again = false; ; again = true) {
      const known = this.#open
      const open = await this.#opened(signal)
      const isFresh = open !== known
      const inTime = isFresh ? signal : AbortSignal.any([signal, AbortSignal.timeout(FORGOTTEN_AFTER_MS)])
      try {
        return this.#dataOf(request, await this.#exchange(open, request, request.once === true ? signal : inTime))
      } catch (error) {
        if (!(error instanceof LineBroken)) throw error
        this.#drop()
        if (request.once === true) throw new ActUnanswered(error.code, error.unreadable)
        // A restarted BMC has forgotten the session and says nothing: signing in again tells whether it is there at all.
        if (isFresh || again || signal.aborted) throw error
      }
    }
  }

  #dataOf({ doing }: Request, { completion, data }: Answer): Buffer {
    if (completion === 0) return data
    throw commandRefused(this.bmc, doing, completion)
  }

  async #opened(signal: AbortSignal): Promise<Open> {
    if (this.#closed) throw new LineBroken(null, 0)
    const known = this.#open
    if (known !== null && performance.now() - known.usedAtMs < BELIEVED_OPEN_MS) return known
    this.#drop()
    const { host, port, account, suites } = this.#target
    const line = await DatagramLine.open(host, port, signal)
    try {
      const session = await signIn({ bmc: this.bmc, line, account, signal }, suites)
      const open: Open = { line, session, sequence: 1, heard: 0, seen: new Set(), messages: 0, usedAtMs: performance.now() }
      const raise: Request = {
        netFn: NETFN_APP,
        command: SET_PRIVILEGE,
        data: Buffer.from([account.privilege]),
        doing: 'be used with this privilege level',
      }
      this.#dataOf(raise, await this.#exchange(open, raise, signal))
      this.#open = open
      return open
    } catch (error) {
      this.#unreadable += line.unreadable
      line.close()
      throw error
    }
  }

  #exchange(open: Open, request: Request, signal: AbortSignal): Promise<Answer> {
    const { line, session } = open
    // The same message number each time, so that a late answer to an earlier try serves too.
    const message = (open.messages = (open.messages + 1) % 64)
    const bytes = requestMessage(request, message)
    const next = () => {
      const packet = { payloadType: PAYLOAD.message, sessionId: session.bmcSessionId, sequence: open.sequence, payload: bytes }
      open.sequence += 1
      return sealedPacket(packet, session)
    }
    const read = (datagram: Buffer): Answer | null => {
      const packet = readPacket(datagram, session)
      if (packet === null || packet.payloadType !== PAYLOAD.message || packet.sessionId !== session.consoleSessionId) return null
      if (!isNew(open, packet.sequence)) return null
      const answer = answerOf(packet.payload, request, message)
      if (answer !== null) open.usedAtMs = performance.now()
      return answer
    }
    return line.exchange(next, read, { againAfterMs: request.once === true ? [] : QUICKLY_MS, signal })
  }

  #drop(): void {
    if (this.#open === null) return
    this.#unreadable += this.#open.line.unreadable
    this.#open.line.close()
    this.#open = null
  }

  /** Says goodbye, so that the BMC's few sessions are free again; a BMC that does not answer is left. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await Promise.race([this.#queue, new Promise((done) => setTimeout(done, GOODBYE_WITHIN_MS))])
    const open = this.#open
    if (open === null) return
    const data = Buffer.alloc(4)
    data.writeUInt32LE(open.session.bmcSessionId)
    const goodbye: Request = { netFn: NETFN_APP, command: CLOSE_SESSION, data, doing: 'close the session' }
    await this.#exchange(open, goodbye, AbortSignal.timeout(GOODBYE_WITHIN_MS)).catch(() => undefined)
    this.#drop()
  }
}

/** A command that must not be repeated left, and no answer came. */
class ActUnanswered extends LineBroken {}

/** An answer that was recorded and is played again is none: "off" of yesterday would be believed. */
const isNew = (open: Open, sequence: number): boolean => {
  if (sequence <= open.heard - WINDOW || open.seen.has(sequence)) return false
  open.seen.add(sequence)
  open.heard = Math.max(open.heard, sequence)
  for (const old of open.seen) if (old <= open.heard - WINDOW) open.seen.delete(old)
  return true
}
