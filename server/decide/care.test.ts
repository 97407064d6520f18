import { describe, expect, it } from 'vitest'
import { batteryDueAtMs, NO_CARE, openWindow } from '../domain/care'
import { cardRestarted, isTestDue, testOutcome } from './care'

const HOUR_MS = 3_600_000
const saturdayAt10 = { weekday: 6, dayOfMonth: 3, hour: 10 }
const weekly = { every: 'weekly', weekday: 6, hour: 10 } as const
const now = Date.UTC(2026, 0, 3, 10)

describe('a scheduled self-test', () => {
  it('is due in its hour of its weekday, once', () => {
    expect(isTestDue(weekly, saturdayAt10, null, now)).toBe(true)
    expect(isTestDue(weekly, { ...saturdayAt10, hour: 11 }, null, now)).toBe(false)
    expect(isTestDue(weekly, { ...saturdayAt10, weekday: 5 }, null, now)).toBe(false)
    expect(isTestDue(weekly, saturdayAt10, now - HOUR_MS, now)).toBe(false)
    expect(isTestDue(weekly, saturdayAt10, now - 7 * 24 * HOUR_MS, now)).toBe(true)
  })

  it('monthly is the first such weekday; off is never', () => {
    expect(isTestDue({ ...weekly, every: 'monthly' }, saturdayAt10, null, now)).toBe(true)
    expect(isTestDue({ ...weekly, every: 'monthly' }, { ...saturdayAt10, dayOfMonth: 10 }, null, now)).toBe(false)
    expect(isTestDue({ ...weekly, every: 'off' }, saturdayAt10, null, now)).toBe(false)
  })
})

describe('how a self-test ended', () => {
  const watch = { startedAtMs: 0, before: 'result 1 (passed)', runningAtMs: null }

  it('A4 the word of an earlier test is not taken for this one', () => {
    expect(testOutcome(watch, 'passed', 'result 1 (passed)', 5_000)).toBeNull()
    expect(testOutcome(watch, 'passed', 'result 1 (passed)', 61_000)).toMatchObject({ outcome: 'unknown' })
    // A card that shows the old result until the new one is there.
    expect(testOutcome({ ...watch, runningAtMs: 9_000 }, 'passed', 'result 1 (passed)', 11_000)).toBeNull()
  })

  it('is what it says once it was seen to run, or once it says something else', () => {
    const ran = { ...watch, runningAtMs: 9_000 }
    expect(testOutcome(ran, 'passed', 'result 1 (passed)', 14_000)).toMatchObject({ outcome: 'passed' })
    expect(testOutcome(ran, 'failed', 'result 3 (failed)', 10_000)).toMatchObject({ outcome: 'failed' })
    expect(testOutcome(watch, 'failed', 'result 3 (failed)', 9_000)).toEqual({ outcome: 'failed', said: 'result 3 (failed)' })
  })

  it('goes on while it runs or cannot be asked, and is given up at last', () => {
    expect(testOutcome(watch, 'running', 'running', 600_000)).toBeNull()
    expect(testOutcome(watch, null, null, 600_000)).toBeNull()
    expect(testOutcome(watch, null, null, 31 * 60_000)).toMatchObject({ outcome: 'unknown' })
  })
})

it('P2 a card that is younger than its last answer restarted; one that is older was only not heard', () => {
  expect(cardRestarted(14, 40_000)).toBe(true)
  expect(cardRestarted(500, 40_000)).toBe(false)
  expect(cardRestarted(41, 40_000)).toBe(false)
})

it('a battery is due after its years; a window closes by itself', () => {
  const care = { ...NO_CARE, batteryInstalledAtMs: Date.UTC(2023, 4, 1), batteryLifeYears: 4 }
  expect(batteryDueAtMs(care)).toBe(Date.UTC(2027, 4, 1))
  expect(batteryDueAtMs(NO_CARE)).toBeNull()
  const window = { fromMs: 100, untilMs: 200, by: 'anna', reason: 'fan' }
  expect([99, 100, 199, 200].map((at) => openWindow({ ...care, window }, at) !== null)).toEqual([false, true, true, false])
})
