import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import type { CallOptions } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { tryPort, type PortAnswer } from '../../protocols/tcp/try-port'
import { ping } from './ping'

/** Long enough for a lost first packet to be sent again. */
const PATIENCE_MS = 1_500

export interface Place {
  readonly host: string
  readonly port: number
}

/** `name:port`, `[IPv6]:port`, as the runbook's schema has let it pass. */
export const placeOf = (address: string): Place => {
  const match = /^\[?([^\]]+?)\]?:(\d+)$/.exec(address)
  return { host: match?.[1] ?? address, port: Number(match?.[2] ?? 0) }
}

export const timeEnds = (ms: number, signal: AbortSignal | undefined): Promise<null> =>
  new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      done(null)
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
    if (signal?.aborted === true) end()
  })

export interface Knocks {
  at(place: Place, options: CallOptions): Promise<PortAnswer>
  echo(host: string, options: CallOptions): Promise<PortAnswer>
}

/** How the world is asked. */
interface Ways {
  readonly resolve: (host: string) => Promise<{ readonly address: string }>
  readonly echo: typeof ping
}

/** Addresses of names are remembered: in an outage nobody may be there to ask (A12). */
export class Knocker implements Knocks {
  readonly #addresses = new Map<string, string>()
  readonly #ways: Ways

  constructor(ways: Partial<Ways> = {}) {
    this.#ways = { resolve: lookup, echo: ping, ...ways }
  }

  async at({ host, port }: Place, options: CallOptions): Promise<PortAnswer> {
    const endsAtMs = performance.now() + options.deadlineMs
    const address = await this.#addressOf(host, options)
    // Too little time to hear anything is no silence of theirs.
    if (address === null || endsAtMs - performance.now() < PATIENCE_MS) return 'unclear'
    return tryPort(() => connect({ host: address, port }), PATIENCE_MS, options.signal)
  }

  async echo(host: string, options: CallOptions): Promise<PortAnswer> {
    const budget = budgetOf(options)
    const address = await this.#addressOf(host, options)
    return address === null ? 'unclear' : this.#ways.echo(address, budget())
  }

  async #addressOf(host: string, options: CallOptions): Promise<string | null> {
    if (isIP(host) !== 0) return host
    const asked = this.#ways.resolve(host).then(
      ({ address }) => address,
      () => null,
    )
    const address = await Promise.race([asked, timeEnds(Math.min(1_000, options.deadlineMs), options.signal)])
    if (address !== null) this.#addresses.set(host, address)
    return address ?? this.#addresses.get(host) ?? null
  }
}
