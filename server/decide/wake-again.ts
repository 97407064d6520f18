import type { Step } from '../domain/run'
import type { HostSight } from './decide-reboot'

const WAKE_AGAIN_AFTER_MS = 120_000
const MOST_WAKES = 3

/** It was woken, and its BMC says that it is on: from now on it is not woken again, for who goes off then is switched off (R5). */
export const isSeenOn = ({ attempts }: Pick<Step, 'attempts'>, { bmc }: HostSight): boolean =>
  bmc === 'on' && attempts.at(-1)?.action === 'power-on-host' && attempts.every(({ seenOn }) => seenOn !== true)

/**
 * A host that has been told to come and is still down: what wakes it may have been lost (Wake-on-LAN is never answered) or come while it
 * was still going down, and does nothing to one that is on. It is told again twice (R7): not one that somebody has his hands in, for it
 * has been on since, or is in maintenance (R5).
 */
export const isWokenAgain = ({ attempts }: Pick<Step, 'attempts'>, sight: HostSight | null, nowMs: number): boolean => {
  const last = attempts.at(-1)
  if (last?.action !== 'power-on-host' || sight === null || sight.bmc === 'on') return false
  if (sight.host?.inMaintenance === true || attempts.some(({ seenOn }) => seenOn === true)) return false
  const isDown = sight.host?.connection === 'down' || sight.bmc === 'off'
  return isDown && attempts.length < MOST_WAKES && nowMs - last.startedAtMs >= WAKE_AGAIN_AFTER_MS
}
