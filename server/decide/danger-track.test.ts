import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { PowerReadings } from '../domain/power-reading'
import type { UpsObservation } from '../domain/ups'
import { deviceSeen, observation, reading } from '../testing/power-samples'
import { groupWith } from '../testing/danger-samples'
import { dangersAfter, NO_DANGERS, showsDanger } from './danger-track'
import { groupState } from './group-state'
import { newTrack, type PowerTrack, trackAfterRestart, trackAnswer, trackSilence } from './power-track'
import { triggerHolds } from './trigger'

const T0 = 1_700_000_000_000
const at = (seconds: number) => T0 + seconds * 1000
const warm = (temperatureCelsius: number | null, patch: Partial<Omit<UpsObservation, 'readings'>> = {}) =>
  observation({ ...patch, values: { temperatureCelsius } })
const doubtful = (name: 'temperatureCelsius' | 'loadPercent', value: number): UpsObservation => {
  const said = observation()
  const readings: PowerReadings = { ...said.readings, [name]: reading(name, value, false) }
  return { ...said, readings }
}
const incredible = (celsius: number): UpsObservation => doubtful('temperatureCelsius', celsius)
const heat = { kind: 'temperature-at-least', celsius: 40, seconds: 60 } as const
const overload = { kind: 'overload', seconds: 30 } as const

/** A group of this one UPS as it is believed now. */
const seen = ({ dangers, contact }: PowerTrack, requiredDevices = 1) =>
  groupState(groupWith(['a'], requiredDevices), [deviceSeen('a', { dangers, contact: contact === 'ok' ? 'ok' : 'lost' })])

type Heard = readonly [everySeconds: number, answer: UpsObservation | null]
const afterAll = (heard: readonly Heard[], from = newTrack()): PowerTrack => {
  let seconds = 0
  return heard.reduce((track, [gap, answer]) => {
    seconds += gap
    return answer === null ? trackSilence(track, 'no answer', at(seconds)) : trackAnswer(track, answer, at(seconds))
  }, from)
}
const every2s = (count: number, answer: UpsObservation): readonly Heard[] => Array.from({ length: count }, () => [2, answer])

