import type { VmFacts } from '../domain/inventory'
import type { HostSight } from './decide-reboot'
import { isTaken, type Step, type StepAction, type StepAttempt } from '../domain/run'

const PRESS_AGAIN_AFTER_MS = 30_000

/** The platform has pressed it, and nothing of that can fail any more. */
const isPressed = (attempt: StepAttempt): boolean => attempt.task === null && isTaken(attempt)

/**
 * Its guest was asked before its last call, and may be on its way: whatever that call is answered says nothing about the guest, for one
 * that ends no longer answers either (D3).
 */
export const wasAskedBefore = ({ attempts }: Pick<Step, 'attempts'>, action: StepAction): boolean =>
  action === 'shutdown' && attempts.slice(0, -1).some((attempt) => attempt.action === action && isPressed(attempt))

/**
 * A guest that is still booting does not hear its power button: it is pressed again now and then, until its VM is off or the step's
 * limit comes, which the first call began (D3). Not where an agent in the guest was asked, which has heard it.
 */
export const isPressedAgain = ({ attempts }: Pick<Step, 'attempts'>, vm: VmFacts | null, nowMs: number): boolean => {
  const last = attempts.at(-1)
  if (last?.action !== 'shutdown' || vm === null) return false
  const mayBeDeaf = vm.power === 'on' && vm.lockedBy === null && vm.guestTools !== 'running'
  return mayBeDeaf && nowMs - last.startedAtMs >= PRESS_AGAIN_AFTER_MS
}

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
