import type { Messages } from '@/components/messages/messages'
import type { Host } from '@/server/domain/world'

/** "Maintenance", or on its way there, and whether others began it; null: neither. */
export const maintenanceWords = (
  { inMaintenance, enteringMaintenance, outsideMaintenanceSinceMs: sinceMs }: Host,
  { hosts, status }: Messages,
  clock: (atMs: number) => string,
): string | null => {
  if (inMaintenance) return sinceMs === undefined ? hosts.maintenance : hosts.maintenanceOutside(clock(sinceMs))
  if (enteringMaintenance !== true) return null
  return sinceMs === undefined ? status.phase.entering : hosts.enteringOutside(clock(sinceMs))
}