describe('P8 dangers that a UPS shows', () => {
  it('P8 a sound UPS shows nothing, and costs nothing where it tells no temperature', () => {
    expect(dangersAfter(NO_DANGERS, observation(), T0)).toBe(NO_DANGERS)
    expect(showsDanger(dangersAfter(NO_DANGERS, warm(24), T0))).toBe(false)
  })

  it('P8 heat counts for as long as it has been at least so warm, however it went up and down above', () => {
    const track = afterAll([...every2s(10, warm(41)), ...every2s(10, warm(47)), ...every2s(10, warm(40.6))])
    expect(triggerHolds({ ...heat, seconds: 58 }, seen(track))).toBe('a: at least 40 °C for 58 s, trigger 40 °C for 58 s')
    expect(triggerHolds({ ...heat, seconds: 59 }, seen(track))).toBeNull()
    expect(triggerHolds({ ...heat, celsius: 41, seconds: 5 }, seen(track))).toBeNull()
  })

  it('P8 an overload is what the UPS says, or a load above 100 %, without interruption', () => {
    const said = observation({ flags: ['overload'] })
    const loaded = observation({ values: { loadPercent: 104 } })
    expect(triggerHolds(overload, seen(afterAll([...every2s(8, said), ...every2s(8, loaded)])))).toContain('overloaded for 30 s')
    const broken = afterAll([...every2s(8, said), [2, observation()], ...every2s(8, loaded)])
    expect(triggerHolds(overload, seen(broken))).toBeNull()
  })

  it('P5 a UPS that supplies nothing is not overloaded', () => {
    const off = observation({ supply: 'off', flags: ['overload'] })
    expect(afterAll(every2s(30, off)).dangers).toBe(NO_DANGERS)
  })

  it('P3 a self-test or a calibration begins no danger, and ends none', () => {
    for (const flag of ['testing', 'calibrating'] as const) {
      const testing = observation({ flags: [flag, 'overload', 'replace-battery'], values: { temperatureCelsius: 70 } })
      expect(afterAll(every2s(60, testing)).dangers).toBe(NO_DANGERS)
      const over = afterAll(every2s(4, observation({ flags: ['overload'] })))
      expect(afterAll([[2, observation({ flags: [flag] })]], over).dangers).toEqual(over.dangers)
    }
  })

  it('P3 economy mode is no danger', () => {
    expect(afterAll(every2s(60, observation({ flags: ['eco'] }))).dangers).toBe(NO_DANGERS)
  })

  it('P2 a silent UPS neither begins nor ends a danger', () => {
    const over = observation({ flags: ['overload'] })
    const silent = afterAll([...every2s(10, over), ...Array.from({ length: 60 }, (): Heard => [2, null])])
    expect(triggerHolds(overload, seen(silent))).toBeNull()
    expect(seen(silent).dangers).toEqual([{ kind: 'overload', of: 'a', celsius: null, seconds: 0 }])
    // What it says after the silence counts anew: nobody knows what was meanwhile.
    const again = trackAnswer(silent, over, at(200))
    expect(triggerHolds({ ...overload, seconds: 5 }, seen(again))).toBeNull()
  })

  it('P9 what had been counted goes on over a restart that was short', () => {
    const before = afterAll(every2s(10, warm(45)))
    const restarted = trackAnswer(trackAfterRestart(before, at(24)), warm(45), at(26))
    expect(triggerHolds({ ...heat, seconds: 24 }, seen(restarted))).not.toBeNull()
  })

  it('P2 P9 what was told long before an engine started begins nothing and ends nothing, before anything is heard anew', () => {
    const before = afterAll(every2s(30, observation({ flags: ['overload'] })))
    expect(triggerHolds(overload, seen(trackAfterRestart(before, at(69))))).not.toBeNull()
    for (const later of [71, 9_000]) {
      const restarted = trackAfterRestart(before, at(later))
      expect(seen(restarted).dangers).toMatchObject([{ kind: 'overload', seconds: 0 }])
      const silent = trackSilence(restarted, 'no answer', at(later + 2), 1)
      expect(seen(silent).dangers).toMatchObject([{ kind: 'overload', seconds: 0 }])
      expect(seen(trackAnswer(silent, observation(), at(later + 4))).dangers).toEqual([])
      const again = trackAnswer(silent, observation({ flags: ['overload'] }), at(later + 4))
      expect(seen(again).dangers).toMatchObject([{ kind: 'overload', seconds: 0 }])
    }
    const hot = trackAfterRestart(afterAll(every2s(60, warm(45))), at(9_000))
    expect(seen(hot).dangers).toMatchObject([{ kind: 'temperature-at-least', celsius: 45, seconds: 0 }])
  })

  it('P8 one bad answer never acts: whatever a single one says, no danger trigger holds', () => {
    const bad = fc.record({
      temperatureCelsius: fc.integer({ min: -30, max: 95 }),
      loadPercent: fc.integer({ min: 0, max: 300 }),
      flags: fc.subarray(['overload', 'replace-battery', 'battery-missing', 'overheated', 'fault'] as const),
    })
    fc.assert(
      fc.property(bad, fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 50 }), (said, before, after) => {
        const { flags, ...values } = said
        const good = observation({ values: { temperatureCelsius: 24 } })
        const odd = observation({ flags, values })
        const track = afterAll([...every2s(before, good), [2, odd]])
        for (const now of [track, afterAll(every2s(after, good), track)])
          for (const trigger of [
            { ...heat, celsius: 30, seconds: 5 },
            { ...overload, seconds: 5 },
            { kind: 'battery-fault', seconds: 5 },
          ] as const)
            expect(triggerHolds(trigger, seen(now))).toBeNull()
      }),
    )
  })

  it('P4 no sequence of temperatures that are not credible fires, whatever they say and however long', () => {
    const doubted = fc.integer({ min: 30, max: 900 }).map(incredible)
    const poll = fc.oneof(
      doubted,
      fc.constant(warm(null)),
      fc.integer({ min: -20, max: 29 }).map((celsius) => warm(celsius)),
    )
    const some = { minLength: 5, maxLength: 60, size: 'max' } as const
    fc.assert(
      fc.property(fc.array(poll), fc.array(doubted, some), (before, last) => {
        const track = afterAll([...before, ...last].map((answer) => [2, answer]))
        expect(triggerHolds({ ...heat, celsius: 30, seconds: 5 }, seen(track))).toBeNull()
      }),
    )
  })

  it('P4 a load that is not credible is no overload', () => {
    expect(afterAll(every2s(60, doubtful('loadPercent', 240))).dangers).toBe(NO_DANGERS)
  })

  it('P4 a temperature that is not credible, or not told, ends no heat, and is none of its time', () => {
    for (const doubted of [incredible(12), incredible(300), warm(null)]) {
      const between = afterAll([...every2s(10, warm(45)), [2, doubted]])
      expect(seen(between).dangers).toEqual(seen(afterAll(every2s(10, warm(45)))).dangers)
      expect(triggerHolds({ ...heat, seconds: 22 }, seen(trackAnswer(between, warm(45), at(24))))).not.toBeNull()
    }
  })

  it('P8 heat holds exactly when every credible answer of the time before was as warm, and there was no gap', () => {
    const poll = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 36, max: 44 }))
    fc.assert(
      fc.property(fc.array(poll, { minLength: 1, maxLength: 60 }), fc.integer({ min: 5, max: 60 }), (polls, seconds) => {
        const track = afterAll(polls.map(([gap, celsius]) => [gap, warm(celsius)]))
        // The oracle: from the last answer back, as long as each is warm enough and follows within ten seconds.
        let counted = 0
        for (let index = polls.length - 1; index > 0; index -= 1) {
          const [gap, celsius] = polls[index] ?? [0, 0]
          const [, earlier] = polls[index - 1] ?? [0, 0]
          if (celsius < 40 || earlier < 40 || gap > 10) break
          counted += gap
        }
        expect(triggerHolds({ ...heat, seconds }, seen(track)) !== null).toBe(counted >= seconds)
      }),
    )
  })

  it('P8 one bad battery of A and B is redundancy lost, and no danger to the group; the second one is', () => {
    const faulty = (name: string, seconds: number) =>
      deviceSeen(name, { dangers: { ...NO_DANGERS, batteryFault: { sinceMs: T0, seenMs: at(seconds) } } })
    const fault = { kind: 'battery-fault', seconds: 60 } as const
    const pair = groupWith(['a', 'b'], 1)
    expect(groupState(pair, [faulty('a', 900), deviceSeen('b')]).dangers).toEqual([])
    expect(triggerHolds(fault, groupState(pair, [faulty('a', 900), faulty('b', 30)]))).toBeNull()
    expect(triggerHolds(fault, groupState(pair, [faulty('a', 900), faulty('b', 61)]))).toBe(
      'b: battery fault for 61 s, trigger 60 s',
    )
    // P5: one that is off stands in for nobody.
    const off = (seconds: number) => deviceSeen('b', { supply: 'off', off: { sinceMs: at(900 - seconds), seenMs: at(900) } })
    expect(triggerHolds(fault, groupState(pair, [faulty('a', 900), off(60)]))).not.toBeNull()
  })

  it('P5 P8 the time of too few sound batteries begins when the last one went, not with the first fault', () => {
    const faulty = deviceSeen('a', { dangers: { ...NO_DANGERS, batteryFault: { sinceMs: T0, seenMs: at(7_200) } } })
    const off = (seconds: number) => deviceSeen('b', { supply: 'off', off: { sinceMs: at(7_200 - seconds), seenMs: at(7_200) } })
    const fault = { kind: 'battery-fault', seconds: 60 } as const
    const pair = groupWith(['a', 'b'], 1)
    for (const seconds of [0, 59]) expect(triggerHolds(fault, groupState(pair, [faulty, off(seconds)]))).toBeNull()
    expect(triggerHolds(fault, groupState(pair, [faulty, off(60)]))).toBe('a: battery fault for 60 s, trigger 60 s')
    // Edited out of the group: since then.
    const alone = (seconds: number) => ({ ...groupWith(['a'], 1), changedAtMs: at(7_200 - seconds) })
    expect(triggerHolds(fault, groupState(alone(59), [faulty]))).toBeNull()
    expect(triggerHolds(fault, groupState(alone(60), [faulty]))).not.toBeNull()
    // A silent one is none that counts (P2).
    expect(triggerHolds(fault, groupState(pair, [{ ...faulty, contact: 'lost' }, off(600)]))).toBeNull()
  })

  it('P5 a UPS counts as off from its first answer that says so, and one answer alone proves no time', () => {
    const off = observation({ supply: 'off' })
    expect(afterAll([[2, off]]).off).toEqual({ sinceMs: at(2), seenMs: at(2) })
    expect(
      afterAll([
        [2, off],
        [2, null],
        [2, off],
      ]).off,
    ).toEqual({ sinceMs: at(2), seenMs: at(6) })
    expect(
      afterAll([
        [2, off],
        [2, observation()],
      ]).off,
    ).toBeNull()
  })

  it('P2 P4 a danger of which nothing is told any more begins nothing, and has not ended', () => {
    const told = [
      [every2s(60, warm(45)), warm(null), heat],
      [every2s(60, observation({ flags: ['overload'] })), observation({ flags: ['calibrating'] }), overload],
    ] as const
    for (const [before, mute, trigger] of told) {
      const untold = (count: number) => {
        const track = afterAll([...before, ...every2s(count, mute)])
        const { dangers, contact, answeredAtMs } = track
        return groupState(groupWith(['a']), [
          deviceSeen('a', { dangers, contact: contact === 'ok' ? 'ok' : 'lost', answeredAtMs }),
        ])
      }
      expect(triggerHolds(trigger, untold(5))).not.toBeNull()
      expect(triggerHolds(trigger, untold(6))).toBeNull()
      expect(untold(900).dangers).toMatchObject([{ kind: trigger.kind, seconds: 0 }])
    }
  })
})
