import { expect, it } from 'vitest'
import type { StepSight } from '../../decide/decide-step'
import { vmSeen, vmStep } from '../../testing/run-samples'
import { Patience } from './patience'

const off: StepSight = { kind: 'vm', vm: vmSeen('a', { power: 'off' }) }
const silent: StepSight = { kind: 'silent', message: 'no answer' }
const start = vmStep('a', { action: 'start', direction: 'up' })
const call = {
  action: 'start',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: null,
  endedAtMs: null,
} as const
const called = { ...start, attempts: [call] }

it('R1 A9 only the time in which a step was seen and not kept back uses up its limit', () => {
  const patience = new Patience()
  expect(patience.workedMs(start, off, 0)).toBe(0)
  expect(patience.workedMs(start, off, 500)).toBe(500)
  // The first call begins it.
  expect(patience.workedMs(called, off, 1_000)).toBe(0)
  expect(patience.workedMs(called, off, 2_000)).toBe(1_000)
  expect(patience.workedMs(called, silent, 400_000)).toBe(1_000)
  expect(patience.workedMs(called, off, 400_500)).toBe(1_500)
})

it('R1 A2 an engine that was not there has not worked at it', () => {
  expect(new Patience().workedMs(called, off, 900_000)).toBe(0)
})

it('A3 a retried step begins anew', () => {
  const patience = new Patience()
  patience.workedMs(called, off, 0)
  patience.workedMs(called, off, 5_000)
  patience.end(start.id)
  expect(patience.workedMs(start, off, 6_000)).toBe(0)
})

it('D5 D3 what is kept back is free since it was last seen to wait; what never waited, since its first look', () => {
  const patience = new Patience()
  expect(patience.freeSinceMs(start, false, 1_000)).toBe(1_000)
  expect(patience.freeSinceMs(start, false, 9_000)).toBe(1_000)
  expect(patience.freeSinceMs(start, true, 20_000)).toBe(20_000)
  expect(patience.freeSinceMs(start, false, 30_000)).toBe(20_000)
  patience.end(start.id)
  expect(patience.freeSinceMs(start, false, 40_000)).toBe(40_000)
})

it('A1 a manager is silent since this engine met its silence, and until it answers', () => {
  const patience = new Patience()
  expect(patience.silentMs(start, silent, 900_000)).toBe(0)
  expect(patience.silentMs(start, silent, 914_000)).toBe(14_000)
  expect(patience.silentMs(start, off, 915_000)).toBe(0)
  expect(patience.silentMs(start, silent, 916_000)).toBe(0)
  patience.silentMs(start, silent, 920_000)
  patience.end(start.id)
  expect(patience.silentMs(start, silent, 930_000)).toBe(0)
})
