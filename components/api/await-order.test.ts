import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LOOK_DEADLINE_MS } from '@/server/domain/order-patience'
import { awaitOrder } from './await-order'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type State = 'placed' | 'taken' | 'done' | 'failed'
/** Asks in the time that it takes until patience ends; `endsAtMs`: the engine answers then. */
const outcome = async (state: State, endsAtMs = Number.POSITIVE_INFINITY): Promise<unknown> => {
  const beganMs = Date.now()
  const ask = () => Promise.resolve({ state: Date.now() - beganMs < endsAtMs ? state : ('done' as const), result: 'so it is' })
  const waiting = awaitOrder(ask).catch((error: unknown) => error)
  await vi.runAllTimersAsync()
  return waiting
}

it('waits longer than the engine may need for who and what is there', async () => {
  expect(await outcome('taken', 2 * LOOK_DEADLINE_MS + 5_000)).toBe('so it is')
})

it('A1 what the engine has begun when patience ends is told apart from what it never began', async () => {
  expect(await outcome('taken')).toMatchObject({ name: 'OrderUnanswered', how: 'begun' })
  expect(await outcome('placed')).toMatchObject({ name: 'OrderUnanswered', how: 'silent' })
})
