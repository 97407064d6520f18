import { type CallOptions, type DriverFailure, type DriverResult, ok, unreachable } from '../../ports'
import type { SnmpWrite } from './commands'
import { countMalformed } from './datagram-count'
import { failureOf, garbageAnswer, isStaleEngine, silence, troubleOf } from './failure'
import {
  openRawSession,
  type RawCallback,
  type RawSession,
  type RawVarbind,
  type SnmpEndpoint,
  type SnmpSecret,
} from './raw-session'
import type { SnmpAnswers } from './snmp-answers'
import type { DeviceValue } from '../text-value'
import { LayeredAnswers } from './layered-answers'
import { type Chunk, newChunk, Repeater } from './repeater'
import { valueOf } from './value'
import { rawWrite, unansweredWrite, writeFailure } from './write'

type Reply =
  { readonly kind: 'ok'; readonly varbinds: readonly RawVarbind[] } | { readonly kind: 'error'; readonly error: unknown }
type Ask = (raw: RawSession, callback: RawCallback) => void

/** Old cards refuse or drop big requests. */
const objectsPerRequest = 20
/** Objects found missing, and steady ones, are left out of about so many reads; not of the same ones in every session. */
const restedReads = (): number => 25 + Math.floor(Math.random() * 10)
/** The library's own socket is let go when it was of no use for so many reads. */
const readsUntilDropped = 5
const mostChunksKnown = 40
const mostPlansKnown = 4

const requestFailed = 'RequestFailedError'
const noSuchName = 2
/** tooBig, genErr, and v1's noSuchName concern single objects: the others still answer when asked apart. */
const splittable = new Set([1, 2, 5])

const timedOut = (why: string): Error => Object.assign(new Error(why), { name: 'RequestTimedOutError' })

const isVarbind = (given: unknown): given is RawVarbind => typeof given === 'object' && given !== null && 'oid' in given

/**
 * `essential` objects are asked for every time, even after they were missing; `steady` ones once a minute, for only a technician
 * changes them.
 */
export interface Habits {
  readonly essential: ReadonlySet<string>
  readonly steady: ReadonlySet<string>
}

const NO_HABITS: Habits = { essential: new Set(), steady: new Set() }

const sameTexts = (one: readonly string[], other: readonly string[]): boolean =>
  one === other || (one.length === other.length && one.every((text, index) => text === other[index]))

type Values = ReadonlyMap<string, DeviceValue>
/** The very same values as long as the agent repeats itself. */
interface Heard {
  readonly values: Values
}
type Outcome = DriverFailure | Heard
const isHeard = (outcome: Outcome): outcome is Heard => 'values' in outcome

/** The first goes alone: it finds a dead address, and synchronises a v3 engine, once instead of in parallel. */
const firstThenOthers = async (
  chunks: readonly Chunk[],
  read: (chunk: Chunk) => Promise<Outcome>,
): Promise<readonly Outcome[]> => {
  const [first, ...others] = chunks
  if (first === undefined) return []
  const outcome = await read(first)
  return isHeard(outcome) ? [outcome, ...(await Promise.all(others.map(read)))] : [outcome]
}

/** What the next reads of the same objects ask for. */
interface Plan {
  readonly oids: readonly string[]
  readonly chunks: readonly Chunk[]
  readonly untilRead: number
  /** Every object, with the value of those that are not asked for. */
  readonly rested: ReadonlyMap<string, DeviceValue>
  /** The values of all objects, and what each chunk had said; null: not read yet. */
  told: { readonly heard: readonly Values[]; readonly answers: SnmpAnswers } | null
}

/**
 * One agent over SNMP v1, v2c or v3. Every call keeps its own deadline, whatever the library does, and nothing that an
 * agent sends can throw. Not for concurrent reads by several callers.
 */
export class SnmpSession {
  private raw: RawSession | null = null
  private rawUsedAtRead = 0
  private closed = false
  private garbageSeen = false
  /** The library had an answer to some question. */
  private heard = false
  private reads = 0
  private readonly restedReads = restedReads()
  /** Objects that are not asked for now: their value, and since which read. */
  private readonly rested = new Map<string, { readonly value: DeviceValue; readonly sinceRead: number }>()
  private readonly chunks = new Map<string, Chunk>()
  /** For each question that is asked in turns, the newest last. */
  private plans: readonly Plan[] = []
  private readonly repeater: Repeater | null

