import { expect, it } from 'vitest'
import { ACCEPTED, ACCEPTED_IN_PART, type StepAttempt } from '../../domain/run'
import { wasCalledOrAccepted } from './hosts-switched-off'

const attempt = (outcome: StepAttempt['outcome'], message: string | null): StepAttempt => ({
  action: 'shutdown-host',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome,
  message,
  endedAtMs: 1,
})

it('R1 A1 a call that was accepted was called, though its step has failed because nobody could see its end', () => {
  expect(wasCalledOrAccepted({ attempts: [attempt('failed', ACCEPTED)] })).toBe(true)
  expect(wasCalledOrAccepted({ attempts: [attempt('failed', ACCEPTED_IN_PART)] })).toBe(true)
  expect(wasCalledOrAccepted({ attempts: [attempt('failed', 'no route to it'), attempt('refused', 'not now')] })).toBe(false)
  expect(wasCalledOrAccepted({ attempts: [attempt('unknown', 'no answer came')] })).toBe(true)
})
