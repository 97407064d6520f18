import type { StepAttempt } from '../../domain/run'

/** The last attempt as it is now known. */
export const patchLast = (attempts: readonly StepAttempt[], patch: Partial<StepAttempt>): readonly StepAttempt[] =>
  attempts.map((attempt, index) => (index === attempts.length - 1 ? { ...attempt, ...patch } : attempt))

/** The last attempt has ended; `message` null: what was said of it before stays. */
export const closeLast = (
  attempts: readonly StepAttempt[],
  outcome: StepAttempt['outcome'],
  message: string | null,
  endedAtMs: number,
): readonly StepAttempt[] => patchLast(attempts, { outcome, endedAtMs, ...(message === null ? {} : { message }) })
