import { TRPCClientError } from '@trpc/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LOOK_DEADLINE_MS } from '@/server/domain/order-patience'
import { awaitOrder, REQUEST_DEADLINE_MS } from './await-order'

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

it('A6 an answer that is lost on the way is not waited for: it is not known what came of it', async () => {
  let isGivenUp = false
  const hang = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => (isGivenUp = true))
    return new Promise<never>(() => undefined)
  }
  const waiting = awaitOrder(hang).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(REQUEST_DEADLINE_MS)
  expect(await waiting).toMatchObject({ name: 'OrderUnanswered', how: 'lost' })
  expect(isGivenUp).toBe(true)
})

it('A1 an order that is placed, and asked after in vain, may have been carried out', async () => {
  const cutOff = () => Promise.reject(TRPCClientError.from(new TypeError('fetch failed')))
  await expect(awaitOrder(cutOff)).rejects.toMatchObject({ name: 'OrderUnanswered', how: 'lost' })
})
