import type { HardwareDoc } from '@/server/domain/hardware'
import type { Host } from '@/server/domain/world'

/** Watts that a host draws now: as its BMC says, while that answers and is believed, else as its manager does. Null: neither tells. */
export const hostWatts = (
  { id, powerWatts, stale }: Pick<Host, 'id' | 'powerWatts' | 'stale'>,
  hardware: readonly Pick<HardwareDoc, 'hostId' | 'contact' | 'doubt' | 'reading'>[],
): number | null => {
  const bmc = hardware.find(({ hostId }) => hostId === id)
  const told = bmc?.contact === 'ok' && bmc.doubt === null ? (bmc.reading?.powerWatts ?? null) : null
  return told ?? (stale ? null : powerWatts)
}
