import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learnedQuantiles, type Measured } from './learned-quantiles'

const PRIOR = { p50Seconds: 30, p95Seconds: 120 }
const WEIGHT = 3
const RUNS = { numRuns: 200 }

const seen = (value: number): Measured => ({ value, isCensored: false })
const cutOff = (value: number): Measured => ({ value, isCensored: true })
const learned = (...measured: readonly Measured[]) => learnedQuantiles(PRIOR, measured, WEIGHT)

const secondsArbitrary = fc.double({ min: 1, max: 3_600, noNaN: true })
const measuredArbitrary = fc.record({ value: secondsArbitrary, isCensored: fc.boolean() })

describe('quantiles learned from few measurements', () => {
  it('are the prior where nothing was measured', () => expect(learned()).toEqual(PRIOR))

  it('come near to the prior the fewer there are, and near to what was measured the more', () => {
    fc.assert(
      fc.property(secondsArbitrary, (value) => {
        const distances = [1, 3, 10, 30, 100].map((count) =>
          Math.abs(Math.log(learned(...Array.from({ length: count }, () => seen(value))).p50Seconds / value)),
        )
        for (const [at, distance] of distances.entries())
          expect(distance).toBeLessThanOrEqual((distances[at - 1] ?? Number.POSITIVE_INFINITY) + 1e-9)
        expect(distances.at(-1)).toBeLessThan(0.1)
      }),
      RUNS,
    )
  })

  it('never say a worst case that is better than the usual one', () => {
    fc.assert(
      fc.property(fc.array(measuredArbitrary, { maxLength: 30 }), (measured) => {
        const { p50Seconds, p95Seconds } = learned(...measured)
        expect(p50Seconds).toBeGreaterThan(0)
        expect(p95Seconds).toBeGreaterThanOrEqual(p50Seconds)
      }),
      RUNS,
    )
  })

  it('are not moved by one measurement that is far off: less than a tenth in the median', () => {
    fc.assert(
      fc.property(
        secondsArbitrary,
        fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 8, maxLength: 20 }),
        fc.double({ min: 5, max: 1_000, noNaN: true }),
        fc.boolean(),
        (usual, around, times, isLonger) => {
          const measured = around.map((share) => seen(usual * share))
          const outlier = seen(isLonger ? usual * times : usual / times)
          expect(Math.abs(learned(...measured, outlier).p50Seconds / learned(...measured).p50Seconds - 1)).toBeLessThan(0.1)
        },
      ),
      RUNS,
    )
  })

  it('say the same whatever the order', () => {
    fc.assert(
      fc.property(
        fc
          .array(measuredArbitrary, { maxLength: 20 })
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          expect(learned(...shuffled)).toEqual(learned(...all))
        },
      ),
      RUNS,
    )
  })

  it('count what its limit ended as longer than that', () => {
    const five = [40, 45, 50, 55].map(seen)
    expect(learned(...five, cutOff(60)).p50Seconds).toBeGreaterThanOrEqual(learned(...five, seen(42)).p50Seconds)
    expect(learned(...Array.from({ length: 20 }, () => cutOff(300))).p50Seconds).toBeGreaterThan(300)
  })
})
