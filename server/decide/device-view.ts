import type { DeviceId } from '../domain/ids'
import { credibleValue, readingsFrom, type PowerReadings } from '../domain/power-reading'
import type { UpsObservation } from '../domain/ups'
import type { PowerDeviceView } from '../domain/world'
import { conditionOf, type PowerTrack, runtimeForDecisions, secondsOnBattery } from './power-track'

/** A UPS as believed now, from its track, its last answer, and the moment since which it is presumed on battery (P2). */
export const deviceView = (
  device: { readonly id: DeviceId; readonly name: string },
  track: PowerTrack,
  observation: UpsObservation | null,
  presumedSinceMs: number | null,
  nowMs: number,
): PowerDeviceView => {
  const readings: PowerReadings = observation?.readings ?? readingsFrom({})
  const presumed = presumedSinceMs === null ? null : { ...track, supply: 'battery' as const, onBatterySinceMs: presumedSinceMs }
  const believed: PowerTrack =
    presumed === null
      ? track
      : { ...presumed, discharge: { atMs: presumed.onBatterySinceMs, chargePercent: track.charge?.value ?? null } }
  const runtime = runtimeForDecisions(believed, credibleValue(readings, 'loadPercent'), nowMs)
  return {
    id: device.id,
    name: device.name,
    ...conditionOf(believed),
    answeredAtMs: track.answeredAtMs,
    onBatterySinceMs: believed.onBatterySinceMs,
    secondsOnBattery: secondsOnBattery(believed, nowMs),
    readings,
    outlets: observation?.outlets ?? [],
    decidingRuntimeSeconds: runtime.seconds,
    decidingRuntimeReason: runtime.reason,
    decidingChargePercent: believed.charge?.credible === true ? believed.charge.value : null,
    alarms: observation?.alarms ?? [],
    evidence: [
      ...(observation?.evidence ?? []),
      ...(presumedSinceMs === null ? [] : ['presumed on battery: contact was lost while another mains feed failed (P2)']),
    ],
    message: track.message,
  }
}
