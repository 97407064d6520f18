import type { VmFacts } from '../domain/inventory'
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

/** The guest has tools that do not run: a request that needs them is refused, and says nothing of one that is just booting (D3). */
export const isDeaf = (vm: VmFacts | null, action: StepAction): boolean =>
  action === 'shutdown' && vm?.power === 'on' && vm.guestTools === 'not-running'

/** It was refused while its tools did not run: it is asked again until they do, within its one limit (D3). */
export const isRefusedForDeafness = (last: StepAttempt | undefined, taskFailed: boolean): boolean =>
  last?.whileDeaf === true && last.whileLocked !== true && (taskFailed || last.outcome === 'refused')
