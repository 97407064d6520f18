import type { DeviceId } from '../domain/ids'
import type { PowerTrack } from './power-track'

/** Contact lost on mains and another UPS's mains lost within this span: the switch in front of the card is the usual reason (P2). */
const COINCIDENCE_MS = 60_000
/** One pulled cable is no power failure: of several hosts that tell, so many must have lost an input. */
const LEAST_WITNESSES = 2

/** A host whose BMC or sensors tell of its power supplies. */
export interface InputWitness {
  /** What it hangs on. */
  readonly deviceIds: readonly DeviceId[]
  /** Since when power supplies of it are told to be without input; null: all have it, as far as they tell. */
  readonly lostSinceMs: number | null
}

const witnessed = (id: DeviceId, lostAtMs: number, witnesses: readonly InputWitness[]): boolean => {
  const own = witnesses.filter(({ deviceIds }) => deviceIds.includes(id))
  const losing = own.filter(({ lostSinceMs }) => lostSinceMs !== null && Math.abs(lostSinceMs - lostAtMs) <= COINCIDENCE_MS)
  return losing.length > 0 && losing.length >= Math.min(LEAST_WITNESSES, own.length)
}

/**
 * Devices whose contact was lost on mains while another device's mains failed at about the same time, or while hosts that hang on it
 * lost inputs: presumed on battery since then (P2). Without such a coincidence a lost contact switches nothing.
 */
export const presumedOnBattery = (
  tracks: ReadonlyMap<DeviceId, PowerTrack>,
  witnesses: readonly InputWitness[] = [],
): ReadonlyMap<DeviceId, number> => {
  const failures = [...tracks.values()].flatMap((track) => (track.onBatterySinceMs === null ? [] : [track.onBatterySinceMs]))
  const presumed = new Map<DeviceId, number>()
  for (const [id, track] of tracks) {
    if (track.contact !== 'lost' || track.contactLostAtMs === null || track.supply !== 'mains') continue
    const lostAtMs = track.contactLostAtMs
    const coincides = failures.some((failedAtMs) => Math.abs(failedAtMs - lostAtMs) <= COINCIDENCE_MS)
    if (coincides || witnessed(id, lostAtMs, witnesses)) presumed.set(id, lostAtMs)
  }
  return presumed
}
