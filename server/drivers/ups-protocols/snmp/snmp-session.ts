import { type CallOptions, type DriverFailure, type DriverResult, ok, unreachable } from '../../ports'
import { failureOf, garbageAnswer, isStaleEngine, silence, troubleOf } from './failure'
import {
  openRawSession,
  type RawCallback,
  type RawSession,
  type RawVarbind,
  type SnmpEndpoint,
  type SnmpSecret,
} from './raw-session'
import type { DeviceValue } from '../text-value'
import { valueOf } from './value'

export type SnmpAnswers = ReadonlyMap<string, DeviceValue>

type Reply =
  { readonly kind: 'ok'; readonly varbinds: readonly RawVarbind[] } | { readonly kind: 'error'; readonly error: unknown }
type Ask = (raw: RawSession, callback: RawCallback) => void

/** Old cards refuse or drop big requests. */
const objectsPerRequest = 20
/** Objects found missing are left out of the next this many reads. */
const readsUntilAskedAgain = 30

const requestFailed = 'RequestFailedError'
const noSuchName = 2
/** tooBig, genErr, and v1's noSuchName concern single objects: the others still answer when asked apart. */
const splittable = new Set([1, 2, 5])

const isVarbind = (given: unknown): given is RawVarbind => typeof given === 'object' && given !== null && 'oid' in given

/**
 * One agent over SNMP v1, v2c or v3. Every call keeps its own deadline, whatever the library does, and nothing that an
 * agent sends can throw. Not for concurrent reads by several callers.
 */
export class SnmpSession {
  private raw: RawSession | null = null
  private closed = false
  private garbageSeen = false
  private reads = 0
  private readonly absentSince = new Map<string, number>()

  constructor(
    private readonly endpoint: SnmpEndpoint,
    private readonly secret: SnmpSecret,
  ) {}

  /** Reads the objects; what the agent lacks is null. `essential` ones are asked for every time, even after they were missing. */
  async get(
    oids: readonly string[],
    options: CallOptions,
    essential: ReadonlySet<string> = new Set(),
  ): Promise<DriverResult<SnmpAnswers>> {
    const endsAt = performance.now() + options.deadlineMs
    this.garbageSeen = false
    this.reads += 1
    const answers = new Map<string, DeviceValue>(oids.map((oid) => [oid, null]))
    const wanted = oids.filter((oid) => essential.has(oid) || !this.isKnownAbsent(oid))
    const chunks: string[][] = []
    for (let start = 0; start < wanted.length; start += objectsPerRequest)
      chunks.push(wanted.slice(start, start + objectsPerRequest))
    // The first goes alone: it finds a dead address, and synchronises a v3 engine, once instead of in parallel.
    const [first, ...others] = chunks
    if (first === undefined) return ok(answers)
    const failure = await this.readChunk(first, endsAt, options, answers)
    if (failure !== null) return failure
    const failures = await Promise.all(others.map((chunk) => this.readChunk(chunk, endsAt, options, answers)))
    return failures.find((one) => one !== null) ?? ok(answers)
  }

  /** Everything below `column`, at most `limit` objects. */
  async walk(column: string, limit: number, options: CallOptions): Promise<DriverResult<SnmpAnswers>> {
    const endsAt = performance.now() + options.deadlineMs
    this.garbageSeen = false
    const found = new Map<string, DeviceValue>()
    let after = column
    while (found.size < limit) {
      const from = after
      const reply = await this.ask(endsAt, options, (raw, callback) =>
        this.isV1 ? raw.getNext([from], callback) : raw.getBulk([from], 0, Math.min(16, limit - found.size), callback),
      )
      if (reply.kind === 'error') {
        const ended = troubleOf(reply.error).status === noSuchName
        return ended ? ok(found) : this.failure(reply.error, options)
      }
      for (const varbind of reply.varbinds) {
        const value = valueOf(varbind)
        if (!varbind.oid.startsWith(`${column}.`) || found.has(varbind.oid) || value === null) return ok(found)
        found.set(varbind.oid, value)
        after = varbind.oid
      }
      if (after === from) break
    }
    return ok(found)
  }

  close(): void {
    this.closed = true
    this.drop()
  }

  private get isV1(): boolean {
    return this.secret.kind === 'snmp-community' && this.secret.version === '1'
  }

  private isKnownAbsent(oid: string): boolean {
    const since = this.absentSince.get(oid)
    return since !== undefined && this.reads - since < readsUntilAskedAgain
  }

