import type { Logger } from 'pino'
import type { Clock } from './steady-clock'

/** On a large site the rounds are so far apart that other work gets so many times as long. */
const SHARE = 5
/** Waiting for the record may make a round long without keeping anybody from work. */
const LONGEST_ROUND_MS = 100

/** One round of considering the site at a time, and another when something changed meanwhile. */
export class Rounds {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #consider: () => Promise<void>
  #running: Promise<void> | null = null
  #again = false
  #endedAtMs = 0
  #tookMs = 0
  #soon: { readonly atMs: number; readonly timer: NodeJS.Timeout } | null = null
  #stopped = false

  constructor(clock: Clock, log: Logger, consider: () => Promise<void>) {
    this.#clock = clock
    this.#log = log
    this.#consider = consider
  }

  /** Something changed: consider now, and once more if it changes meanwhile. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running !== null) {
      this.#again = true
      return
    }
    this.#running = this.#round().finally(() => {
      this.#running = null
      if (this.#again) {
        this.#again = false
        this.wake()
      }
    })
  }

  /** At once, unless the site was considered just now: when mains fail for thousands, each answer would consider all of them. */
  wakeWithin(everyMs: number): void {
    const nowMs = this.#clock.now()
    const atMs = this.#endedAtMs + Math.max(everyMs, SHARE * this.#tookMs)
    if (atMs <= nowMs) return this.wake()
    if (this.#soon !== null && this.#soon.atMs <= atMs) return
    clearTimeout(this.#soon?.timer)
    const timer = setTimeout(() => {
      this.#soon = null
      this.wake()
    }, atMs - nowMs)
    this.#soon = { atMs, timer }
  }

  /** No further round begins; resolves when the one under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#soon?.timer)
    await this.#running
  }

  async #round(): Promise<void> {
    const beganAtMs = this.#clock.now()
    try {
      await this.#consider()
    } catch (error) {
      this.#log.error({ err: error }, 'considering the site failed; it is done again within a second')
    }
    this.#endedAtMs = this.#clock.now()
    this.#tookMs = Math.min(LONGEST_ROUND_MS, this.#endedAtMs - beganAtMs)
  }
}
