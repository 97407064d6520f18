import { ACCEPTED_IN_PART, type Step, type StepAttempt } from '../../domain/run'
import type { World } from '../../domain/world'

/** The platform took the last call, all of it: one refused, lost or half done says nothing about where the switch is (A1). */
const isTaken = (last: StepAttempt | undefined): boolean =>
  last?.outcome === 'verified' || (last?.outcome === 'open' && last.message !== null && last.message !== ACCEPTED_IN_PART)

/**
 * VMs of a safeguard that can no longer be as they were found, by their manager's ids. One that is on another host now counts only once
 * a call for it was taken all the same: on some platforms the switch goes with the VM.
 */
export const goneVms = ({ vms }: Pick<World, 'vms'>, { safeguard, attempts }: Step): readonly string[] => {
  if (safeguard?.found.kind !== 'autostart') return []
  const hosts = new Map(
    vms.flatMap(({ managerId, nativeId, hostId }) => (managerId === safeguard.managerId ? [[nativeId, hostId] as const] : [])),
  )
  const isGone = (nativeId: string): boolean => {
    const hostId = hosts.get(nativeId)
    if (hostId === undefined) return true
    return isTaken(attempts.at(-1)) && hostId !== null && !safeguard.hostIds.includes(hostId)
  }
  return safeguard.found.vms.map(({ nativeId }) => nativeId).filter(isGone)
}
