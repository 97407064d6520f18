import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { observation } from '../testing/power-samples'
import {
  newTrack,
  type PowerTrack,
  runtimeForDecisions,
  secondsOnBattery,
  trackAfterRestart,
  trackAnswer,
  trackSilence,
} from './power-track'

const T0 = 1_700_000_000_000
const at = (seconds: number) => T0 + seconds * 1000
const battery = (values: Parameters<typeof observation>[0] = {}) => observation({ supply: 'battery', ...values })
const onMains = (): PowerTrack => trackAnswer(newTrack(), observation(), T0)

describe('power track', () => {
  it('P1 counts time on battery from its own sight of the edge, not from a stale agent counter', () => {
    const track = trackAnswer(onMains(), battery({ values: { secondsOnBattery: 4_711 } }), at(2))
    expect(secondsOnBattery(track, at(32))).toBe(30)
  })

  it('knows since when everything was measured: a brief answer is contact, and measures nothing', () => {
    const brief = trackAnswer(onMains(), { ...observation(), isBrief: true }, at(2))
    expect(brief).toMatchObject({ answeredAtMs: at(2), measuredAtMs: at(0) })
    expect(trackAnswer(brief, observation(), at(4))).toMatchObject({ answeredAtMs: at(4), measuredAtMs: at(4) })
  })

  it('P2 losing contact on mains switches nothing: the supply stays mains and only contact is lost', () => {
    const once = trackSilence(onMains(), 'no answer', at(2))
    expect(once.contact).toBe('ok')
    const lost = trackSilence(once, 'no answer', at(4))
    expect(lost).toMatchObject({ contact: 'lost', supply: 'mains', contactLostAtMs: at(4), message: 'no answer' })
    expect(secondsOnBattery(lost, at(400))).toBeNull()
  })

  it('P2 contact lost on battery goes on counting time, and counts the runtime down', () => {
    const onBattery = trackAnswer(onMains(), battery({ values: { runtimeSeconds: 600 } }), at(2))
    const lost = trackSilence(trackSilence(onBattery, 'no answer', at(4)), 'no answer', at(6))
    expect(secondsOnBattery(lost, at(102))).toBe(100)
    expect(runtimeForDecisions(lost, 40, at(102)).seconds).toBe(500)
    expect(runtimeForDecisions(lost, 40, at(5_000)).seconds).toBe(0)
  })

  it('P3 a self-test or calibration on battery is not an outage', () => {
    for (const flag of ['testing', 'calibrating'] as const) {
      const track = trackAnswer(onMains(), battery({ flags: [flag] }), at(2))
      expect(track.supply).toBe('mains')
      expect(secondsOnBattery(track, at(60))).toBeNull()
    }
  })

  it('P3 mains that fail during a self-test are an outage all the same', () => {
    const track = trackAnswer(onMains(), battery({ flags: ['testing'], values: { inputVolts: 0 } }), at(2))
    expect(track.supply).toBe('battery')
  })

  it('P4 remembers what was drawn, so that shedding load does not make the runtime fall', () => {
    const said = (chargePercent: number, loadPercent: number, runtimeSeconds: number) =>
      battery({ values: { chargePercent, loadPercent, runtimeSeconds } })
    let track = trackAnswer(onMains(), said(100, 45, 1_440), at(0))
    track = trackAnswer(track, said(90, 45, 1_300), at(200))
    track = trackAnswer(track, said(80, 45, 1_200), at(400))
    expect(runtimeForDecisions(track, 45, at(400)).seconds).toBe(1_200)
    track = trackAnswer(track, said(79, 10, 4_500), at(402))
    expect(runtimeForDecisions(track, 10, at(402)).seconds).toBe(4_500)
    expect(trackAfterRestart(track, at(403)).discharge).toEqual(track.discharge)
  })

  it('P4 a runtime that contradicts the fall of charge gives way to the slope, and says both numbers', () => {
    let track = trackAnswer(onMains(), battery({ values: { chargePercent: 100, runtimeSeconds: 3_600 } }), at(0))
    track = trackAnswer(track, battery({ values: { chargePercent: 90, runtimeSeconds: 3_500 } }), at(20))
    const { seconds, reason } = runtimeForDecisions(track, 40, at(20))
    expect(seconds).toBeCloseTo(180)
    expect(reason).toContain('3500')
    expect(reason).toContain('180')
  })

  it('P6 flapping mains do not restart the clock in the outage’s favour', () => {
    let track = trackAnswer(onMains(), battery({ values: { chargePercent: 80 } }), at(0))
    track = trackAnswer(track, battery({ values: { chargePercent: 60 } }), at(100))
    for (const seconds of [100, 108]) track = trackAnswer(track, observation({ values: { chargePercent: 60 } }), at(seconds))
    track = trackAnswer(track, battery({ values: { chargePercent: 60 } }), at(110))
    expect(secondsOnBattery(track, at(110))).toBeCloseTo(99)
  })

  it('P6 a battery that was recharged owes nothing', () => {
    let track = trackAnswer(onMains(), battery(), at(0))
    track = trackAnswer(track, observation({ values: { chargePercent: 97 } }), at(100))
    track = trackAnswer(track, observation({ values: { chargePercent: 98 } }), at(102))
    track = trackAnswer(track, battery({ values: { chargePercent: 98 } }), at(104))
    expect(secondsOnBattery(track, at(104))).toBe(0)
  })

  it('P7 low battery counts only on battery and once a second poll confirms it', () => {
    const low = { flags: ['low-battery' as const] }
    expect(trackAnswer(onMains(), observation(low), at(2)).flags).toEqual([])
    const first = trackAnswer(onMains(), battery(low), at(2))
    expect(first.flags).toEqual([])
    expect(trackAnswer(first, battery(low), at(3)).flags).toEqual(['low-battery'])
    const relieved = trackAnswer(first, battery(), at(3))
    expect(trackAnswer(relieved, battery(low), at(4)).flags).toEqual([])
  })

  it('P9 an engine that starts in the middle of an outage takes the agent’s time on battery', () => {
    const track = trackAnswer(newTrack(), battery({ values: { secondsOnBattery: 90 } }), at(0))
    expect(secondsOnBattery(track, at(0))).toBe(90)
  })

  it('P9 without a credible agent’s time it takes the worst case: since mains were last seen, else an hour', () => {
    const restarted: PowerTrack = { ...newTrack(), lastMainsAtMs: at(-300) }
    expect(secondsOnBattery(trackAnswer(restarted, battery(), at(0)), at(0))).toBe(300)
    expect(secondsOnBattery(trackAnswer(newTrack(), battery(), at(0)), at(0))).toBe(3_600)
  })

  it('P9 a restart in mid-outage goes on counting where the kept track stood', () => {
    const kept = trackAnswer(onMains(), battery(), at(2))
    const restored: PowerTrack = JSON.parse(JSON.stringify(kept)) as PowerTrack
    expect(secondsOnBattery(trackAnswer(restored, battery(), at(62)), at(62))).toBe(60)
  })

  it('P9 mains seen long before a restart do not shorten the outage that is found', () => {
    const kept = trackAfterRestart(onMains(), at(600))
    const found = trackAnswer(kept, battery({ values: { secondsOnBattery: 500 } }), at(600))
    expect(secondsOnBattery(found, at(600))).toBe(500)
  })

  it('P9 an outage kept hours ago is not believed before the UPS answers', () => {
    const low = trackAnswer(
      trackAnswer(onMains(), battery({ flags: ['low-battery'] }), at(1)),
      battery({ flags: ['low-battery'] }),
      at(2),
    )
    const morning = trackAfterRestart(low, at(28_800))
    expect(morning).toMatchObject({ supply: 'unknown', flags: [], onBatterySinceMs: null })
    expect(trackAnswer(morning, observation(), at(28_801)).supply).toBe('mains')
  })

  it('P9 a clock set back gives no negative time', () => {
    const ahead = trackAnswer(onMains(), battery(), at(1_000))
    expect(secondsOnBattery(trackAfterRestart(ahead, at(0)), at(0))).toBe(0)
  })

  it('P2 an answer that does not say where the power comes from ends no outage', () => {
    const onBattery = trackAnswer(onMains(), battery(), at(2))
    const unsure = trackAnswer(onBattery, observation({ supply: 'unknown' }), at(4))
    expect(unsure.supply).toBe('battery')
    expect(secondsOnBattery(unsure, at(32))).toBe(30)
  })

  it('a card that has lost its UPS is no contact, and changes nothing that was believed', () => {
    const track = trackAnswer(onMains(), battery({ upsContact: 'lost' }), at(2))
    expect(track).toMatchObject({ contact: 'lost', supply: 'mains' })
  })

  it('time on battery never runs backwards while the battery carries the load, whatever comes', () => {
    const event = fc.record({
      kind: fc.constantFrom('answer', 'silence'),
      charge: fc.integer({ min: 0, max: 100 }),
      gapSeconds: fc.integer({ min: 1, max: 120 }),
    })
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 30 }), (events) => {
        let track = trackAnswer(onMains(), battery(), at(1))
        let nowMs = at(1)
        let before = secondsOnBattery(track, nowMs) ?? -1
        for (const { kind, charge, gapSeconds } of events) {
          nowMs += gapSeconds * 1000
          track =
            kind === 'answer'
              ? trackAnswer(track, battery({ values: { chargePercent: charge } }), nowMs)
              : trackSilence(track, 'x', nowMs)
          const seconds = secondsOnBattery(track, nowMs) ?? -1
          expect(seconds).toBeGreaterThanOrEqual(before + gapSeconds - 1e-6)
          before = seconds
        }
      }),
    )
  })
})