  constructor(
    private readonly endpoint: SnmpEndpoint,
    private readonly secret: SnmpSecret,
  ) {
    this.repeater = secret.kind === 'snmp-community' ? new Repeater(endpoint, secret) : null
  }

  /** Reads the objects; what the agent lacks is null. The very same answers come back while the agent repeats itself. */
  async get(oids: readonly string[], options: CallOptions, habits: Habits = NO_HABITS): Promise<DriverResult<SnmpAnswers>> {
    const endsAt = performance.now() + options.deadlineMs
    this.garbageSeen = false
    this.reads += 1
    const plan = this.planFor(oids)
    const read = (chunk: Chunk) => this.readChunk(chunk, endsAt, options, habits)
    const outcomes = await firstThenOthers(plan.chunks, read)
    const heard: Values[] = []
    for (const outcome of outcomes)
      if (isHeard(outcome)) heard.push(outcome.values)
      else {
        this.askSteadyAgain()
        return outcome
      }
    if (this.repeater !== null && this.reads - this.rawUsedAtRead > readsUntilDropped) this.drop()
    // Held against what these answers were made of: another question may have heard of a change before.
    if (plan.told === null || heard.some((values, place) => values !== plan.told?.heard[place]))
      plan.told = { heard, answers: new LayeredAnswers([...heard, plan.rested]) }
    return ok(plan.told.answers)
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

  /** Writes one object, once: it is never sent again by itself. `unknown`: no answer came, it may have been done (A1). */
  async set(write: SnmpWrite, options: CallOptions): Promise<DriverResult<null>> {
    const endsAt = performance.now() + options.deadlineMs
    const reply = await this.ask(endsAt, options, (raw, callback) => {
      raw.retries = 0
      raw.timeout = Math.max(1, endsAt - performance.now())
      raw.set([rawWrite(write)], callback)
    })
    if (reply.kind === 'ok') return ok(null)
    const { name, status } = troubleOf(reply.error)
    if (name === requestFailed && status !== null) return writeFailure(write, status, this.endpoint, this.secret)
    const failure = this.failure(reply.error, options)
    return name === 'RequestTimedOutError' || this.garbageSeen ? unansweredWrite(write, failure.message) : failure
  }

  close(): void {
    this.closed = true
    this.repeater?.close()
    this.drop()
  }

  private get isV1(): boolean {
    return this.secret.kind === 'snmp-community' && this.secret.version === '1'
  }

  private planFor(oids: readonly string[]): Plan {
    const known = this.plans.find((plan) => sameTexts(plan.oids, oids))
    if (known !== undefined && this.reads < known.untilRead) return known
    let untilRead = Number.POSITIVE_INFINITY
    const wanted = oids.filter((oid) => {
      const sinceRead = this.rested.get(oid)?.sinceRead
      if (sinceRead === undefined || this.reads - sinceRead >= this.restedReads) return true
      untilRead = Math.min(untilRead, sinceRead + this.restedReads)
      return false
    })
    const chunks: Chunk[] = []
    for (let start = 0; start < wanted.length; start += objectsPerRequest)
      chunks.push(this.chunkOf(wanted.slice(start, start + objectsPerRequest)))
    const rested = new Map(oids.map((oid) => [oid, this.rested.get(oid)?.value ?? null]))
    const plan: Plan = { oids, chunks, untilRead, rested, told: null }
    this.plans = [...this.plans.filter((other) => other !== known).slice(1 - mostPlansKnown), plan]
    return plan
  }

  private chunkOf(oids: readonly string[]): Chunk {
    const key = oids.join()
    if (this.chunks.size > mostChunksKnown) this.chunks.clear()
    const chunk = this.chunks.get(key) ?? newChunk(oids, this.heard)
    this.chunks.set(key, chunk)
    return chunk
  }

  /** Behind an address that was silent there may be another device now. */
  private askSteadyAgain(): void {
    for (const [oid, { value }] of [...this.rested]) if (value !== null) this.rested.delete(oid)
    this.plans = []
  }

  private async readChunk(chunk: Chunk, endsAt: number, options: CallOptions, habits: Habits): Promise<Outcome> {
    const { before } = chunk
    const answer = (await this.repeater?.ask(chunk, endsAt, options)) ?? null
    if (answer === 'silent') return this.failure(timedOut('deadline'), options)
    if (answer !== null) {
      const same = answer === before
      // What is asked for changes only when something is missing, or steady.
      if (!chunk.settled || (!same && !answer.complete)) this.learn(chunk, answer.values, habits)
      return { values: answer.values }
    }
    const values = new Map<string, DeviceValue>()
    const failure = await this.readByLibrary(chunk.oids, endsAt, options, values)
    if (failure !== null) return failure
    this.heard = true
    chunk.heard = true
    this.learn(chunk, values, habits)
    return { values }
  }

  private async readByLibrary(
    oids: readonly string[],
    endsAt: number,
    options: CallOptions,
    values: Map<string, DeviceValue>,
  ): Promise<DriverFailure | null> {
    const reply = await this.ask(endsAt, options, (raw, callback) => raw.get([...oids], callback))
    if (reply.kind === 'ok') {
      for (const varbind of reply.varbinds) if (oids.includes(varbind.oid)) values.set(varbind.oid, valueOf(varbind))
      return null
    }
    const { name, status, message } = troubleOf(reply.error)
    if (name !== requestFailed || status === null || !splittable.has(status)) return this.failure(reply.error, options)
    const [only] = oids
    if (only === undefined || oids.length === 1) {
      if (only !== undefined && status === noSuchName) values.set(only, null)
      return null
    }
    // SNMP v1 fails the whole request for one missing object and names it: go on without it, in halves, since more may be missing.
    const missing = oids.find((oid) => message.endsWith(`: ${oid}`)) ?? null
    if (missing !== null && status === noSuchName) values.set(missing, null)
    const rest = status === noSuchName ? oids.filter((oid) => oid !== missing) : oids
    const middle = Math.ceil(rest.length / 2)
    const halves = [rest.slice(0, middle), rest.slice(middle)].filter((half) => half.length > 0)
    const failures = await Promise.all(halves.map((half) => this.readByLibrary(half, endsAt, options, values)))
    return failures.find((one) => one !== null) ?? null
  }

  /** Which of these objects need not be asked for in the next reads. */
  private learn(chunk: Chunk, values: ReadonlyMap<string, DeviceValue>, { essential, steady }: Habits): void {
    const { plans } = this
    for (const [oid, value] of values)
      if (value === null ? !essential.has(oid) : steady.has(oid)) {
        this.rested.set(oid, { value, sinceRead: this.reads })
        this.plans = []
      } else if (this.rested.delete(oid)) this.plans = []
    chunk.settled = plans.length > 0 && this.plans === plans
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
      let turn: NodeJS.Immediate | undefined
      const settle = (reply: Reply) => {
        if (timer !== null) clearTimeout(timer)
        clearImmediate(turn)
        signal?.removeEventListener('abort', onAbort)
        done(reply)
      }
      const timeOut = (why: string) => settle({ kind: 'error', error: timedOut(why) })
      const onAbort = () => timeOut('aborted')
      if (signal?.aborted === true) return onAbort()
      signal?.addEventListener('abort', onAbort, { once: true })
      // What has arrived is read first: a process that was busy must not take its agents for silent.
      timer = setTimeout(() => (turn = setImmediate(() => timeOut('deadline'))), leftMs)
      try {
        const raw = this.open()
        // Three datagrams; the library gives up a little after this call.
        raw.timeout = Math.max(100, Math.min(leftMs, deadlineMs) / 2.7)
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
    this.rawUsedAtRead = this.reads
    this.raw ??= openRawSession(this.endpoint, this.secret, {
      garbage: () => {
        this.garbageSeen = true
        countMalformed(this.endpoint.host)
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