  private async readChunk(
    oids: readonly string[],
    endsAt: number,
    options: CallOptions,
    answers: Map<string, DeviceValue>,
  ): Promise<DriverFailure | null> {
    const reply = await this.ask(endsAt, options, (raw, callback) => raw.get([...oids], callback))
    if (reply.kind === 'ok') {
      for (const varbind of reply.varbinds) this.keep(varbind, answers)
      return null
    }
    const { name, status, message } = troubleOf(reply.error)
    if (name !== requestFailed || status === null || !splittable.has(status)) return this.failure(reply.error, options)
    const [only] = oids
    if (only === undefined || oids.length === 1) {
      if (only !== undefined && status === noSuchName) this.absentSince.set(only, this.reads)
      return null
    }
    // SNMP v1 fails the whole request for one missing object and names it: go on without it, in halves, since more may be missing.
    const missing = oids.find((oid) => message.endsWith(`: ${oid}`)) ?? null
    if (missing !== null && status === noSuchName) this.absentSince.set(missing, this.reads)
    const rest = status === noSuchName ? oids.filter((oid) => oid !== missing) : oids
    const middle = Math.ceil(rest.length / 2)
    const halves = [rest.slice(0, middle), rest.slice(middle)].filter((half) => half.length > 0)
    const failures = await Promise.all(halves.map((half) => this.readChunk(half, endsAt, options, answers)))
    return failures.find((one) => one !== null) ?? null
  }

  private keep(varbind: RawVarbind, answers: Map<string, DeviceValue>): void {
    if (!answers.has(varbind.oid)) return
    const value = valueOf(varbind)
    answers.set(varbind.oid, value)
    if (value === null) this.absentSince.set(varbind.oid, this.reads)
    else this.absentSince.delete(varbind.oid)
  }

  /** One exchange; once more with a fresh session where the agent's v3 engine is not the one it was. */
  private async ask(endsAt: number, options: CallOptions, run: Ask): Promise<Reply> {
    const asked = this.raw
    const reply = await this.exchange(endsAt, options, run)
    if (reply.kind === 'ok' || !isStaleEngine(reply.error)) return reply
    if (this.raw === asked) this.drop()
    return this.exchange(endsAt, options, run)
  }

  private exchange(endsAt: number, { signal, deadlineMs }: CallOptions, run: Ask): Promise<Reply> {
    return new Promise((done) => {
      const leftMs = Math.max(1, endsAt - performance.now())
      let timer: NodeJS.Timeout | null = null
      const settle = (reply: Reply) => {
        if (timer !== null) clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        done(reply)
      }
      const timeOut = (why: string) =>
        settle({ kind: 'error', error: Object.assign(new Error(why), { name: 'RequestTimedOutError' }) })
      const onAbort = () => timeOut('aborted')
      if (signal?.aborted === true) return onAbort()
      signal?.addEventListener('abort', onAbort, { once: true })
      timer = setTimeout(() => timeOut('deadline'), leftMs)
      try {
        const raw = this.open()
        raw.timeout = Math.max(100, Math.min(leftMs, deadlineMs) / 3)
        run(raw, (error, varbinds) => {
          if (error !== null && error !== undefined) settle({ kind: 'error', error })
          else settle({ kind: 'ok', varbinds: (varbinds ?? []).flat().filter(isVarbind) })
        })
      } catch (error) {
        settle({ kind: 'error', error })
      }
    })
  }

  private open(): RawSession {
    if (this.closed) throw Object.assign(new Error('session closed'), { code: 'closed' })
    this.raw ??= openRawSession(this.endpoint, this.secret, {
      garbage: () => {
        this.garbageSeen = true
      },
      // A broken socket is of no more use: the next call opens another.
      socketError: () => this.drop(),
    })
    return this.raw
  }

  private drop(): void {
    const { raw } = this
    this.raw = null
    try {
      raw?.close()
    } catch {
      // It was closed already.
    }
  }

  private failure(error: unknown, { deadlineMs }: CallOptions): DriverFailure {
    if (this.closed) return unreachable(`The session with ${this.endpoint.host} was closed`, 'Ask again with a new session.')
    if (troubleOf(error).name !== 'RequestTimedOutError') return failureOf(error, this.endpoint, this.secret, deadlineMs)
    return this.garbageSeen ? garbageAnswer(this.endpoint) : silence(this.endpoint, this.secret, deadlineMs)
  }
}
