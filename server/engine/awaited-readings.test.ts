import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { managerIdSchema } from '../domain/ids'
import { AwaitedReadings } from './awaited-readings'

const id = managerIdSchema.parse('m')
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('A3 a manager that neither answers nor fails is awaited for ten seconds, and no longer', () => {
  const over: string[] = []
  const awaited = new AwaitedReadings((each) => over.push(each))
  awaited.begin(id)
  vi.advanceTimersByTime(9_999)
  expect([awaited.has(id), over]).toEqual([true, []])
  vi.advanceTimersByTime(1)
  expect([awaited.has(id), over]).toEqual([false, [id]])
})

it('one that was read is awaited no more, and nothing comes of it later', () => {
  const over: string[] = []
  const awaited = new AwaitedReadings((each) => over.push(each))
  awaited.begin(id)
  awaited.end(id)
  vi.advanceTimersByTime(60_000)
  expect([awaited.has(id), over]).toEqual([false, []])
})
