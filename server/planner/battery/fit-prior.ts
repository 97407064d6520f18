import { minimise } from './minimise'
import { pin, type Evidence } from './posterior'
import { roundingErrors } from './rounding'
import {
  GENERAL_DOUBT,
  GENERAL_LEAD_ACID,
  SHAPE_NAMES,
  shapeFrom,
  SPREAD_OF_MAKES,
  type ShapeParameters,
  type ShapePrior,
} from './shape-parameters'

/** A published table: runtime over load of one configuration of one model. */
export interface PublishedSeries {
  readonly vendor: string
  /** False: a bare battery. */
  readonly hasConverter: boolean
  readonly points: readonly { readonly loadShare: number; readonly runtimeSeconds: number }[]
}

/** What is known in general weighs as much as the tables of so many vendors. */
const GENERAL_WEIGHT = 2

export const evidenceOf = (points: PublishedSeries['points']): readonly Evidence[] => {
  const errors = roundingErrors(points.map(({ runtimeSeconds }) => runtimeSeconds))
  return points.map(({ loadShare, runtimeSeconds }, at) => ({
    lnLoadShare: Math.log(loadShare),
    lnRuntime: Math.log(runtimeSeconds),
    error: errors[at] ?? 0,
    commonError: 0,
  }))
}

/** The shape under which one vendor's tables are most likely, drawn to the general one where they say little. */
const shapeOfVendor = (series: readonly PublishedSeries[]): ShapeParameters => {
  const tables = series.map(({ hasConverter, points }) => ({ hasConverter, evidence: evidenceOf(points) }))
  const shapeAt = (strays: readonly number[]): ShapeParameters =>
    shapeFrom((name, at) => GENERAL_LEAD_ACID[name] * Math.exp((strays[at] ?? 0) * GENERAL_DOUBT[name]))
  const badness = (strays: readonly number[]): number => {
    const shape = shapeAt(strays)
    const fit = tables.reduce((sum, { hasConverter, evidence }) => sum + pin(shape, hasConverter, evidence).lnFit, 0)
    return strays.reduce((sum, stray) => sum + (stray * stray) / 2, 0) - fit
  }
  return shapeAt(
    minimise(
      badness,
      SHAPE_NAMES.map(() => 0),
    ),
  )
}

/**
 * Learns what runtime curves look like from published tables. Every vendor counts once, however many tables it prints, for the
 * next device is of another one. Deterministic; no tables give the general shape.
 */
export const fitPrior = (series: readonly PublishedSeries[]): ShapePrior => {
  const vendors = [...new Set(series.map(({ vendor }) => vendor))].sort()
  const shapes = vendors.map((vendor) => shapeOfVendor(series.filter((each) => each.vendor === vendor && each.points.length > 2)))
  const centre = shapeFrom((name) => {
    const sum = shapes.reduce((total, shape) => total + Math.log(shape[name]), GENERAL_WEIGHT * Math.log(GENERAL_LEAD_ACID[name]))
    return Math.exp(sum / (shapes.length + GENERAL_WEIGHT))
  })
  return { centre, spread: SPREAD_OF_MAKES }
}
