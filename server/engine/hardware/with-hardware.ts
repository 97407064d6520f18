import type { Host } from '../../domain/world'
import type { Reading } from './hardware-watch'

/** What was read longer ago says nothing of what is; then the manager's word stands alone. */
const BELIEVED_FOR_MS = 5 * 60_000

/**
 * A host with what its BMC says. The BMC looks at the power supplies itself and was asked just now; a manager passes on what it heard
 * minutes ago. Only where the BMC does not tell, the manager's word stays.
 */
export const withHardware = (host: Host, { askedAtMs, value }: Reading, nowMs: number): Host => {
  if (nowMs - askedAtMs > BELIEVED_FOR_MS) return host
  const { powerSupplies, powerWatts } = value
  return {
    ...host,
    powerWatts: powerWatts ?? host.powerWatts,
    powerSupplies:
      powerSupplies === null
        ? host.powerSupplies
        : powerSupplies.map((supply) => ({ ...supply, readAtMs: askedAtMs, askedAtMs })),
  }
}
