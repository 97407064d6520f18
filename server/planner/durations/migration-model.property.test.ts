import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convergenceOf, fitMigrationModel, type MeasuredMoveSample, moveTimer, priorMigrationModel } from './migration-model'

const RUNS = { numRuns: 100 }

const moveOf = (memoryMiB: number, mbitPerSecond: number) => ({ copiedMiB: memoryMiB, dirtyMiBPerSecond: null, mbitPerSecond })

const copyArbitrary = fc.record({
  copiedMiB: fc.integer({ min: 128, max: 65_536 }),
  dirtyMiBPerSecond: fc.option(fc.double({ min: 0, max: 40, noNaN: true }), { nil: null }),
  mbitPerSecond: fc.constantFrom(500, 1_000, 10_000, 25_000),
})
const sampleArbitrary: fc.Arbitrary<MeasuredMoveSample> = fc
  .tuple(copyArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 3_600 }), fc.boolean())
  .map(([copy, saturatedShare, seconds, isCensored]) => ({ ...copy, saturatedShare, seconds, isCensored }))

/** What a network of these properties shows: seconds as they would be measured. */
const shown = (truth: { overhead: number; wire: number; saturated: number }): readonly MeasuredMoveSample[] =>
  [500, 1_000, 10_000].flatMap((mbit) =>
    [1_000, 2_000, 4_000, 16_000].flatMap((memory) =>
      [0, 0.5, 1].map((saturatedShare) => {
        const wireSeconds = (memory * 8 * 1.048576) / mbit
        const seconds = truth.overhead + (truth.wire + truth.saturated * saturatedShare) * wireSeconds
        return { ...moveOf(memory, mbit), saturatedShare, seconds, isCensored: false }
      }),
    ),
  )

describe('the migration model', () => {
  it('is the documented prior where nothing was measured', () => {
    expect(fitMigrationModel([])).toEqual(priorMigrationModel)
  })

  it('finds what a network is like, however it is', () => {
    fc.assert(
      fc.property(
        fc.record({
          overhead: fc.double({ min: 0.5, max: 20, noNaN: true }),
          wire: fc.double({ min: 0.5, max: 12, noNaN: true }),
          saturated: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        (truth) => {
          const samples = [...shown(truth), ...shown(truth), ...shown(truth)]
          const time = moveTimer(fitMigrationModel(samples))
          for (const sample of samples) {
            const { p50Seconds } = time(sample, sample.saturatedShare)
            expect(Math.abs(p50Seconds / sample.seconds - 1)).toBeLessThan(0.05)
          }
        },
      ),
      RUNS,
    )
  })

  it('is not moved by a tenth of the moves that took five times as long', () => {
    const usual = shown({ overhead: 2, wire: 1.1, saturated: 0.1 })
    const disturbed = usual.map((sample, at) => (at % 10 === 3 ? { ...sample, seconds: sample.seconds * 5 } : sample))
    const [plain, other] = [moveTimer(fitMigrationModel(usual)), moveTimer(fitMigrationModel(disturbed))]
    for (const { saturatedShare, ...move } of usual)
      expect(other(move, saturatedShare).p50Seconds / plain(move, saturatedShare).p50Seconds).toBeCloseTo(1, 1)
  })

  it('draws few moves towards the prior, and stays wide until there are many', () => {
    const few = fitMigrationModel(shown({ overhead: 2, wire: 1.17, saturated: 0.12 }).slice(0, 2))
    expect(few.spread.p95Seconds / few.spread.p50Seconds).toBeGreaterThan(1.5)
    const many = fitMigrationModel(Array.from({ length: 4 }, () => shown({ overhead: 2, wire: 1.17, saturated: 0.12 })).flat())
    expect(many.spread.p95Seconds / many.spread.p50Seconds).toBeLessThan(1.3)
  })

  it('says the same whatever the order of its samples', () => {
    fc.assert(
      fc.property(
        fc
          .array(sampleArbitrary, { maxLength: 20 })
          .chain((samples) => fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length }))),
        ([samples, shuffled]) => {
          expect(fitMigrationModel(shuffled)).toEqual(fitMigrationModel(samples))
        },
      ),
      RUNS,
    )
  })

  it('never foresees less than nothing, nor a worst case that is better than the usual one', () => {
    fc.assert(
      fc.property(fc.array(sampleArbitrary, { maxLength: 20 }), copyArbitrary, (samples, move) => {
        const { p50Seconds, p95Seconds } = moveTimer(fitMigrationModel(samples))(move, 0.5)
        expect(p50Seconds).toBeGreaterThan(0)
        expect(p95Seconds).toBeGreaterThanOrEqual(p50Seconds)
      }),
      RUNS,
    )
  })

  it('counts a move that reached its limit as longer than that', () => {
    const usual = shown({ overhead: 2, wire: 1.1, saturated: 0 })
    const cutOff = usual.map((sample) => ({ ...sample, seconds: sample.seconds * 3, isCensored: true }))
    const time = moveTimer(fitMigrationModel(cutOff))
    for (const { saturatedShare, seconds, ...move } of cutOff)
      expect(time(move, saturatedShare).p50Seconds).toBeGreaterThan(seconds * 0.95)
  })

  it('does not converge where the guest writes as fast as the link sends, and says which link would do', () => {
    const busy = { copiedMiB: 8_192, dirtyMiBPerSecond: 120, mbitPerSecond: 1_000 }
    const { converges, neededMbitPerSecond } = convergenceOf(busy)
    expect(converges).toBe(false)
    expect(moveTimer(priorMigrationModel)(busy, 0).p50Seconds).toBe(Number.POSITIVE_INFINITY)
    expect(convergenceOf({ ...busy, mbitPerSecond: neededMbitPerSecond * 0.99 }).converges).toBe(false)
    expect(convergenceOf({ ...busy, mbitPerSecond: neededMbitPerSecond * 1.01 }).converges).toBe(true)
    // Nobody knows the rate: it is not held against it.
    expect(convergenceOf({ ...busy, dirtyMiBPerSecond: null }).converges).toBe(true)
  })

  it('takes longer the faster the guest writes', () => {
    const time = moveTimer(priorMigrationModel)
    const seconds = [0, 20, 60, 90].map(
      (dirtyMiBPerSecond) => time({ copiedMiB: 8_192, dirtyMiBPerSecond, mbitPerSecond: 1_000 }, 0).p50Seconds,
    )
    expect(seconds).toEqual(seconds.toSorted((one, other) => one - other))
    expect(new Set(seconds).size).toBe(4)
  })
})
