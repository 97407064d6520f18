import { testData } from '../../server/testing/require-peer'
import type { BenchmarkOptions, Figure } from './figure'
import { neighbourErrors, type Prediction, predictAll } from './runtime-score'
import { readSeries } from './runtime-table'

const TWO = [1 / 3, 2 / 3]
const FOUR = [0, 1 / 3, 2 / 3, 1]
const FOUR_INSIDE = [1 / 5, 2 / 5, 3 / 5, 4 / 5]

const meanPercent = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : (100 * values.reduce((sum, value) => sum + value, 0)) / values.length

const errorOf = (predictions: readonly Prediction[]): number => meanPercent(predictions.map(({ error }) => error))

const percent = (name: string, value: number, goal: number | null = null, better: Figure['better'] = 'lower'): Figure => ({
  name,
  value,
  unit: '%',
  goal,
  better,
})

const bandOf = (name: string, predictions: readonly Prediction[], goal: number | null): readonly Figure[] => [
  percent(`${name}.coverage`, meanPercent(predictions.map(({ covered }) => (covered ? 1 : 0))), goal, 'higher'),
  percent(`${name}.width`, meanPercent(predictions.map(({ bandWidth }) => bandWidth))),
]

/** How well a device's whole runtime curve is known from two or four points of it, with a prior learned from other vendors only. */
export const runtime = async ({ dataFile }: BenchmarkOptions): Promise<readonly Figure[]> => {
  const file = dataFile ?? testData('runtime-curves.csv')
  if (file === null) return []
  const series = readSeries(file)
  const two = predictAll(series, TWO)
  const four = predictAll(series, FOUR)
  const inside = predictAll(series, FOUR_INSIDE)
  const vendors = [...new Set(two.map(({ vendor }) => vendor))]
  const skipped = series.filter(({ points }) => points.length <= TWO.length).map(({ name }) => name)
  if (skipped.length > 0) process.stderr.write(`left out, for three points or more are needed: ${skipped.join(', ')}\n`)
  return [
    percent('runtime.mape.interpolation', errorOf(two.filter(({ between }) => between)), 4),
    percent('runtime.mape.extrapolation', errorOf(two.filter(({ between }) => !between))),
    percent('runtime.mape.all', errorOf(two), 8),
    percent('runtime4.mape.all', errorOf(four), 4),
    // Beside that goal: what even the neighbours in the same tables say of these points.
    percent('runtime4.neighbours.mape', meanPercent(neighbourErrors(series, FOUR))),
    percent('runtime4.inside.mape.all', errorOf(inside)),
    ...bandOf('runtime.band', two, 90),
    ...bandOf('runtime4.band', four, null),
    ...vendors.map((vendor) => percent(`runtime.mape.all.${vendor}`, errorOf(two.filter((each) => each.vendor === vendor)))),
    ...vendors.map((vendor) => percent(`runtime4.mape.all.${vendor}`, errorOf(four.filter((each) => each.vendor === vendor)))),
  ]
}
