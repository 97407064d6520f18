import { describe, expect, it } from 'vitest'
import { LONGEST_WAIT_FOR_ANSWER_MS, type Step } from '../domain/run'
import { runWith, vmStep } from '../testing/run-samples'
import { answerOf, askedAfterStart, type GuestSight, UNASKED_MS } from './start-readiness'
import { stepsToBegin } from './schedule'
import { nextWave, unanswered, waveGate } from './start-waves'

const withTools: Step['before'] = { ...vmStep('x').before, guestTools: 'running' }
const started = (name: string, patch: Partial<Step> = {}) =>
  vmStep(name, {
    direction: 'up',
    action: 'start',
    state: 'done',
    endedAtMs: 0,
    wave: { no: 1, group: 'directory' },
    before: withTools,
    ...patch,
  })
const answer = (sight: Partial<GuestSight>, atMs = 1_000, patch: Partial<Step> = {}) =>
  answerOf(started('dc', patch), { probe: null, guestTools: null, ...sight }, atMs)

describe('R3 whether a VM that was started is there', () => {
  it('R3 says its probe, where a person chose one, whatever the tools say', () => {
    const probe = (hasAnswered: boolean) => ({ asked: 'tcp 10.0.0.5:53', hasAnswered })
    expect(answer({ probe: probe(true) })).toEqual({ isThere: true, asked: 'tcp 10.0.0.5:53' })
    expect(answer({ probe: probe(false), guestTools: 'running' })).toBeNull()
  })

  it('R3 say its guest tools, as read since, where they ran before', () => {
    expect(answer({ guestTools: 'running' })).toEqual({ isThere: true, asked: 'guest-tools' })
    expect(answer({ guestTools: 'not-running' })).toBeNull()
    expect(answer({ guestTools: null })).toBeNull()
  })

  it('R3 says a minute, where nobody can ask', () => {
    const untold = { before: { ...withTools, guestTools: 'not-installed' as const } }
    expect(answer({ guestTools: 'running' }, UNASKED_MS - 1, untold)).toBeNull()
    expect(answer({ guestTools: 'running' }, UNASKED_MS, untold)).toEqual({ isThere: true, asked: null })
    expect(answer({ guestTools: 'unknown' }, UNASKED_MS)).toEqual({ isThere: true, asked: null })
  })

  it('R1 is not waited for beyond five minutes', () => {
    expect(answer({ guestTools: 'not-running' }, LONGEST_WAIT_FOR_ANSWER_MS - 1)).toBeNull()
    expect(answer({ guestTools: 'not-running' }, LONGEST_WAIT_FOR_ANSWER_MS)).toEqual({ isThere: false, asked: 'guest-tools' })
  })
})

describe('R3 what waits for it', () => {
  const place = { managerId: 'm', hostId: 'h1', capabilities: { callsPerManager: 9, powerOpsPerHost: 9, migrationsPerHost: 9 } }
  const run = (db: Step) => {
    const app = vmStep('app', { seq: 2, direction: 'up', action: 'start', state: 'pending', after: [db.id], wave: db.wave })
    const free = vmStep('free', { seq: 3, direction: 'up', action: 'start', state: 'pending', wave: db.wave })
    return runWith([db, app, free], { phase: 'recovering', waves: [{ no: 1, begunAtMs: 0 }] })
  }
  const begun = (db: Step, atMs: number) => stepsToBegin(run(db), () => place as never, atMs).map(({ object }) => object.name)

  it('R3 is what hangs on it, and nothing else; by five minutes that begins all the same', () => {
    const db = started('db', { wave: { no: 1, group: 'tier-2' } })
    expect(askedAfterStart(run(db), 0).map(({ object }) => object.name)).toEqual(['db'])
    expect(unanswered(run(db), 0)).toEqual(['db'])
    expect(begun(db, 1_000)).toEqual(['free'])
    expect(begun(db, LONGEST_WAIT_FOR_ANSWER_MS)).toEqual(['app', 'free'])
    for (const isThere of [true, false])
      expect(begun({ ...db, answer: { isThere, asked: null } }, 1_000)).toEqual(['app', 'free'])
    // Nobody waits for it: it is not asked either.
    expect(askedAfterStart({ steps: [db] }, 0)).toEqual([])
  })

  it('R3 are all later waves where it is what others need to work at all, and they are told without which they began', () => {
    const next = vmStep('app', { direction: 'up', action: 'start', state: 'pending', wave: { no: 2, group: 'tier-2' } })
    const gate = (dc: Step, atMs = 1_000) => {
      const way = runWith([dc, next], { phase: 'recovering', waves: [{ no: 1, begunAtMs: 0 }] })
      const wave = nextWave(way)
      return wave === null ? null : waveGate(way, wave, new Set(), atMs)
    }
    expect(askedAfterStart({ steps: [started('dc')] }, 0)).toHaveLength(1)
    expect(gate(started('dc'))).toEqual({ isOpen: false, waitsFor: [], unanswered: ['dc'] })
    expect(gate(started('dc', { answer: { isThere: true, asked: null } }))).toEqual({ isOpen: true, despite: [] })
    expect(gate(started('dc', { answer: { isThere: false, asked: null } }))).toEqual({ isOpen: true, despite: ['dc'] })
    expect(gate(started('dc'), LONGEST_WAIT_FOR_ANSWER_MS)).toEqual({ isOpen: true, despite: ['dc'] })
  })
})
