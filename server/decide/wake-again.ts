import type { Step } from '../domain/run'
import type { HostSight } from './decide-reboot'

const WAKE_AGAIN_AFTER_MS = 120_000

/**
 * A host that has been told to come and is still down: what wakes it may have been lost (Wake-on-LAN is never answered) or come while it
 * was still going down, and does nothing to one that is on. Until its limit, then, it is told again now and then (R7).
 */
export const isWokenAgain = ({ attempts }: Pick<Step, 'attempts'>, sight: HostSight | null, nowMs: number): boolean => {
  const last = attempts.at(-1)
  if (last?.action !== 'power-on-host' || sight === null || sight.bmc === 'on') return false
  const isDown = sight.host?.connection === 'down' || sight.bmc === 'off'
  return isDown && nowMs - last.startedAtMs >= WAKE_AGAIN_AFTER_MS
}
