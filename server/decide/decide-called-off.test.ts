import { describe, expect, it } from 'vitest'
import { ACCEPTED, type CalledOff, type Step, type StepAttempt } from '../domain/run'
import { hostId, vmSeen, vmStep } from '../testing/run-samples'
import { callOff, CALL_OFF_WITHIN_MS, CANCEL_AGAIN_AFTER_MS, decideCalledOff } from './decide-called-off'
import type { StepSight } from './decide-step'

const STORAGE = { datastoreNativeId: 'h2/local', datastoreName: 'local', gibibytes: 80 }
const OFF: CalledOff = { atMs: 60_000, endsAs: 'cancelled', why: 'aborted by ann' }
const call = (patch: Partial<StepAttempt> = {}): StepAttempt => ({
  action: 'migrate',
  startedAtMs: 0,
  intentEntryId: 1,
  task: 't',
  outcome: 'open',
  message: ACCEPTED,
  endedAtMs: null,
  ...patch,
})
const copying = (patch: Partial<Step> = {}) => ({
  ...vmStep('web', {
    action: 'migrate',
    fallback: 'leave',
    targetHostId: hostId('h2'),
    storage: STORAGE,
    attempts: [call()],
    ...patch,
  }),
  calledOff: OFF,
})
const seen = (patch: Parameters<typeof vmSeen>[1] = {}): StepSight => ({ kind: 'vm', vm: vmSeen('web', patch) })
const AT_WORK = seen({ lockedBy: 'outgoing migration' })

const verdict = (given: Partial<Parameters<typeof decideCalledOff>[0]> = {}) =>
  decideCalledOff({
    step: copying(),
    sight: seen(),
    targets: { targetHostNativeId: 'h2', emulatedMaintenance: false },
    task: 'failed',
    arrival: null,
    heardMs: 0,
    cancelledAtMs: null,
    nowMs: 60_000,
    ...given,
  })

describe('a copy of disks that is called off', () => {
  it('A6 is cancelled, and told again while it is seen to go on', () => {
    expect(verdict({ sight: AT_WORK, task: 'running' })).toEqual({ do: 'cancel' })
    expect(verdict({ sight: AT_WORK, task: 'running', cancelledAtMs: 59_999 })).toEqual({ do: 'wait' })
    expect(verdict({ sight: AT_WORK, task: 'running', cancelledAtMs: 60_000 - CANCEL_AGAIN_AFTER_MS })).toEqual({ do: 'cancel' })
    // Either of the two is enough: some lock their VM only later, some have forgotten the task.
    expect(verdict({ task: 'running' })).toEqual({ do: 'cancel' })
    expect(verdict({ sight: AT_WORK, task: 'gone' })).toEqual({ do: 'cancel' })
  })

  it('A4 ends once the manager shows that it is over, not when it was told', () => {
    expect(verdict({ sight: { kind: 'silent', message: 'no answer' } })).toEqual({ do: 'wait' })
    expect(verdict()).toEqual({
      do: 'end',
      state: 'cancelled',
      result: 'the copy of its disks was cancelled, verified: aborted by ann',
      isVerified: true,
    })
    const failing = { ...copying(), calledOff: { ...OFF, endsAs: 'failed' as const } }
    expect(verdict({ step: failing })).toMatchObject({ do: 'end', state: 'failed' })
  })

  it('A1 a call whose answer was lost may begin late: nothing is concluded from a calm VM before', () => {
    const lost = copying({ attempts: [call({ startedAtMs: 50_000, outcome: 'unknown', task: null, message: 'no answer' })] })
    // Told all the same: not every platform shows from the first moment that it is at work.
    expect(verdict({ step: lost, task: null })).toEqual({ do: 'cancel' })
    expect(verdict({ step: lost, task: null, cancelledAtMs: 59_000 })).toEqual({ do: 'wait' })
    expect(verdict({ step: lost, task: null, nowMs: 65_000 })).toMatchObject({ do: 'end', state: 'cancelled' })
    // A task that cannot be asked about just now may be at work.
    expect(verdict({ task: null, cancelledAtMs: 60_000, nowMs: 600_000 })).toEqual({ do: 'wait' })
  })

  it('A2 what was never called, or never arrived, ends at once', () => {
    for (const attempts of [[], [call({ outcome: 'failed', task: null })], [call({ outcome: 'refused', task: null })]])
      expect(verdict({ step: copying({ attempts }), sight: { kind: 'silent', message: 'no answer' }, task: null })).toMatchObject(
        {
          do: 'end',
          state: 'cancelled',
          result: 'its disks were not copied: aborted by ann',
        },
      )
  })

  it('A4 one that was faster than its cancellation has moved its VM: that is what it ends with, without waiting for its guest', () => {
    const there = seen({ hostNativeId: 'h2', guestTools: 'not-running' })
    expect(verdict({ sight: there, task: 'succeeded' })).toMatchObject({ do: 'end', state: 'done', isVerified: true })
    const other = seen({ hostNativeId: 'h2', macs: ['02:00:00:00:00:99'] })
    expect(verdict({ sight: other, task: 'succeeded', arrival: { forMs: 0, answers: null, asked: null } })).toMatchObject({
      do: 'wait',
    })
    expect(verdict({ sight: other, task: 'succeeded', arrival: { forMs: 60_000, answers: null, asked: null } })).toMatchObject({
      do: 'end',
      state: 'failed',
    })
    expect(verdict({ sight: seen({ hostNativeId: 'h2', power: 'off' }), task: 'succeeded' })).toMatchObject({
      do: 'end',
      state: 'done',
      result: 'its move had ended before it could be cancelled; it is off on its target',
    })
  })

  it('A3 one that its manager does not end gives its place free, unverified and said so; silence does not count', () => {
    const stuck = { sight: AT_WORK, task: 'running' as const }
    expect(verdict({ ...stuck, heardMs: CALL_OFF_WITHIN_MS - 1 }).do).toBe('cancel')
    expect(verdict({ ...stuck, heardMs: CALL_OFF_WITHIN_MS })).toMatchObject({ do: 'end', state: 'failed', isVerified: false })
    expect(verdict({ sight: { kind: 'silent', message: 'no answer' }, nowMs: 10 * CALL_OFF_WITHIN_MS })).toEqual({ do: 'wait' })
  })

  it('A6 the first reason stands, and nothing but a running move is called off', () => {
    const { calledOff, ...open } = copying()
    expect(callOff(open, OFF).calledOff).toEqual(calledOff)
    expect(callOff({ ...open, calledOff: OFF }, { ...OFF, endsAs: 'failed' }).calledOff).toEqual(OFF)
    expect(callOff({ ...open, storage: undefined }, OFF).calledOff).toEqual(OFF)
    const fallenBack = [call({ outcome: 'deadline' }), call({ action: 'shutdown' })]
    for (const patch of [{ state: 'pending' }, { state: 'done' }, { attempts: fallenBack }] as const)
      expect(callOff({ ...open, ...patch }, OFF).calledOff).toBeUndefined()
  })
})

