import type { BatteryAnchor, BatteryModel, Chemistry, RuntimeCurve } from '../../domain/battery'
import { GRID_LN_LOADS, type GridCurve, gridCurve } from './grid-curve'
import { type Evidence, posterior } from './posterior'
import { shapesOf } from './priors'

/** Firmware's figures share its opinion of the battery; so far that is off, until a discharge was seen. */
const FIRMWARE_OPINION_ERROR = 0.06
/** Most firmware tells runtime in whole minutes. */
const MINUTE_ERROR_SECONDS = 60 / Math.sqrt(12)
const WORST_ROUNDING = 0.25

const evidenceOf = ({ source, loadShare, runtimeSeconds, errorShare }: BatteryAnchor): Evidence => {
  const firmware = source === 'firmware'
  const rounding = firmware ? Math.min(WORST_ROUNDING, MINUTE_ERROR_SECONDS / runtimeSeconds) : 0
  return {
    lnLoadShare: Math.log(loadShare),
    lnRuntime: Math.log(runtimeSeconds),
    error: Math.hypot(errorShare, rounding),
    commonError: firmware ? FIRMWARE_OPINION_ERROR : 0,
  }
}

/** What follows from a set of anchors, worked out once. */
interface KnownBattery {
  /** Runtime over load of a full battery; a few milliseconds of work. */
  readonly curve: GridCurve
  /** When a discharge last showed what the battery holds; null: never. */
  readonly shownAtMs: number | null
  /** What it stands on, for people. */
  readonly basis: string
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const basisOf = (anchors: readonly BatteryAnchor[], chemistry: Chemistry): string => {
  const loads = anchors.filter(({ source }) => source === 'firmware').length
  const discharges = anchors.length - loads
  if (anchors.length === 0)
    return `from what ${chemistry === 'unknown' ? '' : `${chemistry} `}batteries of its rating last; nothing is learned of this one yet`
  const parts = [
    loads > 0 ? `what it said at ${counted(loads, 'load')}` : null,
    discharges > 0 ? `${counted(discharges, 'discharge')} seen` : null,
  ].filter((part) => part !== null)
  return `learned from ${parts.join(' and ')}`
}

const untaught = new Map<Chemistry, KnownBattery>()
const known = new WeakMap<readonly BatteryAnchor[], Map<Chemistry, KnownBattery>>()

export const knownOf = ({ anchors, chemistry }: BatteryModel): KnownBattery => {
  const memo = anchors.length === 0 ? untaught : (known.get(anchors) ?? new Map<Chemistry, KnownBattery>())
  const before = memo.get(chemistry)
  if (before !== undefined) return before
  const shown = anchors.flatMap(({ source, atMs }) => (source === 'discharge' ? [atMs] : []))
  const now: KnownBattery = {
    curve: gridCurve(posterior(shapesOf(chemistry), true, anchors.map(evidenceOf))),
    shownAtMs: shown.length === 0 ? null : Math.max(...shown),
    basis: basisOf(anchors, chemistry),
  }
  memo.set(chemistry, now)
  if (anchors.length > 0) known.set(anchors, memo)
  return now
}

const SHOWN_EVERY = 3

/** The expected curve thinned out, for a device's view. */
export const shownCurve = (model: BatteryModel): RuntimeCurve =>
  knownOf(model).curve.points.flatMap(({ middle }, at) =>
    at % SHOWN_EVERY === 2
      ? [{ loadShare: Number(Math.exp(GRID_LN_LOADS[at] ?? 0).toPrecision(3)), seconds: Math.round(Math.exp(middle)) }]
      : [],
  )
