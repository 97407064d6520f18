/** Failed tries are free up to `free`; each further one doubles the wait, up to `longestMs`. */
interface Rule {
  readonly free: number
  readonly longestMs: number
}

const FIRST_WAIT_MS = 5_000
const FORGET_AFTER_MS = 3_600_000
const MOST_KEYS = 20_000

/**
 * Slows guessing down. The pair is limited hardest; the address alone stops one guesser with many names; the name alone stops
 * many addresses, but briefly, so that nobody can lock an admin out during an outage.
 */
const RULES = {
  pair: { free: 5, longestMs: 900_000 },
  address: { free: 20, longestMs: 900_000 },
  name: { free: 20, longestMs: 30_000 },
} as const satisfies Record<string, Rule>

export class SignInLimit {
  readonly #tries = new Map<string, { count: number; lastMs: number }>()

  /** Milliseconds to wait, or 0: the try may go on and counts as failed until `succeeded` is called. */
  begin(name: string, address: string | null, nowMs: number): number {
    const keys = this.#keys(name, address)
    const waitMs = Math.max(...keys.map(([key, rule]) => this.#waitMs(key, rule, nowMs)))
    if (waitMs > 0) return waitMs
    this.#forget(nowMs)
    for (const [key] of keys) this.#tries.set(key, { count: this.#count(key, nowMs) + 1, lastMs: nowMs })
    return 0
  }

  succeeded(name: string, address: string | null): void {
    for (const [key] of this.#keys(name, address)) this.#tries.delete(key)
  }

  #keys(name: string, address: string | null): readonly (readonly [string, Rule])[] {
    const who = name.trim().toLowerCase()
    const from = address ?? 'unknown'
    return [
      [`pair ${from} ${who}`, RULES.pair],
      [`address ${from}`, RULES.address],
      [`name ${who}`, RULES.name],
    ]
  }

  #count(key: string, nowMs: number): number {
    const tries = this.#tries.get(key)
    return tries === undefined || nowMs - tries.lastMs > FORGET_AFTER_MS ? 0 : tries.count
  }

  #waitMs(key: string, rule: Rule, nowMs: number): number {
    const tries = this.#tries.get(key)
    const over = this.#count(key, nowMs) - rule.free
    if (tries === undefined || over < 0) return 0
    return Math.max(0, tries.lastMs + Math.min(rule.longestMs, FIRST_WAIT_MS * 2 ** Math.min(over, 20)) - nowMs)
  }

  #forget(nowMs: number): void {
    if (this.#tries.size < MOST_KEYS) return
    for (const [key, tries] of this.#tries) if (nowMs - tries.lastMs > FORGET_AFTER_MS) this.#tries.delete(key)
    const oldest = this.#tries.keys()
    while (this.#tries.size >= MOST_KEYS) {
      const next = oldest.next()
      if (next.done === true) return
      this.#tries.delete(next.value)
    }
  }
}