describe('a live move that is called off', () => {
  const moving = (patch: Partial<Step> = {}) => copying({ storage: undefined, limitSeconds: 900, ...patch })

  it('A6 A4 is cancelled, and ends with what is seen of its VM', () => {
    expect(verdict({ step: moving(), sight: AT_WORK, task: 'running' })).toEqual({ do: 'cancel' })
    expect(verdict({ step: moving() })).toMatchObject({
      state: 'cancelled',
      result: 'its move was called off and has ended, verified: it is on, and not on its target (aborted by ann)',
      isVerified: true,
    })
    expect(verdict({ step: moving({ attempts: [] }) })).toMatchObject({ result: 'it was not moved: aborted by ann' })
  })

  it('A1 A4 nothing is concluded while it cannot be read: not from a state that nobody knows, not from a task that has just moved it', () => {
    expect(verdict({ step: moving(), sight: seen({ power: 'unknown' }) }).do).toBe('wait')
    expect(verdict({ step: moving(), task: 'succeeded' })).toEqual({ do: 'wait' })
    expect(verdict({ step: moving(), task: 'succeeded', sight: seen({ hostNativeId: 'h2' }) })).toMatchObject({ state: 'done' })
    expect(verdict({ step: moving(), task: 'succeeded', heardMs: 60_000 })).toMatchObject({ state: 'cancelled' })
  })

  it('A3 one that its manager does not cancel is awaited within its own limit, told now and then, and then named as unverified', () => {
    const awaited = { ...moving(), calledOff: { ...OFF, awaited: 'this platform cannot' } }
    const stuck = { step: awaited, sight: AT_WORK, task: 'running' as const }
    expect(verdict({ ...stuck, cancelledAtMs: 60_000 - 29_999 })).toEqual({ do: 'wait' })
    expect(verdict({ ...stuck, cancelledAtMs: 60_000 - 30_000 })).toEqual({ do: 'cancel' })
    // Its limit of 900 s, of which 60 s had passed when it was called off.
    expect(verdict({ ...stuck, heardMs: 839_999, cancelledAtMs: 59_000 })).toEqual({ do: 'wait' })
    expect(verdict({ ...stuck, heardMs: 840_000 })).toMatchObject({
      state: 'failed',
      isVerified: false,
      result: expect.stringContaining('could not be ended within 840 s') as unknown,
    })
  })
})
