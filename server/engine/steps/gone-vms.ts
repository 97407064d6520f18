import type { Step } from '../../domain/run'
import type { World } from '../../domain/world'

/**
 * VMs of a safeguard that can no longer be as they were found, by their manager's ids. One that is on another host now counts only once
 * it was tried all the same: on some platforms the switch goes with the VM.
 */
export const goneVms = ({ vms }: Pick<World, 'vms'>, { safeguard, attempts }: Step): readonly string[] => {
  if (safeguard?.found.kind !== 'autostart') return []
  const hosts = new Map(
    vms.flatMap(({ managerId, nativeId, hostId }) => (managerId === safeguard.managerId ? [[nativeId, hostId] as const] : [])),
  )
  const isGone = (nativeId: string): boolean => {
    const hostId = hosts.get(nativeId)
    if (hostId === undefined) return true
    return attempts.length > 0 && hostId !== null && !safeguard.hostIds.includes(hostId)
  }
  return safeguard.found.vms.map(({ nativeId }) => nativeId).filter(isGone)
}
