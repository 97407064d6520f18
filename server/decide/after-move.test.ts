import { describe, expect, it } from 'vitest'
import type { Step, StepAttempt } from '../domain/run'
import { readRunSentence } from '../domain/run-sentences'
import { vmSeen, vmStep } from '../testing/run-samples'
import { afterMove, type Arrival, GUEST_ANSWERS_WITHIN_MS, IDENTITY_SETTLES_MS, IDENTITY_TOLD_WITHIN_MS } from './after-move'

const called: StepAttempt = {
  action: 'migrate',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
}
const base = vmStep('a', { action: 'migrate', attempts: [called] })
const move: Step = { ...base, before: { ...base.before, uuid: 'A', guestTools: 'running' } }
const arrival = (patch: Partial<Arrival> = {}): Arrival => ({ forMs: 0, answers: true, asked: 'guest-tools', ...patch })

describe('after a move', () => {
  it('S0-07 it is done once the same VM is there and its guest answers', () => {
    expect(afterMove(move, vmSeen('a', { uuid: 'a' }), arrival()).do).toBe('done')
  })

  it.each([
    ['S3-03 another name', { name: 'b' }, 'name a → b'],
    ['S3-03 another UUID', { uuid: 'other' }, 'UUID A → other'],
    ['S1-26 another MAC', { macs: ['02:00:00:00:00:99'] }, 'MACs 02:00:00:00:00:01 → 02:00:00:00:00:99'],
    ['S1-26 no MAC any more', { macs: [] }, 'MACs 02:00:00:00:00:01 → none'],
  ])('%s is waited for a moment, then a failure, whatever its guest says', (_, patch, what) => {
    const vm = vmSeen('a', { uuid: 'a', ...patch })
    expect(afterMove(move, vm, arrival({ forMs: IDENTITY_SETTLES_MS - 1 })).do).toBe('wait')
    const verdict = afterMove(move, vm, arrival({ forMs: IDENTITY_SETTLES_MS }))
    expect(verdict).toMatchObject({ do: 'fail' })
    if (verdict.do === 'fail') expect(readRunSentence(verdict.why)).toMatchObject({ name: 'changed', values: { what } })
  })

  it('S1-26 MACs in another order or case are the same', () => {
    const macs = ['0A:00:00:00:00:02', '0a:00:00:00:00:01']
    const two = { ...move, before: { ...move.before, macs } }
    const seen = vmSeen('a', { uuid: 'a', macs: ['0a:00:00:00:00:01', '0a:00:00:00:00:02'] })
    expect(afterMove(two, seen, arrival()).do).toBe('done')
  })

  it('A4 R8 MACs that could not be read before the move are not compared', () => {
    const unread = { ...move, before: { ...move.before, macs: [] } }
    expect(afterMove(unread, vmSeen('a', { uuid: 'a' }), arrival({ forMs: IDENTITY_SETTLES_MS })).do).toBe('done')
    expect(afterMove(unread, vmSeen('a', { uuid: 'b' }), arrival({ forMs: IDENTITY_SETTLES_MS })).do).toBe('fail')
  })

  it('P4 a UUID that cannot be read is waited for longer, and never passes for the same', () => {
    const vm = vmSeen('a', { uuid: null })
    expect(afterMove(move, vm, arrival({ forMs: IDENTITY_TOLD_WITHIN_MS - 1 })).do).toBe('wait')
    expect(afterMove(move, vm, arrival({ forMs: IDENTITY_TOLD_WITHIN_MS })).do).toBe('fail')
  })

  it('S4-09 a guest that stays silent is done but flagged, after a limit of its own (A3)', () => {
    const vm = vmSeen('a', { uuid: 'a' })
    expect(afterMove(move, vm, arrival({ answers: false, forMs: GUEST_ANSWERS_WITHIN_MS - 1 })).do).toBe('wait')
    const verdict = afterMove(move, vm, arrival({ answers: false, forMs: GUEST_ANSWERS_WITHIN_MS }))
    expect(verdict.do === 'done' ? readRunSentence(verdict.result)?.name : verdict.do).toBe('movedSilent')
  })

  it('A2 found there without a call of ours it is done at once, and so is one that nobody can ask', () => {
    expect(afterMove({ ...move, attempts: [] }, vmSeen('a', { uuid: 'a' }), arrival({ answers: false })).do).toBe('done')
    expect(afterMove(move, vmSeen('a', { uuid: 'a' }), arrival({ answers: null })).do).toBe('done')
  })

  it('a step of an older engine, which kept no UUID, is held against name and MACs', () => {
    expect(afterMove(base, vmSeen('a', { uuid: 'other' }), arrival()).do).toBe('done')
  })
})
