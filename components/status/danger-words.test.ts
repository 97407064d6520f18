import { expect, it } from 'vitest'
import { en } from '@/components/messages/en'
import { runWith, vmStep } from '@/server/testing/run-samples'
import { phaseWords } from './danger-words'

const overload = { kinds: ['overload' as const], over: false }
const onMains = { outageStartedAtMs: null, danger: overload }

it('P8 says that load is shed once every step has ended, and not that it still is being shed', () => {
  const ended = [vmStep('a', { state: 'done' }), vmStep('b', { state: 'failed' })]
  expect(phaseWords(runWith(ended, onMains), en)).toBe('Load is shed, danger lasts')
  expect(phaseWords(runWith([...ended, vmStep('c', { state: 'pending' })], onMains), en)).toBe('Shedding load')
  expect(phaseWords(runWith([], onMains), en)).toBe('Shedding load')
  expect(phaseWords({ ...runWith(ended, onMains), steps: undefined }, en)).toBe('Shedding load')
})

it('in an outage more may fire: it goes on shedding', () => {
  const ended = [vmStep('a', { state: 'done' })]
  expect(phaseWords(runWith(ended), en)).toBe('Shedding load')
  expect(phaseWords(runWith(ended, { danger: overload }), en)).toBe('Shedding load')
})
