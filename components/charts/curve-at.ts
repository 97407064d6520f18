import type { CurvePoint } from './runtime-curve'

/** The curve at a load between its points, by straight lines of the logarithms; null outside of it. */
export const curveAt = (curve: readonly CurvePoint[], loadPercent: number): CurvePoint | null => {
  const above = curve.findIndex((point) => point.loadPercent >= loadPercent)
  const right = curve[above]
  const left = curve[above - 1]
  if (right === undefined) return null
  if (left === undefined) return right.loadPercent === loadPercent ? right : null
  const part = Math.log(loadPercent / left.loadPercent) / Math.log(right.loadPercent / left.loadPercent)
  const between = (key: 'lowSeconds' | 'expectedSeconds' | 'highSeconds'): number => left[key] * (right[key] / left[key]) ** part
  return {
    loadPercent,
    lowSeconds: between('lowSeconds'),
    expectedSeconds: between('expectedSeconds'),
    highSeconds: between('highSeconds'),
  }
}
