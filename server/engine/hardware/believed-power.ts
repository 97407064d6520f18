import type { HostPower } from '../../domain/hardware'
import { type Host, isSeenUp } from '../../domain/world'

/** A manager calls a dead host up for a while; one that does for so long runs, and the BMC that says "off" is another machine's. */
const DOUBT_AFTER_MS = 120_000

/** What a BMC said of the power, held against the host's manager over time. */
export interface PowerBelief {
  /** Since when it says "off" of a host that is up; null: it does not. */
  readonly contradictedSinceMs: number | null
  /** It was wrong for so long that it is not believed before it has said "on" of the running host. */
  readonly doubted: boolean
}

export const UNDOUBTED: PowerBelief = { contradictedSinceMs: null, doubted: false }

type Seen = Pick<Host, 'connection' | 'stale'>

export const weighPower = (before: PowerBelief, said: HostPower, host: Seen | null, nowMs: number): PowerBelief => {
  if (said === 'on') return UNDOUBTED
  const isUp = host !== null && isSeenUp(host)
  if (said !== 'off' || !isUp) return { ...before, contradictedSinceMs: null }
  const sinceMs = before.contradictedSinceMs ?? nowMs
  return { contradictedSinceMs: sinceMs, doubted: before.doubted || nowMs - sinceMs >= DOUBT_AFTER_MS }
}
