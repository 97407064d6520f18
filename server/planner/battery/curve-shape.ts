import type { ShapeParameters } from './shape-parameters'

const LN_TWENTY_MINUTES = Math.log(1200)
/** No battery gives more energy the faster it is emptied. */
const LEAST_EXPONENT = 1

/** ln of what the battery gives when the output is `exp(lnLoadShare)`; `idleShare` 0: a battery without a converter. */
export const lnDraw = (lnLoadShare: number, idleShare: number): number => Math.log(Math.exp(lnLoadShare) + idleShare)

/**
 * ln runtime at `lnDrawAt` of the typical curve that passes through (lnDrawFrom, lnRuntimeFrom): the solution of
 * `dln t / dln P = −k(t)` where `k` falls linearly with ln t.
 */
export const typicalLnRuntime = (
  shape: ShapeParameters,
  from: { readonly lnDraw: number; readonly lnRuntime: number },
  lnDrawAt: number,
): number => {
  const exponent = Math.max(LEAST_EXPONENT, shape.exponent - shape.exponentFall * (from.lnRuntime - LN_TWENTY_MINUTES))
  return from.lnRuntime - (exponent / shape.exponentFall) * Math.expm1(shape.exponentFall * (lnDrawAt - from.lnDraw))
}

/** How far a device's own curve strays from the typical one at two draws, together: the covariance; `centre` is where it is pinned. */
export const strayTogether = (shape: ShapeParameters, left: number, right: number, centre: number): number => {
  const l = left - centre
  const r = right - centre
  const apart = (l - r) / shape.wiggleLength
  return (
    shape.slopeError ** 2 * l * r +
    (shape.bendError ** 2 * l * l * r * r) / 4 +
    shape.wiggleError ** 2 * Math.exp(-(apart * apart) / 2)
  )
}
