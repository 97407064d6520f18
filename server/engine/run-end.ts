import { isEnded, type Run, type RunWithSteps } from '../domain/run'
import { isOpen } from '../planner/step-writer'

/**
 * How a run ends that has brought back what it can. What is kept back then is put back beside whatever comes: maintenance does not
 * wait for it, and the next outage has a run of its own, with the plan that is armed then (D11, R8).
 */
export const restoredEnd = ({ steps }: Pick<RunWithSteps, 'steps'>, nowMs: number): Partial<Run> =>
  steps.some(isOpen) ? { abandoned: true, restored: true, heldSinceMs: null, danger: null } : { phase: 'done', endedAtMs: nowMs }

/** A hold on what is put back beside everything else ends after this: nothing stays set aside because somebody forgot it (A6, R8). */
const LONGEST_HOLD_MS = 15 * 60_000

export const isHoldOver = ({ phase, abandoned, heldSinceMs }: Run, nowMs: number): boolean =>
  abandoned === true && !isEnded(phase) && heldSinceMs !== null && nowMs - heldSinceMs >= LONGEST_HOLD_MS

/** How a run ends that only had safeguards to put back; null: not yet. */
export const abandonedEnd = ({ phase, abandoned, restored, steps }: RunWithSteps, nowMs: number): Partial<Run> | null =>
  isEnded(phase) || abandoned !== true || steps.some(isOpen)
    ? null
    : { phase: restored === true ? 'done' : 'aborted', endedAtMs: nowMs }
