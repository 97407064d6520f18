import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHEMISTRIES, type BatteryAnchor, type BatteryModel } from '../../domain/battery'
import { newBatteryModel } from './learn'
import { runtimeAt } from './runtime-at'

const NOW = 1_700_000_000_000
const YEAR_MS = 365.25 * 86_400_000

const anchor = fc.record({
  source: fc.constantFrom('firmware' as const, 'discharge' as const),
  loadShare: fc.double({ min: 0.02, max: 1.5, noNaN: true }),
  runtimeSeconds: fc.double({ min: 30, max: 40_000, noNaN: true }),
  errorShare: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
  atMs: fc.integer({ min: NOW - 2 * YEAR_MS, max: NOW }),
}) satisfies fc.Arbitrary<BatteryAnchor>

/** Also nonsense: more load that lasts longer, figures that contradict each other. */
const model: fc.Arbitrary<BatteryModel> = fc
  .record({
    chemistry: fc.constantFrom(...CHEMISTRIES),
    ratedWatts: fc.constant(1_000),
    anchors: fc.array(anchor, { maxLength: 5 }),
    ageMs: fc.integer({ min: 0, max: 5 * YEAR_MS }),
  })
  .map(({ ageMs, ...given }) => ({ ...given, discharge: null, knownSinceMs: NOW - ageMs }))

const percent = fc.integer({ min: 0, max: 100 })
const load = fc.double({ min: 0.5, max: 180, noNaN: true })
const few = { numRuns: 60 }

const ask = (of: BatteryModel, loadPercent: number, chargePercent: number | null, nowMs = NOW) => {
  const band = runtimeAt(of, { loadPercent, chargePercent }, nowMs)
  if (band === null) throw new Error('the load is known')
  return band
}

describe('runtime of a battery', () => {
  it('is never longer at more load', () => {
    fc.assert(
      fc.property(model, load, load, percent, (of, one, other, charge) => {
        const light = ask(of, Math.min(one, other), charge)
        const heavy = ask(of, Math.max(one, other), charge)
        expect(heavy.lowSeconds).toBeLessThanOrEqual(light.lowSeconds * (1 + 1e-9))
        expect(heavy.expectedSeconds).toBeLessThanOrEqual(light.expectedSeconds * (1 + 1e-9))
        expect(heavy.highSeconds).toBeLessThanOrEqual(light.highSeconds * (1 + 1e-9))
      }),
      few,
    )
  })

  it('P6 is never shorter with more charge: a battery not yet recharged has less', () => {
    fc.assert(
      fc.property(model, load, percent, percent, (of, at, one, other) => {
        const less = ask(of, at, Math.min(one, other))
        const more = ask(of, at, Math.max(one, other))
        expect(less.lowSeconds).toBeLessThanOrEqual(more.lowSeconds)
        expect(less.expectedSeconds).toBeLessThanOrEqual(more.expectedSeconds)
        expect(less.highSeconds).toBeLessThanOrEqual(more.highSeconds)
      }),
      few,
    )
  })

  it('lies inside its band, and the band is never negative', () => {
    fc.assert(
      fc.property(model, load, fc.option(percent), (of, at, charge) => {
        const { lowSeconds, expectedSeconds, highSeconds } = ask(of, at, charge)
        expect(lowSeconds).toBeGreaterThanOrEqual(0)
        expect(lowSeconds).toBeLessThanOrEqual(expectedSeconds)
        expect(expectedSeconds).toBeLessThanOrEqual(highSeconds)
        expect(Number.isFinite(highSeconds)).toBe(true)
      }),
      few,
    )
  })

  it('is the same whether the load is given in percent, or in watts of whatever rating', () => {
    fc.assert(
      fc.property(model, load, percent, fc.double({ min: 0.1, max: 50, noNaN: true }), (of, at, charge, scale) => {
        const larger = { ...of, ratedWatts: 1_000 * scale }
        const watts = runtimeAt(larger, { loadWatts: (at / 100) * 1_000 * scale, chargePercent: charge }, NOW)
        expect(watts?.expectedSeconds).toBeCloseTo(ask(of, at, charge).expectedSeconds, 3)
      }),
      few,
    )
  })

  it('is less sure at the low end the longer no discharge has shown what the battery holds', () => {
    fc.assert(
      fc.property(model, load, percent, fc.integer({ min: 0, max: 3 * YEAR_MS }), (of, at, charge, laterMs) => {
        expect(ask(of, at, charge, NOW + laterMs).lowSeconds).toBeLessThanOrEqual(ask(of, at, charge).lowSeconds)
      }),
      few,
    )
  })
})

describe('a battery of which nothing is known but its rating', () => {
  const untaught = newBatteryModel({ chemistry: 'unknown', ratedWatts: 1_000 }, NOW)

  it('P4 has a wide band, and says that nothing is learned', () => {
    const band = ask(untaught, 50, 100)
    expect(band.learned).toBe(false)
    expect(band.basis).toContain('nothing is learned')
    expect(band.highSeconds / band.lowSeconds).toBeGreaterThan(4)
  })

  it('has no runtime where the load is not known, or is known in watts without a rating', () => {
    expect(runtimeAt(untaught, { chargePercent: 100 }, NOW)).toBeNull()
    expect(runtimeAt({ ...untaught, ratedWatts: null }, { loadWatts: 500, chargePercent: 100 }, NOW)).toBeNull()
  })

  it('P4 claims nothing for its low end where the charge is not known', () => {
    expect(ask(untaught, 50, null).lowSeconds).toBe(0)
  })
})
