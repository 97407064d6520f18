import type { BatteryAnchor, BatteryModel, Chemistry, RuntimeCurve } from '../../domain/battery'
import { GRID_LN_LOADS, type GridCurve, gridCurve } from './grid-curve'
import { type Evidence, posterior } from './posterior'
import { shapesOf } from './priors'
import { roundingErrors } from './rounding'

/** Firmware's figures share its opinion of the battery; so far that is off, until a discharge was seen. */
const FIRMWARE_OPINION_ERROR = 0.06

const evidenceOf = (anchors: readonly BatteryAnchor[]): readonly Evidence[] => {
  const firmware = anchors.filter(({ source }) => source === 'firmware')
  const rounding = new Map(
    roundingErrors(firmware.map(({ runtimeSeconds }) => runtimeSeconds)).map((error, at) => [firmware[at], error]),
  )
  return anchors.map((anchor) => ({
    lnLoadShare: Math.log(anchor.loadShare),
    lnRuntime: Math.log(anchor.runtimeSeconds),
    error: Math.hypot(anchor.errorShare, rounding.get(anchor) ?? 0),
    commonError: anchor.source === 'firmware' ? FIRMWARE_OPINION_ERROR : 0,
  }))
}

const untaught = new Map<Chemistry, GridCurve>()
const known = new WeakMap<readonly BatteryAnchor[], Map<Chemistry, GridCurve>>()

/** Runtime over load of a full battery as far as the model knows. Worked out once for each set of anchors; a few milliseconds. */
export const curveOf = (model: BatteryModel): GridCurve => {
  const { anchors, chemistry } = model
  const memo = anchors.length === 0 ? untaught : (known.get(anchors) ?? new Map<Chemistry, GridCurve>())
  const before = memo.get(chemistry)
  if (before !== undefined) return before
  const curve = gridCurve(posterior(shapesOf(chemistry), true, evidenceOf(anchors)))
  memo.set(chemistry, curve)
  if (anchors.length > 0) known.set(anchors, memo)
  return curve
}

const SHOWN_EVERY = 3

/** The expected curve thinned out, for a device's view. */
export const shownCurve = (model: BatteryModel): RuntimeCurve =>
  curveOf(model).points.flatMap(({ middle }, at) =>
    at % SHOWN_EVERY === 2
      ? [{ loadShare: Number(Math.exp(GRID_LN_LOADS[at] ?? 0).toPrecision(3)), seconds: Math.round(Math.exp(middle)) }]
      : [],
  )
