import type { SelfTestOutcome, TestSchedule } from '../domain/care'

/** A moment as the clock on the wall shows it. */
export interface LocalMoment {
  /** 0: Sunday. */
  readonly weekday: number
  readonly dayOfMonth: number
  readonly hour: number
}

const DAYS_A_WEEK = 7
/** Less than a day, so that a clock set back an hour makes no second test. */
const ONCE_IN_MS = 20 * 3_600_000

/** Whether a scheduled test is due now. It is missed, not made up for, where the engine was not there in that hour. */
export const isTestDue = (
  { every, weekday, hour }: TestSchedule,
  local: LocalMoment,
  lastTestAtMs: number | null,
  nowMs: number,
): boolean => {
  if (every === 'off' || local.weekday !== weekday || local.hour !== hour) return false
  if (every === 'monthly' && local.dayOfMonth > DAYS_A_WEEK) return false
  return lastTestAtMs === null || nowMs - lastTestAtMs > ONCE_IN_MS
}

export interface TestWatch {
  readonly startedAtMs: number
  /** What the device said of its newest test before this one. */
  readonly before: string | null
  /** When it was last seen to run; null: never. */
  readonly runningAtMs: number | null
}

/** A device whose test is over before it was seen to run keeps the old word: then nothing is known of the new test. */
const UNSEEN_AFTER_MS = 60_000
const LONGEST_TEST_MS = 30 * 60_000
/** The same word as before is that of this test only once the device had the time to say another. */
const SETTLED_AFTER_MS = 5_000

/** How a test ended, by what the device says now; null: it goes on. `said` null: it could not be asked. */
export const testOutcome = (
  watch: TestWatch,
  state: 'running' | 'passed' | 'failed' | 'aborted' | 'none' | 'unknown' | null,
  said: string | null,
  nowMs: number,
): { readonly outcome: SelfTestOutcome; readonly said: string } | null => {
  const lastedMs = nowMs - watch.startedAtMs
  const isSettled = watch.runningAtMs !== null && nowMs - watch.runningAtMs >= SETTLED_AFTER_MS
  const isNew = isSettled || (said !== null && watch.before !== null && said !== watch.before)
  if (state !== 'running' && state !== null && isNew)
    return { outcome: state === 'none' ? 'unknown' : state, said: said ?? 'it says nothing' }
  if (state !== 'running' && state !== null && lastedMs > UNSEEN_AFTER_MS)
    return { outcome: 'unknown', said: `it was not seen to run; its last word is ${said ?? 'none'}` }
  return lastedMs > LONGEST_TEST_MS ? { outcome: 'unknown', said: 'no end was seen within 30 min' } : null
}

/** The card is younger than its last answer: it restarted in between. One that is older by a moment did not. */
export const cardRestarted = (agentUptimeSeconds: number, silentForMs: number): boolean =>
  agentUptimeSeconds < silentForMs / 1_000
