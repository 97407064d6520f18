import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import timersPromises from 'node:timers/promises'
import { randomFrom } from '../fuzz/random'

type Work = () => void

/** What `setTimeout` gives back. Nothing keeps the process alive here, so `ref` and `unref` mean nothing. */
class VirtualTimer {
  atMs: number
  readonly everyMs: number | null
  readonly work: Work
  readonly #time: VirtualTime

  constructor(time: VirtualTime, atMs: number, everyMs: number | null, work: Work) {
    this.#time = time
    this.atMs = atMs
    this.everyMs = everyMs
    this.work = work
  }

  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  hasRef(): boolean {
    return true
  }
  close(): this {
    this.#time.cancel(this)
    return this
  }
  [Symbol.toPrimitive](): number {
    return this.atMs
  }
}

const realImmediate = globalThis.setImmediate
const nextRound = (): Promise<void> => new Promise((done) => void realImmediate(done))
/** One round may only begin what the next one ends. */
const QUIET_ROUNDS = 2

/**
 * The process's clock, timers and random ids, by hand: time stands still while anything is being worked at, and then goes on to the
 * next timer at once. What is real is only what needs no time: promises, immediates, the database.
 */
export class VirtualTime {
  nowMs: number
  /** In the order in which they are due; of those that are due together, in that in which they were set. */
  #timers: VirtualTimer[] = []
  #immediates = 0
  /** Real work that is under way, which time waits for. */
  #working = 0
  #uninstall: Work = () => undefined

  constructor(nowMs: number) {
    this.nowMs = nowMs
  }

  /** `seed`: of the ids that are drawn from now on. */
  install(seed: number): void {
    const before = {
      setTimeout: globalThis.setTimeout,
      clearTimeout: globalThis.clearTimeout,
      setInterval: globalThis.setInterval,
      clearInterval: globalThis.clearInterval,
      setImmediate: globalThis.setImmediate,
      dateNow: Date.now,
      performanceNow: performance.now.bind(performance),
      pause: timersPromises.setTimeout,
      otherTasks: timersPromises.setImmediate,
      randomUUID: crypto.randomUUID.bind(crypto),
    }
    const random = randomFrom(seed)
    const cancel = (timer: unknown): void => (timer instanceof VirtualTimer ? this.cancel(timer) : undefined)
    const set = (work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => this.#set(() => work(...given), ms, null)
    const repeat = (work: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => this.#set(() => work(...given), ms, ms)
    const immediate = (work: (...given: unknown[]) => void, ...given: unknown[]) => {
      this.#immediates += 1
      return realImmediate(() => {
        this.#immediates -= 1
        work(...given)
      })
    }
    const hex = (digits: number) => Array.from({ length: digits }, () => random.below(16).toString(16)).join('')
    Object.assign(globalThis, {
      setTimeout: set,
      setInterval: repeat,
      clearTimeout: cancel,
      clearInterval: cancel,
      setImmediate: immediate,
    })
    Object.assign(Date, { now: () => this.nowMs })
    Object.assign(performance, { now: () => this.nowMs })
    Object.assign(timersPromises, {
      setTimeout: (ms: number, value?: unknown) => new Promise((done) => void this.#set(() => done(value), ms, null)),
      setImmediate: (value?: unknown) => new Promise((done) => void immediate(() => done(value))),
    })
    Object.assign(crypto, { randomUUID: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}` })
    syncBuiltinESMExports()
    this.#uninstall = () => {
      const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = before
      Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate })
      Object.assign(Date, { now: before.dateNow })
      Object.assign(performance, { now: before.performanceNow })
      Object.assign(timersPromises, { setTimeout: before.pause, setImmediate: before.otherTasks })
      Object.assign(crypto, { randomUUID: before.randomUUID })
      syncBuiltinESMExports()
    }
  }

  uninstall(): void {
    this.dropAll()
    this.#uninstall()
  }

  /** As if the process that set them had been killed. */
  dropAll(): void {
    this.#timers = []
  }

  cancel(timer: VirtualTimer): void {
    const at = this.#timers.indexOf(timer)
    if (at !== -1) this.#timers.splice(at, 1)
  }

  /** Time stands still until it ends. */
  async working<T>(work: () => Promise<T>): Promise<T> {
    this.#working += 1
    try {
      return await work()
    } finally {
      this.#working -= 1
    }
  }

  /** Lets time pass: every timer that falls due is run, and all that follows from it is awaited before time goes on. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms
    await this.#settled()
    for (;;) {
      const next = this.#timers[0]
      if (next === undefined || next.atMs > untilMs) break
      this.nowMs = Math.max(this.nowMs, next.atMs)
      while (this.#timers[0] !== undefined && this.#timers[0].atMs <= this.nowMs) this.#fire(this.#timers[0])
      await this.#settled()
    }
    this.nowMs = untilMs
  }

  #fire(timer: VirtualTimer): void {
    this.#timers.shift()
    if (timer.everyMs !== null) {
      timer.atMs = this.nowMs + Math.max(1, timer.everyMs)
      this.#insert(timer)
    }
    timer.work()
  }

  #set(work: Work, ms: number, everyMs: number | null): VirtualTimer {
    const timer = new VirtualTimer(this, this.nowMs + Math.max(1, Math.trunc(ms) || 0), everyMs, work)
    this.#insert(timer)
    return timer
  }

  #insert(timer: VirtualTimer): void {
    let at = this.#timers.length
    while (at > 0 && (this.#timers[at - 1]?.atMs ?? 0) > timer.atMs) at -= 1
    this.#timers.splice(at, 0, timer)
  }

  async #settled(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_ROUNDS;) {
      await nextRound()
      quiet = this.#immediates === 0 && this.#working === 0 ? quiet + 1 : 0
    }
  }
}
