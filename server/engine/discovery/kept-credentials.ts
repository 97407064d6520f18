import type { UpsAddress, UpsSecret } from '../../domain/ups'
import type { SearchWays } from '../../drivers/discovery/finding'

/** A person who adds what was found does so soon; for whoever comes later, credentials are not kept (K5). */
const KEPT_MS = 15 * 60_000

/** The credentials of one search, in memory only, for as long as something may be added with them. */
export class KeptCredentials {
  #ways: SearchWays | null
  #timer: NodeJS.Timeout | null = null
  /** Keys of what was found and is not added. */
  readonly #left = new Set<string>()
  #hasEnded = false

  constructor(
    ways: SearchWays,
    private readonly keptMs: number = KEPT_MS,
  ) {
    this.#ways = ways
  }

  get areForgotten(): boolean {
    return this.#ways === null
  }

  found(key: string): void {
    this.#left.add(key)
  }

  added(key: string): void {
    this.#left.delete(key)
    this.#forgetIfDone()
  }

  /** Nothing more is found. */
  searchEnded(): void {
    this.#hasEnded = true
    this.#timer = setTimeout(() => this.forget(), this.keptMs)
    this.#timer.unref()
    this.#forgetIfDone()
  }

  /** Null: there is none, or no more. */
  secretFor(address: UpsAddress, credential: number): UpsSecret | null {
    const secret = address.protocol === 'snmp' ? this.#ways?.snmp?.secrets[credential] : this.#ways?.nut?.secret
    return secret ?? null
  }

  forget(): void {
    this.#ways = null
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #forgetIfDone(): void {
    if (this.#hasEnded && this.#left.size === 0) this.forget()
  }
}
