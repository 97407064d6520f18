import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import type { LiveFeed } from './live/live-feed'

/** What a procedure knows of its request. */
export interface ApiContext {
  readonly host: ServiceHost
  readonly live: LiveFeed
  readonly caller: Caller
  /** Why a mutation by this request is not believed to come from our own page or client; null: it is. */
  readonly forgedBecause: string | null
  readonly sessionCookie: {
    set(token: string): void
    clear(): void
  }
}
