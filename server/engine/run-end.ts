import { isEnded, type Run, type RunWithSteps } from '../domain/run'
import { isOpen } from '../planner/step-writer'

/**
 * How a run ends that has brought back what it can. What is kept back then is put back beside whatever comes: maintenance does not
 * wait for it, and the next outage has a run of its own, with the plan that is armed then (D11, R8).
 */
export const restoredEnd = ({ steps }: Pick<RunWithSteps, 'steps'>, nowMs: number): Partial<Run> =>
  steps.some(isOpen) ? { abandoned: true, restored: true, heldSinceMs: null, danger: null } : { phase: 'done', endedAtMs: nowMs }

/** How a run ends that only had safeguards to put back; null: not yet. */
export const abandonedEnd = ({ phase, abandoned, restored, steps }: RunWithSteps, nowMs: number): Partial<Run> | null =>
  isEnded(phase) || abandoned !== true || steps.some(isOpen)
    ? null
    : { phase: restored === true ? 'done' : 'aborted', endedAtMs: nowMs }
