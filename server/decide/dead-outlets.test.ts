import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UpsObservation } from '../domain/ups'
import { observation } from '../testing/power-samples'
import { deviceId, feed } from '../testing/world-samples'
import { deviceView } from './device-view'
import { feedState, powerScene } from './feed-loads'
import { newTrack, trackAfterRestart, trackAnswer, trackSilence } from './power-track'

const T0 = 1_700_000_000_000
const answer = (isDead: boolean): UpsObservation =>
  observation({ outlets: [{ id: '3', name: null, state: 'on', ...(isDead ? { dead: 'breaker 2 is open' } : {}) }] })

/** The feed by outlet 3 after polls of which `null` brought no answer. */
const stateAfter = (polls: readonly (boolean | null)[]) => {
  let last: UpsObservation | null = null
  const track = polls.reduce((before, poll, at) => {
    const nowMs = T0 + at * 2_000
    if (poll === null) return trackSilence(before, 'no answer', nowMs)
    last = answer(poll)
    return trackAnswer(before, last, nowMs)
  }, newTrack())
  const view = deviceView({ id: deviceId('u'), name: 'u' }, track, last, null, T0 + polls.length * 2_000)
  return feedState(feed('u', 'h', 'A', '3'), powerScene([view], [], []).devices)
}

describe('outlets that are said to be dead', () => {
  it('P5 P7 one answer takes no feed; a second one in a row does', () => {
    expect(stateAfter([false, true])).toBe('live')
    expect(stateAfter([false, true, true])).toBe('dead')
    expect(stateAfter([false, true, null, true])).toBe('dead')
    expect(stateAfter([true, false, true])).toBe('live')
    expect(stateAfter([true, true, true, false])).toBe('live')
  })
  it('P5 P7 a feed is dead exactly where the last two answers said so, whatever came between', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.boolean()), { maxLength: 12 }), (polls) => {
        const heard = polls.filter((poll) => poll !== null)
        const isDead = heard.length >= 2 && heard.slice(-2).every(Boolean)
        // The first answer makes the UPS known.
        expect(stateAfter([false, ...polls])).toBe(isDead ? 'dead' : 'live')
      }),
    )
  })
  it('P9 an engine that starts asks anew', () => {
    const before = trackAnswer(trackAnswer(newTrack(), answer(true), T0), answer(true), T0 + 2_000)
    expect(before.deadOutlets.believed).toEqual(['3'])
    const after = trackAnswer(trackAfterRestart(before, T0 + 4_000), answer(true), T0 + 4_000)
    expect(after.deadOutlets.believed).toEqual([])
  })
})
