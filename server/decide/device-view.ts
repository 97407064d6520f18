import type { ModelledBattery, RuntimeBand } from '../domain/battery'
import { isUps } from '../domain/device-kind'
import type { DeviceId } from '../domain/ids'
import { credibleValue, readingsFrom, type PowerReadings } from '../domain/power-reading'
import type { DeviceKind, UpsObservation } from '../domain/ups'
import type { PowerDeviceView } from '../domain/world'
import { believedOutlets } from './dead-outlets'
import { showsDanger } from './danger-track'
import { conditionOf, type PowerTrack, runtimeForDecisions, secondsOnBattery } from './power-track'

/** Since when nobody has seen a battery drain, in seconds. */
const blindSeconds = (track: PowerTrack, nowMs: number): number =>
  track.contact === 'lost' && track.supply === 'battery' && track.answeredAtMs !== null ? (nowMs - track.answeredAtMs) / 1000 : 0

const shownBand = ({ lowSeconds, highSeconds }: RuntimeBand, agedSeconds: number) => ({
  lowSeconds: Math.round(Math.max(0, lowSeconds - agedSeconds)),
  highSeconds: Math.round(Math.max(0, highSeconds - agedSeconds)),
})

/** P4: both numbers, and why it counts for nothing. */
const doubtWords = ({ dangers: { thermometer } }: PowerTrack): readonly string[] => {
  if (thermometer === null || thermometer.doubt === null) return []
  const { last, doubt } = thermometer
  const before = `${doubt.trusted.celsius} °C (${doubt.trusted.source ?? 'no source'})`
  return [
    `${last.celsius} °C (${last.source ?? 'no source'}) fires no trigger before it has been steady for minutes: it was ${before}`,
  ]
}

const NO_ENERGY = { seconds: null, reason: 'it holds no energy' } as const

/**
 * Mains that an earlier engine saw prove nothing until this one has had an answer: it may have ended in the very second in which they
 * failed, and nothing comes back on its word (P9, R1). A battery that it saw discharging goes on counting.
 */
const asSeen = (track: PowerTrack, observation: UpsObservation | null): PowerTrack =>
  observation === null && (track.supply === 'mains' || track.supply === 'bypass') ? { ...track, supply: 'unknown' } : track

/** A UPS as believed now, from its track, its last answer, and the moment since which it is presumed on battery (P2). */
export const deviceView = (
  device: { readonly id: DeviceId; readonly name: string; readonly kind?: DeviceKind },
  track: PowerTrack,
  observation: UpsObservation | null,
  presumedSinceMs: number | null,
  nowMs: number,
  battery: ModelledBattery | null = null,
): PowerDeviceView => {
  const readings: PowerReadings = observation?.readings ?? readingsFrom({})
  const presumed = presumedSinceMs === null ? null : { ...track, supply: 'battery' as const, onBatterySinceMs: presumedSinceMs }
  const believed: PowerTrack =
    presumed === null
      ? asSeen(track, observation)
      : { ...presumed, discharge: { atMs: presumed.onBatterySinceMs, chargePercent: track.charge?.value ?? null } }
  const charge = believed.charge?.credible === true ? believed.charge.value : null
  const loadPercent = credibleValue(readings, 'loadPercent')
  const modelled =
    battery?.runtimeAt(
      { loadPercent, loadWatts: credibleValue(readings, 'outputWatts') },
      charge ?? (believed.supply === 'mains' ? 100 : null),
      nowMs,
    ) ?? null
  const runtime = isUps(device) ? runtimeForDecisions(believed, loadPercent, nowMs, modelled) : NO_ENERGY
  const condition = conditionOf(believed)
  const view: PowerDeviceView = {
    id: device.id,
    name: device.name,
    supply: condition.supply,
    contact: condition.contact,
    flags: condition.flags,
    answeredAtMs: track.answeredAtMs,
    measuredAtMs: track.measuredAtMs,
    onBatterySinceMs: believed.onBatterySinceMs,
    secondsOnBattery: secondsOnBattery(believed, nowMs),
    readings,
    outlets: believedOutlets(observation?.outlets ?? [], track.deadOutlets),
    decidingRuntimeSeconds: runtime.seconds,
    decidingRuntimeReason: runtime.reason,
    decidingChargePercent: charge,
    runtimeBand: modelled?.learned === true ? shownBand(modelled, blindSeconds(believed, nowMs)) : null,
    runtimeCurve: battery?.curve ?? null,
    alarms: observation?.alarms ?? [],
    evidence: [
      ...(observation?.evidence ?? []),
      ...doubtWords(track),
      ...(presumedSinceMs === null ? [] : ['presumed on battery: contact was lost while another mains feed failed (P2)']),
    ],
    message: track.message,
  }
  return isOrdinary(device, track, observation) ? view : { ...view, ...whatIsSpecial(device, track, observation) }
}

type Device = Parameters<typeof deviceView>[0]

const isOrdinary = (device: Device, track: PowerTrack, observation: UpsObservation | null): boolean =>
  isUps(device) &&
  observation?.transfer === undefined &&
  observation?.troubles === undefined &&
  track.off === null &&
  !showsDanger(track.dangers)

/** What few devices have at a time: apart, for building it for each of thousands would cost more than all the rest. */
const whatIsSpecial = (device: Device, track: PowerTrack, observation: UpsObservation | null): Partial<PowerDeviceView> => ({
  ...(device.kind === undefined || isUps(device) ? {} : { kind: device.kind }),
  ...(observation?.transfer === undefined ? {} : { transfer: observation.transfer }),
  ...(observation?.troubles === undefined ? {} : { troubles: observation.troubles }),
  ...(isUps(device) && showsDanger(track.dangers) ? { dangers: track.dangers } : {}),
  ...(track.off === null ? {} : { off: track.off }),
})
