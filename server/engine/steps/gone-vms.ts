import { isTaken, type Step } from '../../domain/run'
import type { World } from '../../domain/world'

/** A manager shows what it has taken within so long. */
const SHOWN_WITHIN_MS = 10_000

/** VMs of a safeguard, by their manager's ids, that may never be seen as they were found. */
export interface GoneVms {
  /** Their manager no longer has them. */
  readonly removed: readonly string[]
  /** On another host now, where the platform has taken the call all the same: on some the switch goes with the VM, on others not. */
  readonly elsewhere: readonly string[]
}

export const goneVms = (
  { managers, vms }: Pick<World, 'managers' | 'vms'>,
  { safeguard, startedAtMs, attempts }: Step,
  nowMs: number,
): GoneVms => {
  if (safeguard?.found.kind !== 'autostart') return { removed: [], elsewhere: [] }
  const manager = managers.find(({ id }) => id === safeguard.managerId)
  // Only an inventory that was read since says that a VM is there no more: one that is old, or not read yet, says nothing.
  const isRead = manager?.contact === 'ok' && (manager.refreshedAtMs ?? 0) > (startedAtMs ?? Number.POSITIVE_INFINITY)
  const hosts = new Map(
    vms.flatMap(({ managerId, nativeId, hostId }) => (managerId === safeguard.managerId ? [[nativeId, hostId] as const] : [])),
  )
  const last = attempts.at(-1)
  const isTold = isTaken(last) && nowMs - (last?.startedAtMs ?? nowMs) >= SHOWN_WITHIN_MS
  const ids = safeguard.found.vms.map(({ nativeId }) => nativeId)
  return {
    removed: isRead ? ids.filter((id) => !hosts.has(id)) : [],
    elsewhere: isTold
      ? ids.filter((id) => {
          const hostId = hosts.get(id) ?? null
          return hostId !== null && !safeguard.hostIds.includes(hostId)
        })
      : [],
  }
}
