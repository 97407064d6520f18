import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviceSeen, observation } from '../testing/power-samples'
import { groupWith } from '../testing/danger-samples'
import type { UpsObservation } from '../domain/ups'
import { groupState } from './group-state'
import { newTrack, type PowerTrack, trackAfterRestart, trackAnswer, trackSilence } from './power-track'
import { triggerHolds } from './trigger'

const T0 = 1_700_000_000_000
const at = (seconds: number) => T0 + seconds * 1000
const BATTERY = 'BatteryTemperature'
const SYSTEM = 'SystemTemperature'
const POLL_SECONDS = 2

const told = (celsius: number, source: string): UpsObservation => {
  const answer = observation({ values: { temperatureCelsius: celsius } })
  return {
    ...answer,
    readings: { ...answer.readings, temperatureCelsius: { ...answer.readings.temperatureCelsius, source } },
  }
}

interface Said {
  readonly celsius: number
  readonly source?: string
}
/** Null: it does not answer. */
type Course = (seconds: number) => Said | null

const follow = (course: Course, seconds: number, from: PowerTrack = newTrack(), fromSeconds = 0) => {
  let track = from
  /** When heat of 40 °C had been for a minute. */
  let firedSeconds: number | null = null
  for (let now = fromSeconds; now <= seconds; now += POLL_SECONDS) {
    const said = course(now)
    track =
      said === null
        ? trackSilence(track, 'no answer', at(now))
        : trackAnswer(track, told(said.celsius, said.source ?? BATTERY), at(now))
    const group = groupState(groupWith(['a']), [deviceSeen('a', { dangers: track.dangers })])
    if (firedSeconds === null && triggerHolds({ kind: 'temperature-at-least', celsius: 40, seconds: 60 }, group) !== null)
      firedSeconds = now
  }
  return { track, firedSeconds }
}
const firedAfter = (course: Course, seconds = 1_200): number | null => follow(course, seconds).firedSeconds

describe('temperatures that jump', () => {
  it('P4 P8 another sensor that stands in is no heat until it has been steady for five minutes', () => {
    const standsIn: Course = (now) => (now < 100 ? { celsius: 25 } : { celsius: 45, source: SYSTEM })
    expect(firedAfter(standsIn, 450)).toBeNull()
    expect(firedAfter(standsIn)).toBe(100 + 300 + 60)
    expect(firedAfter((now) => ({ celsius: 41, source: now < 40 ? BATTERY : SYSTEM }))).toBe(40 + 300 + 60)
  })
  it('P4 P8 an open sensor, or a card that is set to Fahrenheit, takes no host within minutes', () => {
    for (const celsius of [85, 75]) expect(firedAfter((now) => ({ celsius: now < 100 ? 25 : celsius }), 450)).toBeNull()
  })
  it('P4 P8 one that goes up and down is not believed at all', () => {
    expect(firedAfter((now) => ({ celsius: now < 100 ? 25 : now % 20 < 10 ? 85 : 60 }))).toBeNull()
  })
  it('P4 P8 after a silence it may have warmed as rooms do, and not more', () => {
    const after = (celsius: number) => firedAfter((now) => (now < 100 ? { celsius: 30 } : now < 400 ? null : { celsius }), 700)
    expect(after(45)).toBe(460)
    expect(after(75)).toBeNull()
  })
  it('P4 P9 the doubt, and what was before it, outlast the engine', () => {
    const jumped = follow((now) => ({ celsius: now < 100 ? 25 : 85 }), 200).track
    for (const restartSeconds of [210, 300]) {
      const restarted = trackAfterRestart(jumped, at(restartSeconds))
      expect(follow(() => ({ celsius: 85 }), 450, restarted, restartSeconds).firedSeconds).toBeNull()
    }
    const sound = trackAfterRestart(follow(() => ({ celsius: 25 }), 100).track, at(300))
    expect(follow(() => ({ celsius: 85 }), 600, sound, 300).firedSeconds).toBeNull()
  })
  it('P4 P8 a few odd answers do not put off a heat that is real, nor are they of its time', () => {
    expect(firedAfter((now) => ({ celsius: now % 30 === 28 ? 85 : 45 }))).toBe(60)
    expect(firedAfter((now) => ({ celsius: 45, source: now % 4 === 2 ? SYSTEM : BATTERY }))).toBe(60)
    // Longer than a few: then its time begins anew.
    expect(firedAfter((now) => ({ celsius: now >= 20 && now < 40 ? 85 : 45 }))).toBe(40 + 60)
  })

  it('P8 whatever rises by up to 3 °C a minute fires as soon as it has been hot for its time', () => {
    const rise = fc.record({
      start: fc.integer({ min: 15, max: 32 }),
      perMinute: fc.double({ min: 0.5, max: 3, noNaN: true }),
      noise: fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 7, maxLength: 7 }),
    })
    fc.assert(
      fc.property(rise, ({ start, perMinute, noise }) => {
        const celsius = (now: number) => Math.min(60, Math.floor(start + (perMinute * now) / 60)) + (noise[(now / 2) % 7] ?? 0)
        const hotSeconds = ((42 - start) / perMinute) * 60
        expect(firedAfter((now) => ({ celsius: celsius(now) }), hotSeconds + 70)).not.toBeNull()
      }),
      { numRuns: 40 },
    )
  })
  it('P8 also where it is read at another sensor meanwhile: five minutes later at most', () => {
    const rise = fc.record({
      start: fc.integer({ min: 20, max: 32 }),
      perMinute: fc.double({ min: 1, max: 3, noNaN: true }),
      otherSeconds: fc.integer({ min: 0, max: 600 }),
      offset: fc.integer({ min: -10, max: 25 }),
    })
    fc.assert(
      fc.property(rise, ({ start, perMinute, otherSeconds, offset }) => {
        const course: Course = (now) => {
          const celsius = Math.floor(start + (perMinute * now) / 60)
          return now < otherSeconds ? { celsius } : { celsius: celsius + offset, source: SYSTEM }
        }
        const hotSeconds = Math.max(otherSeconds, ((42 - start - Math.min(0, offset)) / perMinute) * 60)
        expect(firedAfter(course, hotSeconds + 300 + 70)).not.toBeNull()
      }),
      { numRuns: 40 },
    )
  })
  it('P4 no jump of any height, wherever it comes, fires within five minutes of it', () => {
    const jump = fc.record({
      before: fc.integer({ min: 10, max: 31 }),
      height: fc.integer({ min: 9, max: 55 }),
      jumpSeconds: fc.integer({ min: 1, max: 300 }),
    })
    fc.assert(
      fc.property(jump, ({ before, height, jumpSeconds }) => {
        const course: Course = (now) => ({ celsius: now < jumpSeconds ? before : before + height })
        expect(firedAfter(course, jumpSeconds + 300)).toBeNull()
      }),
      { numRuns: 40 },
    )
  })
})
