import { ACCEPTED_IN_PART, type Step, type StepAttempt } from '../../domain/run'
import type { World } from '../../domain/world'

/** The platform took the last call, all of it: one refused, lost or half done says nothing about where the switch is (A1). */
const isTaken = (last: StepAttempt | undefined): boolean =>
  last?.outcome === 'verified' || (last?.outcome === 'open' && last.message !== null && last.message !== ACCEPTED_IN_PART)

/**
 * VMs of a safeguard that can no longer be as they were found, by their manager's ids. One that is on another host now counts only once
 * a call for it was taken all the same: on some platforms the switch goes with the VM.
 */
export const goneVms = (
  { managers, vms }: Pick<World, 'managers' | 'vms'>,
  { safeguard, startedAtMs, attempts }: Step,
): readonly string[] => {
  if (safeguard?.found.kind !== 'autostart') return []
  const manager = managers.find(({ id }) => id === safeguard.managerId)
  // Only an inventory that was read since says that a VM is there no more: one that is old, or not read yet, says nothing.
  const isRead = manager?.contact === 'ok' && (manager.refreshedAtMs ?? 0) > (startedAtMs ?? Number.POSITIVE_INFINITY)
  const hosts = new Map(
    vms.flatMap(({ managerId, nativeId, hostId }) => (managerId === safeguard.managerId ? [[nativeId, hostId] as const] : [])),
  )
  const isGone = (nativeId: string): boolean => {
    const hostId = hosts.get(nativeId)
    if (hostId === undefined) return isRead
    return isTaken(attempts.at(-1)) && hostId !== null && !safeguard.hostIds.includes(hostId)
  }
  return safeguard.found.vms.map(({ nativeId }) => nativeId).filter(isGone)
}
