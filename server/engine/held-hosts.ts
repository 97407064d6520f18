import type { HostId } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'

/** Hosts that runs of our own hold in maintenance or shut down: what their managers show of them is our doing. */
export const heldHostIds = (active: readonly RunWithSteps[]): ReadonlySet<HostId> =>
  new Set(
    active.flatMap(({ kind, hostId, steps }) => {
      const held = steps.flatMap(({ object, attempts }) => (object.kind === 'host' && attempts.length > 0 ? [object.id] : []))
      return kind === 'maintenance' && hostId !== null ? [hostId, ...held] : held
    }),
  )
