import type { LnBand } from './posterior'

const LIGHTEST_SHARE = 0.01
const HEAVIEST_SHARE = 2
const POINTS = 24
const STRIDE = Math.log(HEAVIEST_SHARE / LIGHTEST_SHARE) / (POINTS - 1)
const FIRST = Math.log(LIGHTEST_SHARE)

/** Runtimes of a full battery at loads that are evenly spread in the logarithm, so that asking costs nothing. */
export interface GridCurve {
  readonly points: readonly LnBand[]
}

export const GRID_LN_LOADS: readonly number[] = Array.from({ length: POINTS }, (_, place) => FIRST + place * STRIDE)

/** Evaluates a posterior on the grid. More load never lasts longer, whatever the figures of a device say. */
export const gridCurve = (bandAt: (lnLoadShare: number) => LnBand): GridCurve => {
  let least: LnBand = { low: Infinity, middle: Infinity, high: Infinity }
  const points = GRID_LN_LOADS.map((load) => {
    const band = bandAt(load)
    least = {
      low: Math.min(least.low, band.low),
      middle: Math.min(least.middle, band.middle),
      high: Math.min(least.high, band.high),
    }
    return least
  })
  return { points }
}

/** Outside the grid the lightest load's runtime stays, and the heaviest load's falls on in proportion. */
export const onGrid = ({ points }: GridCurve, loadShare: number): LnBand => {
  const place = Math.max(0, (Math.log(Math.max(loadShare, 1e-9)) - FIRST) / STRIDE)
  const before = Math.min(POINTS - 1, Math.floor(place))
  const left = points[before]
  const right = points[Math.min(POINTS - 1, before + 1)]
  if (left === undefined || right === undefined) throw new Error('a runtime curve without points')
  const beyond = Math.max(0, place - (POINTS - 1)) * STRIDE
  const part = Math.min(1, place - before)
  const between = (from: number, to: number): number => from + (to - from) * part - beyond
  return { low: between(left.low, right.low), middle: between(left.middle, right.middle), high: between(left.high, right.high) }
}
