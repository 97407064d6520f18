import type { RuntimeCurve } from '../../domain/battery'

/**
 * Seconds that a full battery lasts at a load, from a thinned-out curve: straight lines of the logarithms. Below its lightest
 * load nothing more is gained, above its heaviest the last line goes on. Null: the curve has no two points.
 */
export const runtimeOnCurve = (curve: RuntimeCurve, loadShare: number): number | null => {
  const above = curve.findIndex((point) => point.loadShare >= loadShare)
  const rightAt = above === -1 ? curve.length - 1 : above
  const left = curve[Math.max(0, rightAt - 1)]
  const right = curve[rightAt]
  if (left === undefined || right === undefined || curve.length < 2) return null
  if (rightAt === 0) return right.seconds
  const part = Math.log(loadShare / left.loadShare) / Math.log(right.loadShare / left.loadShare)
  return left.seconds * (right.seconds / left.seconds) ** part
}
