import { lnDraw, strayTogether, typicalLnRuntime } from './curve-shape'
import { cholesky, dot, solveLower } from './linear-algebra'
import type { LikelyShape } from './likely-curves'
import { mixtureQuantile, type NormalPart } from './normal-distribution'
import type { ShapeParameters } from './shape-parameters'

/** A figure to stand on. Errors are standard deviations of ln runtime. */
export interface Evidence {
  readonly lnLoadShare: number
  readonly lnRuntime: number
  /** Its own. */
  readonly error: number
  /** What it has in common with all others that have it: the firmware's opinion of its battery. */
  readonly commonError: number
}

/** A curve pinned to the evidence, under one shape. */
interface PinnedCurve {
  /** ln of how well the evidence fits the shape. */
  readonly lnFit: number
  readonly at: (lnLoadShare: number) => { readonly mean: number; readonly variance: number }
}

const weightedMean = (values: readonly number[], weights: readonly number[]): number => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0) / total
}

/** Regression by a Gaussian process around the typical curve; its level is unknown, so scaling all runtimes scales the answer's level. */
export const pin = (shape: ShapeParameters, hasConverter: boolean, evidence: readonly Evidence[]): PinnedCurve => {
  const idle = hasConverter ? shape.idleShare : 0
  const draws = evidence.map((each) => lnDraw(each.lnLoadShare, idle))
  const variances = evidence.map((each) => shape.roughness ** 2 + each.error ** 2)
  const trust = variances.map((variance) => 1 / variance)
  const from = {
    lnDraw: weightedMean(draws, trust),
    lnRuntime: weightedMean(
      evidence.map((each) => each.lnRuntime),
      trust,
    ),
  }
  const lower = cholesky(
    draws.map((left, row) =>
      Float64Array.from(
        draws.slice(0, row + 1).map((right, column) => {
          const common = (evidence[row]?.commonError ?? 0) * (evidence[column]?.commonError ?? 0)
          return strayTogether(shape, left, right, from.lnDraw) + common + (row === column ? (variances[row] ?? 0) : 0)
        }),
      ),
    ),
  )
  const left = solveLower(
    lower,
    evidence.map((each, at) => each.lnRuntime - typicalLnRuntime(shape, from, draws[at] ?? 0)),
  )
  const ones = solveLower(lower, new Float64Array(draws.length).fill(1))
  const precision = dot(ones, ones)
  const level = dot(ones, left) / precision
  const rest = left.map((value, at) => value - level * (ones[at] ?? 0))
  const lnDeterminant = lower.reduce((sum, row, at) => sum + Math.log(row[at] ?? 1), 0)
  return {
    lnFit: -0.5 * (dot(left, left) - level * level * precision) - lnDeterminant - 0.5 * Math.log(precision),
    at: (lnLoadShare) => {
      const draw = lnDraw(lnLoadShare, idle)
      const seen = solveLower(
        lower,
        draws.map((other) => strayTogether(shape, draw, other, from.lnDraw)),
      )
      return {
        mean: typicalLnRuntime(shape, from, draw) + level + dot(seen, rest),
        variance:
          strayTogether(shape, draw, draw, from.lnDraw) -
          dot(seen, seen) +
          (1 - dot(seen, ones)) ** 2 / precision +
          shape.roughness ** 2,
      }
    },
  }
}

/** What a UPS of its rating lasts at full load, where it said nothing yet: a median of six minutes, packs of batteries far more. */
const FULL_LOAD_LN_SECONDS = Math.log(360)
const FULL_LOAD_ERROR = 0.8

const unpinned = ({ shape, chance }: LikelyShape, hasConverter: boolean): PinnedCurve => {
  const idle = hasConverter ? shape.idleShare : 0
  const from = { lnDraw: lnDraw(0, idle), lnRuntime: FULL_LOAD_LN_SECONDS + chance * FULL_LOAD_ERROR }
  return {
    lnFit: 0,
    at: (lnLoadShare) => {
      const draw = lnDraw(lnLoadShare, idle)
      return {
        mean: typicalLnRuntime(shape, from, draw),
        variance: strayTogether(shape, draw, draw, from.lnDraw) + shape.roughness ** 2,
      }
    },
  }
}

/** Shapes this much less likely than the best one change nothing. */
const NEGLIGIBLE = 1e-4
export const LOW_SHARE = 0.05
export const HIGH_SHARE = 0.95

export interface LnBand {
  readonly low: number
  readonly middle: number
  readonly high: number
}

/**
 * How long the battery lasts over load, given the evidence: each likely shape is pinned to it and counts as much as it fits.
 * `targetError`: what the asked-for figure itself is rounded by.
 */
export const posterior = (
  shapes: readonly LikelyShape[],
  hasConverter: boolean,
  evidence: readonly Evidence[],
  targetError = 0,
): ((lnLoadShare: number) => LnBand) => {
  const pinned = shapes.map((likely) => ({
    weight: likely.weight,
    curve: evidence.length === 0 ? unpinned(likely, hasConverter) : pin(likely.shape, hasConverter, evidence),
  }))
  const best = Math.max(...pinned.map(({ curve }) => curve.lnFit))
  const weighed = pinned
    .map(({ weight, curve }) => ({ curve, weight: weight * Math.exp(curve.lnFit - best) }))
    .filter(({ weight }, _, all) => weight > NEGLIGIBLE / all.length)
  const total = weighed.reduce((sum, { weight }) => sum + weight, 0)
  return (lnLoadShare) => {
    const parts = weighed.map(({ weight, curve }): NormalPart => {
      const { mean, variance } = curve.at(lnLoadShare)
      return { weight: weight / total, mean, deviation: Math.sqrt(Math.max(variance, 1e-8) + targetError ** 2) }
    })
    return {
      low: mixtureQuantile(parts, LOW_SHARE),
      middle: mixtureQuantile(parts, 0.5),
      high: mixtureQuantile(parts, HIGH_SHARE),
    }
  }
}
