import type { HostPower } from '../../domain/hardware'
import { type Host, isSeenUp } from '../../domain/world'

/** What one engine has seen of a host while its run went on. An engine that is started later begins anew. */
export interface HostSight {
  /** It was seen up long after anything may have taken its power, and a feed of it carried power at each look since. */
  readonly wasUp: boolean
  /** When none of its feeds was seen to carry power, last, or when it was first looked at. */
  readonly unfedAtMs: number
  /** Since when it is told to be off; null: it is not. */
  readonly offSinceMs: number | null
  /** Its own controller has said that it is on, and has answered at each look since: so nothing took the power of both. */
  readonly wasOn: boolean
  /** A danger, or a UPS that was about to give up, was told meanwhile: its own protection may end it. */
  readonly mayEndItself: boolean
}

/** How a host is told at one moment. */
export interface HostLook {
  readonly host: Host
  /** What its own controller says; undefined: it has none that could. */
  readonly power: HostPower | undefined
  /** One of the feeds that are believed carries power. */
  readonly isFed: boolean
  /** What makes a host protect itself is told now. */
  readonly isWarned: boolean
  /** When what its manager says was read; null: never. */
  readonly readAtMs: number | null
  /** Null: the mains have not failed. */
  readonly outageStartedAtMs: number | null
}

/** So long a manager may still call a host up that has lost its power. */
const SETTLED_AFTER_MS = 3 * 60_000

const isToldOff = ({ host, power }: HostLook): boolean =>
  // In standby its platform put it there, and wakes it.
  host.isStandby !== true && (host.verifiedOff === true || (host.connection === 'down' && !host.stale && power !== 'on'))

/** What is known of a host with one more look; `before` undefined: it is the first. Pure. */
export const lookAgain = (before: HostSight | undefined, look: HostLook, nowMs: number): HostSight => {
  const { host, power, isFed, isWarned, readAtMs, outageStartedAtMs } = look
  const unfedAtMs = isFed ? (before?.unfedAtMs ?? nowMs) : nowMs
  // As the mains fail, too, an outlet that no battery holds, or a dead feed, takes hosts.
  const isSettled = (readAtMs ?? 0) - Math.max(unfedAtMs, outageStartedAtMs ?? 0) >= SETTLED_AFTER_MS
  return {
    wasUp: isSeenUp(host) ? isSettled : before?.wasUp === true && isFed,
    unfedAtMs,
    offSinceMs: isToldOff(look) ? (before?.offSinceMs ?? nowMs) : null,
    wasOn: power === 'on' || (power === 'off' && before?.wasOn === true),
    mayEndItself: isWarned || before?.mayEndItself === true,
  }
}

/**
 * Somebody has switched it off, or it failed, for certain: its own controller has told it on and then off without a silence between, as
 * no loss of power looks, and nothing was told that would have made it end itself (R5).
 */
export const isOffForCertain = ({ host }: HostLook, { wasUp, wasOn, mayEndItself }: HostSight): boolean =>
  host.verifiedOff === true && wasUp && wasOn && !mayEndItself
