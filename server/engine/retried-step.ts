import type { Step } from '../domain/run'

/**
 * A failed step as it is tried again. What a failed call may have set aside all the same stays this run's, with what was found before
 * it: neither is looked up anew (R8, A1).
 */
export const retriedStep = (step: Step): Step => ({
  ...step,
  state: 'pending',
  calledOff: undefined,
  attempts: [],
  startedAtMs: null,
  endedAtMs: null,
  result: null,
  ...(step.safeguard === undefined || step.attempts.length === 0 ? {} : { safeguard: { ...step.safeguard, isKept: true } }),
})
