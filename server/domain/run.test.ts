import { expect, it } from 'vitest'
import { runWith, vmStep } from '../testing/run-samples'
import { isUnderWay, sheds } from './run'

const passed = { kinds: ['overload'], over: true } as const

it.each(['pending', 'running'] as const)('D11 a run whose danger has passed needs the site while a step is %s', (state) => {
  const steps = [vmStep('a', { state }), vmStep('b', { state: 'done' })]
  expect(isUnderWay(runWith(steps, { phase: 'waiting', danger: passed }))).toBe(true)
})

it('D11 a run that waits for a person leaves the site to others once everything that it called has ended', () => {
  const ended = [vmStep('a', { state: 'done' }), vmStep('b', { state: 'cancelled' })]
  expect(isUnderWay(runWith(ended, { phase: 'waiting', danger: passed }))).toBe(false)
  expect(isUnderWay(runWith(ended, { phase: 'waiting', danger: null }))).toBe(true)
  expect(isUnderWay(runWith(ended, { phase: 'recovering' }))).toBe(false)
  expect(isUnderWay(runWith([vmStep('a', { direction: 'up' })], { phase: 'recovering' }))).toBe(true)
  expect(isUnderWay(runWith(ended, { phase: 'shedding' }))).toBe(true)
})

it('A3 R8 a run that takes things down is told from one that brings them back, holds a host or is a dry run', () => {
  expect(sheds(runWith([], { phase: 'shedding' }))).toBe(true)
  expect(sheds(runWith([], { phase: 'shedding', dryRun: true }))).toBe(false)
  for (const phase of ['waiting', 'recovering', 'done'] as const) expect(sheds(runWith([], { phase }))).toBe(false)
  expect(sheds(runWith([], { kind: 'maintenance', phase: 'entering' }))).toBe(false)
})
