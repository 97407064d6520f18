import { isTaken, type Step, type StepAction, type StepAttempt } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import { LEAST_GRACE_SECONDS } from '../domain/shedding'

/** Why a step's first call does not leave yet. */
export interface Wait {
  readonly why: string
  /** It does not last at any price: its guest is asked in the end all the same, or forced as a last resort (D3). */
  readonly isBounded: boolean
  /** It is known to wait whether its manager answers or not. */
  readonly alsoSilent: boolean
}

/** What the battery leaves a guest, and what it needs at least. Seconds. */
export interface GuestTime {
  /** Until the reserve is reached. */
  readonly leftSeconds: number
  readonly needSeconds: number
}

/**
 * Null: nobody can tell what is left. A move needs all its limit; a guest that has less than its least grace is cut off halfway, and
 * where more does not fit, force does no more harm than asking (D3). Once asked, a guest has all its step's limit, also where that
 * reaches into the reserve.
 */
export const guestTime = (
  { limitSeconds }: Pick<Step, 'limitSeconds'>,
  action: StepAction,
  leftSeconds: number | null,
): GuestTime | null =>
  leftSeconds === null
    ? null
    : { leftSeconds, needSeconds: action === 'shutdown' ? Math.min(limitSeconds, LEAST_GRACE_SECONDS) : limitSeconds }

/**
 * It has been waited for long enough: for as long as the step may take, or until what is left is what its guest may take. A platform
 * that neither cancels a move nor ends it costs an outage no more than that (D3, A3).
 */
export const isWaitedOut = ({ limitSeconds, startedAtMs }: Step, leftSeconds: number | null, nowMs: number): boolean =>
  nowMs - (startedAtMs ?? nowMs) >= limitSeconds * 1000 || (leftSeconds !== null && leftSeconds <= limitSeconds)

/** A guest that something holds is asked for so many limits; silence of its manager is awaited as long. */
export const UNHEARD_LIMITS = 2

/**
 * The first call that may have reached the guest: one that was refused while a lock, or a move, held its VM has not, nor one while its
 * tools did not run (D3). Undefined:
 * none has. One that others followed has where it was taken whole, without a task that could fail later. `lastFailed`: the manager's own
 * task for the last call ended badly.
 */
export const firstHeard = (
  { attempts }: Pick<Step, 'attempts'>,
  action: StepAction,
  lastFailed: boolean,
): StepAttempt | undefined => {
  const last = attempts.at(-1)
  const reachedIt = (attempt: StepAttempt): boolean =>
    attempt === last ? attempt.outcome !== 'refused' && !lastFailed : attempt.task === null && isTaken(attempt)
  const wasHeard = (attempt: StepAttempt): boolean =>
    (attempt.whileLocked !== true && attempt.whileDeaf !== true) || reachedIt(attempt)
  return attempts.find((attempt) => attempt.action === action && wasHeard(attempt))
}

/** It does not fit before the reserve any more. */
export const isShort = (time: GuestTime | null): time is GuestTime => time !== null && time.leftSeconds < time.needSeconds

/** Why force is used, with the numbers (K1). */
export const timeWords = (why: string, action: StepAction, { leftSeconds, needSeconds }: GuestTime): string =>
  say(RUN_SENTENCES.noTimeLeft, { why, left: Math.max(0, Math.floor(leftSeconds)), action, need: needSeconds })

/** Its last call may not have reached its guest: whether force comes before the next one is a question of time (D3). */
export const mayBeUnheard = ({ attempts }: Pick<Step, 'attempts'>): boolean => {
  const last = attempts.at(-1)
  return last?.whileLocked === true || last?.whileDeaf === true
}
