import { expect, it } from 'vitest'
import type { StepAction, StepAttempt } from '../domain/run'
import type { VmFallback } from '../domain/plan'
import { vmSeen, vmStep } from '../testing/run-samples'
import { decideStep } from './decide-step'

const LIMIT_MS = 60_000
const called = (action: StepAction, startedAtMs: number): StepAttempt => ({
  action,
  startedAtMs,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
})
const decide = (fallback: VmFallback, attempts: readonly StepAttempt[], nowMs: number) =>
  decideStep({
    step: vmStep('a', { action: 'migrate', fallback, limitSeconds: LIMIT_MS / 1_000, attempts }),
    sight: { kind: 'vm', vm: vmSeen('a') },
    targets: { targetHostNativeId: 'elsewhere', emulatedMaintenance: false },
    taskFailed: null,
    mayEscalate: true,
    nowMs,
  })

it('D3 a guest whose VM could not be moved in time is asked before it is forced, and has its whole grace', () => {
  const moved = called('migrate', 0)
  expect(decide('power-off', [moved], LIMIT_MS)).toMatchObject({ do: 'fall-back', action: 'shutdown' })
  const asked = [moved, called('shutdown', LIMIT_MS)]
  expect(decide('power-off', asked, 2 * LIMIT_MS - 1)).toMatchObject({ do: 'wait' })
  expect(decide('power-off', asked, 2 * LIMIT_MS)).toMatchObject({ do: 'fall-back', action: 'power-off' })
})

it('D3 one whose fallback is a saved state, or a shutdown, gets that and no force; one that is to be left is left', () => {
  const moved = called('migrate', 0)
  expect(decide('save-state', [moved], LIMIT_MS)).toMatchObject({ do: 'fall-back', action: 'save-state' })
  expect(decide('save-state', [moved, called('save-state', LIMIT_MS)], 2 * LIMIT_MS).do).toBe('fail')
  expect(decide('shutdown', [moved, called('shutdown', LIMIT_MS)], 2 * LIMIT_MS).do).toBe('fail')
  expect(decide('leave', [moved], LIMIT_MS).do).toBe('fail')
})
