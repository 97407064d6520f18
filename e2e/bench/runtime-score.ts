import { evidenceOf, fitPrior } from '../../server/planner/battery/fit-prior'
import { gridCurve, onGrid } from '../../server/planner/battery/grid-curve'
import { likelyShapes } from '../../server/planner/battery/likely-curves'
import { posterior } from '../../server/planner/battery/posterior'
import { SHAPES_WEIGHED } from '../../server/planner/battery/priors'
import type { NamedSeries } from './runtime-table'

export interface Prediction {
  readonly series: string
  readonly vendor: string
  readonly loadShare: number
  readonly between: boolean
  readonly error: number
  readonly covered: boolean
  readonly bandWidth: number
}

type Points = NamedSeries['points']

/** The points nearest to these parts of the load range (in the logarithm), each another one. */
export const anchorsAt = (points: Points, parts: readonly number[]): Points => {
  const lnLoads = points.map(({ loadShare }) => Math.log(loadShare))
  const least = Math.min(...lnLoads)
  const range = Math.max(...lnLoads) - least
  const chosen = new Set<number>()
  for (const part of parts) {
    const wanted = least + part * range
    const free = [...lnLoads.keys()].filter((at) => !chosen.has(at))
    const nearest = free.sort((l, r) => Math.abs((lnLoads[l] ?? 0) - wanted) - Math.abs((lnLoads[r] ?? 0) - wanted))[0]
    if (nearest !== undefined) chosen.add(nearest)
  }
  return [...chosen].sort((left, right) => left - right).flatMap((at) => points[at] ?? [])
}

/** Predicts every point that is no anchor, with a prior that has not seen the vendor. Series with no point left are left out. */
export const predictAll = (series: readonly NamedSeries[], parts: readonly number[]): readonly Prediction[] => {
  const vendors = [...new Set(series.map(({ vendor }) => vendor))]
  return vendors.flatMap((vendor) => {
    const prior = fitPrior(series.filter((each) => each.vendor !== vendor))
    const shapes = likelyShapes(prior, SHAPES_WEIGHED)
    return series
      .filter((each) => each.vendor === vendor && each.points.length > parts.length)
      .flatMap(({ name, hasConverter, points }) => {
        const anchors = anchorsAt(points, parts)
        const evidence = evidenceOf(anchors)
        const rounding = Math.sqrt(evidence.reduce((sum, { error }) => sum + error * error, 0) / evidence.length)
        const curve = gridCurve(posterior(shapes, hasConverter, evidence, rounding))
        const first = anchors[0]?.loadShare ?? 0
        const last = anchors.at(-1)?.loadShare ?? 0
        return points
          .filter((point) => !anchors.includes(point))
          .map(({ loadShare, runtimeSeconds }): Prediction => {
            const band = onGrid(curve, loadShare)
            const [low, middle, high] = [Math.exp(band.low), Math.exp(band.middle), Math.exp(band.high)]
            return {
              series: name,
              vendor,
              loadShare,
              between: loadShare > first && loadShare < last,
              error: Math.abs(middle / runtimeSeconds - 1),
              covered: runtimeSeconds >= low && runtimeSeconds <= high,
              bandWidth: (high - low) / middle,
            }
          })
      })
  })
}

/**
 * How far each point that is no anchor lies from a straight line (in logarithms) between its neighbours in the same table, as a
 * share: what a table's own rounding costs anyone who draws a smooth curve, however much of the table is known.
 */
export const neighbourErrors = (series: readonly NamedSeries[], parts: readonly number[]): readonly number[] =>
  series
    .filter(({ points }) => points.length > parts.length)
    .flatMap(({ points }) => {
      const anchors = anchorsAt(points, parts)
      return points.flatMap((point, place) => {
        const [below, above] = [points[place - 1], points[place + 1]]
        if (below === undefined || above === undefined || anchors.includes(point)) return []
        const slope = Math.log(above.runtimeSeconds / below.runtimeSeconds) / Math.log(above.loadShare / below.loadShare)
        const between = below.runtimeSeconds * (point.loadShare / below.loadShare) ** slope
        return [Math.abs(between / point.runtimeSeconds - 1)]
      })
    })
