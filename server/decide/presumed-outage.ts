import type { DeviceId } from '../domain/ids'
import type { PowerTrack } from './power-track'

/** Contact lost on mains and another UPS's mains lost within this span: the switch in front of the card is the usual reason (P2). */
const COINCIDENCE_MS = 60_000

/**
 * Devices whose contact was lost on mains while another device's mains failed at about the same time: presumed on battery since then (P2).
 * Without such a coincidence a lost contact switches nothing.
 */
export const presumedOnBattery = (tracks: ReadonlyMap<DeviceId, PowerTrack>): ReadonlyMap<DeviceId, number> => {
  const failures = [...tracks.values()].flatMap((track) => (track.onBatterySinceMs === null ? [] : [track.onBatterySinceMs]))
  const presumed = new Map<DeviceId, number>()
  for (const [id, track] of tracks) {
    if (track.contact !== 'lost' || track.contactLostAtMs === null || track.supply !== 'mains') continue
    const lostAtMs = track.contactLostAtMs
    if (failures.some((failedAtMs) => Math.abs(failedAtMs - lostAtMs) <= COINCIDENCE_MS)) presumed.set(id, lostAtMs)
  }
  return presumed
}
