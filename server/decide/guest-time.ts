import type { Step, StepAction } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'

/** Why a step's first call does not leave yet. */
export interface Wait {
  readonly why: string
  /** Force ends the wait as a last resort (D3). False: nothing does but the end of what is waited for. */
  readonly mayForce: boolean
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
 * A guest that has less to shut down is cut off halfway: where more does not fit, force does no more harm than asking (D3). Once asked,
 * a guest has all its step's limit, also where that reaches into the reserve.
 */
export const LEAST_GUEST_SECONDS = 30

/** Null: nobody can tell what is left. A move needs all its limit; a guest's grace is shortened first (D3). */
export const guestTime = (
  { limitSeconds }: Pick<Step, 'limitSeconds'>,
  action: StepAction,
  leftSeconds: number | null,
): GuestTime | null =>
  leftSeconds === null
    ? null
    : { leftSeconds, needSeconds: action === 'shutdown' ? Math.min(limitSeconds, LEAST_GUEST_SECONDS) : limitSeconds }

/** It does not fit before the reserve any more. */
export const isShort = (time: GuestTime | null): time is GuestTime => time !== null && time.leftSeconds < time.needSeconds

/** Why force is used, with the numbers (K1). */
export const timeWords = (why: string, action: StepAction, { leftSeconds, needSeconds }: GuestTime): string =>
  say(RUN_SENTENCES.noTimeLeft, { why, left: Math.max(0, Math.floor(leftSeconds)), action, need: needSeconds })
