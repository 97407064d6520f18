import type { BatteryAnchor, BatteryModel, Chemistry } from '../../domain/battery'
import { credibleValue, type PowerReadings } from '../../domain/power-reading'
import type { PowerFlag, Supply } from '../../domain/power-state'
import { knownOf } from './battery-curve'
import { dischargeGoesOn, dischargeShown } from './discharge'
import { onGrid } from './grid-curve'

/** What one answer of the device says of its battery. */
export interface BatteryObservation {
  /** As the device gives it: a self-test discharges the battery too. */
  readonly supply: Supply
  readonly loadShare: number | null
  readonly chargePercent: number | null
  readonly runtimeSeconds: number | null
}

/** Reads an answer; values that are not credible teach nothing. */
export const batteryObservation = (
  answer: { readonly supply: Supply; readonly flags: readonly PowerFlag[]; readonly readings: PowerReadings },
  ratedWatts: number | null,
): BatteryObservation => {
  const { readings } = answer
  const loadPercent = credibleValue(readings, 'loadPercent')
  const watts = credibleValue(readings, 'outputWatts')
  const rated = credibleValue(readings, 'nominalWatts') ?? ratedWatts
  const share = loadPercent !== null ? loadPercent / 100 : watts !== null && rated !== null && rated > 0 ? watts / rated : null
  const silentBattery = answer.flags.includes('battery-missing') || answer.flags.includes('overload')
  return {
    supply: answer.supply,
    loadShare: share !== null && share > 0 && !silentBattery ? share : null,
    chargePercent: credibleValue(readings, 'chargePercent'),
    runtimeSeconds: credibleValue(readings, 'runtimeSeconds'),
  }
}

export const newBatteryModel = (
  given: { readonly chemistry: Chemistry; readonly ratedWatts: number | null },
  nowMs: number,
): BatteryModel => ({ ...given, anchors: [], discharge: null, knownSinceMs: nowMs })

/** A new battery: nothing that was learned of the old one holds. */
export const batteryReplaced = (model: BatteryModel, nowMs: number): BatteryModel => newBatteryModel(model, nowMs)

/** Figures closer than this in ln load are one figure. */
const SAME_LOAD = 0.12
/** A figure this near to the known one teaches nothing. */
const SAME_FIGURE = 0.03
const FULL_PERCENT = 99
/** Up to this load firmware cannot measure the current (nut #731): what it says there counts little, and nothing once it spoke at more. */
const LIGHT_SHARE = 0.1
const LIGHT_ERROR = 0.25
const FIRMWARE_ERROR = 0.02
const MOST_FIRMWARE_ANCHORS = 8
const MOST_DISCHARGES = 4
/** A firmware's figure for the same load that moved by more: it has a new opinion of the battery, at all loads. */
const NEW_OPINION = 0.06

const sameLoad = (left: number, right: number): boolean => Math.abs(Math.log(left / right)) < SAME_LOAD / 2

const isLight = (loadShare: number): boolean => loadShare <= LIGHT_SHARE

const newest = (anchors: readonly BatteryAnchor[], most: number): readonly BatteryAnchor[] =>
  anchors.length <= most ? anchors : [...anchors].sort((left, right) => right.atMs - left.atMs).slice(0, most)

/** Takes in the firmware's estimate for a full battery at its present load. */
const learnFromFirmware = (model: BatteryModel, loadShare: number, runtimeSeconds: number, nowMs: number): BatteryModel => {
  const firmware = model.anchors.filter(({ source }) => source === 'firmware')
  if (isLight(loadShare) && firmware.some((anchor) => !isLight(anchor.loadShare))) return model
  const before = firmware.find((anchor) => sameLoad(anchor.loadShare, loadShare))
  if (before !== undefined) {
    // The load moved a little within what counts as the same: the figure is compared where the known one was.
    const { curve } = knownOf(model)
    const moved = Math.exp(onGrid(curve, before.loadShare).middle - onGrid(curve, loadShare).middle)
    const ratio = (runtimeSeconds * moved) / before.runtimeSeconds
    if (Math.abs(Math.log(ratio)) < SAME_FIGURE) return model
    const rest = firmware.filter((anchor) => anchor !== before)
    const rescaled =
      Math.abs(Math.log(ratio)) > NEW_OPINION
        ? rest.map((anchor) => ({ ...anchor, runtimeSeconds: anchor.runtimeSeconds * ratio }))
        : rest
    return withFirmware(model, [...rescaled, firmwareAnchor(loadShare, runtimeSeconds, nowMs)])
  }
  return withFirmware(model, [...firmware, firmwareAnchor(loadShare, runtimeSeconds, nowMs)])
}

const firmwareAnchor = (loadShare: number, runtimeSeconds: number, atMs: number): BatteryAnchor => ({
  source: 'firmware',
  loadShare,
  runtimeSeconds,
  errorShare: isLight(loadShare) ? LIGHT_ERROR : FIRMWARE_ERROR,
  atMs,
})

const withFirmware = (model: BatteryModel, firmware: readonly BatteryAnchor[]): BatteryModel => {
  const measured = firmware.filter((anchor) => !isLight(anchor.loadShare))
  return {
    ...model,
    anchors: [
      ...newest(measured.length > 0 ? measured : firmware, MOST_FIRMWARE_ANCHORS),
      ...model.anchors.filter(({ source }) => source === 'discharge'),
    ],
  }
}

/** What a discharge, also a partial one, showed: how long a full battery lasts at that load. The same discharge seen further replaces itself. */
export const learnFromDischarge = (
  model: BatteryModel,
  shown: {
    readonly beganAtMs: number
    readonly loadShare: number
    readonly seconds: number
    readonly lostPercent: number
    readonly errorShare: number
  },
): BatteryModel => {
  const anchor: BatteryAnchor = {
    source: 'discharge',
    loadShare: shown.loadShare,
    runtimeSeconds: (shown.seconds * 100) / shown.lostPercent,
    errorShare: shown.errorShare,
    atMs: shown.beganAtMs,
  }
  const others = model.anchors.filter(({ source, atMs }) => source === 'discharge' && atMs !== shown.beganAtMs)
  return {
    ...model,
    anchors: [
      ...model.anchors.filter(({ source }) => source === 'firmware'),
      ...newest([anchor, ...others.filter((other) => !sameLoad(other.loadShare, shown.loadShare))], MOST_DISCHARGES),
    ],
  }
}

/** Takes in one answer. The very same model comes back when it taught nothing. */
export const learnFromPoll = (model: BatteryModel, observation: BatteryObservation, nowMs: number): BatteryModel => {
  const { supply, loadShare, chargePercent, runtimeSeconds } = observation
  if (supply === 'battery') {
    if (loadShare === null || chargePercent === null) return model
    const discharge = dischargeGoesOn(model.discharge, loadShare, chargePercent, nowMs)
    const grown: BatteryModel = { ...model, discharge }
    const shown = dischargeShown(discharge, model.discharge)
    return shown === null ? grown : learnFromDischarge(grown, shown)
  }
  const rested = model.discharge === null ? model : { ...model, discharge: null }
  if (supply !== 'mains' || loadShare === null || chargePercent === null || chargePercent < FULL_PERCENT) return rested
  return runtimeSeconds === null || runtimeSeconds <= 0 ? rested : learnFromFirmware(rested, loadShare, runtimeSeconds, nowMs)
}
