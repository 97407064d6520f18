import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { GUEST_ANSWERS_WITHIN_MS } from '../../decide/after-move'
import { vmSeen, vmStep } from '../../testing/run-samples'
import { MoveWatch } from './move-watch'

const step = vmStep('a', { action: 'migrate' })
const withTools = { ...step, before: { ...step.before, guestTools: 'running' as const } }
const there = vmSeen('a', { hostNativeId: 'h2' })

/** `answers`: whether the probe is answered at a moment; null: nobody chose one. */
const watch = (answers: ((atMs: number) => boolean) | null) =>
  new MoveWatch({
    now: () => Date.now(),
    probeOf: () => (answers === null ? null : { kind: 'tcp', address: '192.0.2.7', port: 22 }),
    ask: () => Promise.resolve(answers?.(Date.now()) ?? false),
  })

describe('following a move', () => {
  beforeEach(() => vi.useFakeTimers({ now: 0 }))
  afterEach(() => vi.useRealTimers())

  it('S0-07 guest tools that ran before must run after; others say nothing', () => {
    const moves = watch(null)
    moves.follow(withTools)
    expect(moves.look(withTools, there).answers).toBe(true)
    expect(moves.look(withTools, { ...there, guestTools: 'not-running' }).answers).toBe(false)
    expect(moves.look(withTools, { ...there, guestTools: 'unknown' }).answers).toBeNull()
    expect(moves.look(step, { ...there, guestTools: 'not-running' }).answers).toBeNull()
  })

  it('S4-09 its longest silence is the downtime that our probe saw, where the platform tells none', async () => {
    const moves = watch((atMs) => atMs < 2_000 || atMs > 3_100)
    moves.follow(step)
    await vi.advanceTimersByTimeAsync(2_500)
    expect(moves.look(step, there)).toMatchObject({ answers: false, asked: 'tcp 192.0.2.7:22' })
    await vi.advanceTimersByTimeAsync(1_000)
    const arrival = moves.look(step, there)
    expect(arrival.answers).toBe(true)
    expect(moves.report(step, arrival, null)).toEqual({
      guest: 'answers',
      asked: 'tcp 192.0.2.7:22',
      downtimeMs: 1_500,
      downtimeFrom: 'probe',
    })
    expect(moves.report(step, arrival, 41)).toMatchObject({ downtimeMs: 41, downtimeFrom: 'platform' })
    moves.end(step.id)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('S0-07 a guest that was silent before as well is not held against the move; one that fell silent is', async () => {
    const dead = watch(() => false)
    dead.follow(step)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(dead.look(step, there).answers).toBeNull()
    dead.end(step.id)
    const dying = watch((atMs) => atMs < 4_000)
    dying.follow(step)
    await vi.advanceTimersByTimeAsync(5_000)
    dying.look(step, there)
    await vi.advanceTimersByTimeAsync(GUEST_ANSWERS_WITHIN_MS)
    expect(dying.look(step, there)).toMatchObject({ answers: false, forMs: GUEST_ANSWERS_WITHIN_MS })
    dying.end(step.id)
  })

  it('A1 an engine that begins after the move cannot know how it was before: silence is told', async () => {
    const moves = watch(() => false)
    moves.follow(step)
    moves.look(step, there)
    await vi.advanceTimersByTimeAsync(GUEST_ANSWERS_WITHIN_MS)
    expect(moves.look(step, there)).toMatchObject({ answers: false, forMs: GUEST_ANSWERS_WITHIN_MS })
    moves.end(step.id)
  })

  it('its time there begins anew when it is seen elsewhere', async () => {
    const moves = watch(null)
    moves.follow(step)
    moves.look(step, there)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(moves.look(step, there).forMs).toBe(5_000)
    moves.look(step, null)
    expect(moves.look(step, there).forMs).toBe(0)
  })
})
