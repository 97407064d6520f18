import type { HostConnection } from '../../../domain/inventory'
import type { Budget } from './budget'
import type { Knock, Presence } from './knock'
import type { Records } from './records'
import { isLive } from './vm-facts'

/** A host that was asked so short a time ago is not asked again. */
const KEPT_MS = 3_000

interface Heard {
  readonly presence: Presence
  readonly atMs: number
  /** Since when nothing else was heard; null: something was. */
  readonly silentSinceMs: number | null
}

/**
 * Whether hosts that the master does not hear from (any more) are off. It calls a host lost as soon as the order to shut down
 * is given, and also where only the toolstack or the network is silent: only an address that does not answer either is down (A5).
 */
export class Presences {
  readonly #knock: Knock
  readonly #nowMs: () => number
  readonly #heard = new Map<string, Heard>()

  constructor(knock: Knock, nowMs: () => number) {
    this.#knock = knock
    this.#nowMs = nowMs
  }

  /** Of all hosts in these records, by reference; those that must be asked are asked at the same time. */
  async connections(records: Records, budget: Budget): Promise<ReadonlyMap<string, HostConnection>> {
    const hosts = [...records.of('host')]
    const asked = hosts.map(async ([reference, { uuid, address }]) => {
      const key = uuid ?? reference
      const live = isLive(records, reference)
      return [reference, live === false ? await this.#ask(key, address, budget) : this.#told(key, live)] as const
    })
    return new Map(await Promise.all(asked))
  }

  /** For how long a host has been down without a break, as seen here; 0: it is not. */
  downForMs(uuid: string): number {
    const sinceMs = this.#heard.get(uuid)?.silentSinceMs ?? null
    return sinceMs === null ? 0 : this.#nowMs() - sinceMs
  }

  #told(key: string, live: true | null): HostConnection {
    this.#heard.delete(key)
    return live === true ? 'up' : 'unknown'
  }

  async #ask(key: string, address: string | null, budget: Budget): Promise<HostConnection> {
    const kept = this.#heard.get(key)
    const isFresh = kept !== undefined && kept.presence !== 'unclear' && this.#nowMs() - kept.atMs < KEPT_MS
    const { presence } = isFresh ? kept : await this.#hear(key, address, budget)
    return presence === 'silent' ? 'down' : 'unknown'
  }

  async #hear(key: string, address: string | null, budget: Budget): Promise<Heard> {
    const presence = address === null ? 'unclear' : await this.#knock(address, budget.left())
    const atMs = this.#nowMs()
    const silentSinceMs = presence === 'silent' ? (this.#heard.get(key)?.silentSinceMs ?? atMs) : null
    const heard = { presence, atMs, silentSinceMs }
    this.#heard.set(key, heard)
    return heard
  }
}
