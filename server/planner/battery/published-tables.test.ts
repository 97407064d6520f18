import { describe, expect, it } from 'vitest'
import { predictAll } from '../../../e2e/bench/runtime-score'
import { readSeries } from '../../../e2e/bench/runtime-table'
import { testData } from '../../testing/require-peer'
import { fitPrior } from './fit-prior'
import { LEAD_ACID } from './priors'
import { GENERAL_LEAD_ACID, SHAPE_NAMES } from './shape-parameters'

const file = testData('runtime-curves.csv')
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe.skipIf(file === null)('published runtime tables', () => {
  const series = file === null ? [] : readSeries(file)

  it('are what the shipped prior was fitted to', () => {
    const { centre } = fitPrior(series)
    for (const name of SHAPE_NAMES) expect(LEAD_ACID.centre[name] / centre[name]).toBeCloseTo(1, 2)
  })

  it('are foretold from two points, with a prior that has not seen the vendor', () => {
    const predictions = predictAll(series, [1 / 3, 2 / 3])
    expect(mean(predictions.filter(({ between }) => between).map(({ error }) => error))).toBeLessThanOrEqual(0.04)
    expect(mean(predictions.map(({ error }) => error))).toBeLessThanOrEqual(0.08)
    expect(mean(predictions.map(({ covered }) => (covered ? 1 : 0)))).toBeGreaterThanOrEqual(0.9)
    expect(mean(predictions.map(({ bandWidth }) => bandWidth))).toBeLessThanOrEqual(0.5)
  })
})

describe('the prior', () => {
  it('is the general shape where there are no tables', () => {
    expect(fitPrior([]).centre.exponent).toBeCloseTo(GENERAL_LEAD_ACID.exponent, 9)
  })

  it('learns another exponent from tables that have one', () => {
    const points = [0.1, 0.2, 0.4, 0.7, 1].map((loadShare) => ({ loadShare, runtimeSeconds: 811.3 * loadShare ** -1.05 }))
    const vendors = ['one', 'two', 'three'].map((vendor) => ({ vendor, hasConverter: false, points }))
    expect(fitPrior(vendors).centre.exponent).toBeLessThan(GENERAL_LEAD_ACID.exponent - 0.1)
  })

  it('counts a vendor once, however many tables it prints', () => {
    const table = (vendor: string, exponent: number) => ({
      vendor,
      hasConverter: false,
      points: [0.1, 0.3, 0.6, 1].map((loadShare) => ({ loadShare, runtimeSeconds: 811.3 * loadShare ** -exponent })),
    })
    const few = fitPrior([table('a', 1.2), table('b', 1.7)])
    const many = fitPrior([table('a', 1.2), table('b', 1.7), table('b', 1.7), table('b', 1.7)])
    expect(Math.abs(many.centre.exponent - few.centre.exponent)).toBeLessThan(0.05)
  })
})
