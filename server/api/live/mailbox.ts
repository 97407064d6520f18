/** Hands things over in order. A reader who lets too many pile up has lagged: nothing more is kept for it. */
export class Mailbox<T> {
  readonly #mostWaiting: number
  readonly #waiting: T[] = []
  #wake: (() => void) | null = null
  #lagged = false

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting
  }

  get lagged(): boolean {
    return this.#lagged
  }

  put(thing: T): void {
    if (this.#lagged) return
    this.#waiting.push(thing)
    if (this.#waiting.length > this.#mostWaiting) {
      this.#lagged = true
      this.#waiting.length = 0
    }
    this.#wake?.()
  }

  /** All that waits; when nothing does, what comes within `waitMs`, else nothing. */
  async take(waitMs: number, signal: AbortSignal): Promise<readonly T[]> {
    if (this.#waiting.length === 0 && !this.#lagged && !signal.aborted) await this.#arrival(waitMs, signal)
    return this.#waiting.splice(0)
  }

  #arrival(waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        this.#wake = null
        done()
      }
      const timer = setTimeout(wake, waitMs)
      signal.addEventListener('abort', wake, { once: true })
      this.#wake = wake
    })
  }
}
