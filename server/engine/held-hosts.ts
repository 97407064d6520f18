import type { HostId } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'
import type { Host } from '../domain/world'

/** Hosts that our own runs hold in maintenance, or that are on their way there or back. */
export type MaintenanceHolds = ReadonlyMap<HostId, 'held' | 'on-its-way'>

/**
 * Where the platform knows no maintenance mode our own run is the mark. On its way a host is only no target: its VMs still run, and
 * an outage must end them and it (A5).
 */
export const asHeld = (host: Host, holds: MaintenanceHolds): Host => {
  const hold = holds.get(host.id)
  if (hold === undefined) return host
  return hold === 'held' ? { ...host, inMaintenance: true } : { ...host, enteringMaintenance: true }
}

/** Rebooted, and not seen in maintenance again since: it may be back in service (R5). */
export const isInQuestion = ({ steps }: Pick<RunWithSteps, 'steps'>): boolean => {
  const reboot = steps.findLast(({ action }) => action === 'reboot-host')
  return reboot !== undefined && steps.findLast(({ action }) => action === 'enter-maintenance')?.state !== 'done'
}

/** How a maintenance run holds its host. */
export const holdOf = (run: Pick<RunWithSteps, 'phase' | 'steps'>): 'held' | 'on-its-way' =>
  run.phase === 'in-maintenance' && !isInQuestion(run) ? 'held' : 'on-its-way'

/** Hosts that runs of our own hold in maintenance or shut down: what their managers show of them is our doing. */
export const heldHostIds = (active: readonly RunWithSteps[]): ReadonlySet<HostId> =>
  new Set(
    active.flatMap(({ kind, hostId, steps }) => {
      const held = steps.flatMap(({ object, attempts }) => (object.kind === 'host' && attempts.length > 0 ? [object.id] : []))
      return kind === 'maintenance' && hostId !== null ? [hostId, ...held] : held
    }),
  )
