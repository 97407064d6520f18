import type { HostFacts, Inventory } from '../domain/inventory'

/** As it was known; what it does now is not. */
const stillKnown = ({ isUntold: _isUntold, ...known }: HostFacts, { connection }: HostFacts): HostFacts => ({
  ...known,
  connection,
  cpuUsedPercent: null,
  memoryUsedMiB: null,
  bootedAtMs: null,
})

const withMissing = <T extends { readonly nativeId: string }>(told: readonly T[], more: readonly T[]): readonly T[] => {
  const ids = new Set(told.map(({ nativeId }) => nativeId))
  return [...told, ...more.filter(({ nativeId }) => !ids.has(nativeId))]
}

/**
 * A host that its manager's session has not heard yet, as where the engine was restarted and the host is still down, has lost neither
 * its VMs nor what it is: both stand as they were known, and nothing is said of what they do. Without them what hangs on such a VM
 * would be started before it (R3, A9).
 */
export const withUntold = (before: Inventory | null, told: Inventory): Inventory => {
  const untold = new Set(told.hosts.flatMap(({ nativeId, isUntold }) => (isUntold === true ? [nativeId] : [])))
  if (before === null || untold.size === 0) return told
  const known = new Map(before.hosts.flatMap((host) => (untold.has(host.nativeId) ? [[host.nativeId, host] as const] : [])))
  const isTheirs = (ids: (host: HostFacts) => readonly string[]) => {
    const theirs = new Set([...known.values()].flatMap(ids))
    return ({ nativeId }: { readonly nativeId: string }): boolean => theirs.has(nativeId)
  }
  const datastores = before.datastores.filter(isTheirs(({ datastoreNativeIds }) => datastoreNativeIds))
  const networks = before.networks.filter(isTheirs(({ networkNativeIds }) => networkNativeIds))
  const safeguards = (before.safeguards ?? []).filter(({ hostNativeIds }) => hostNativeIds.every((id) => untold.has(id)))
  const vms = before.vms
    .filter(({ hostNativeId }) => hostNativeId !== null && untold.has(hostNativeId))
    .map((vm) => ({ ...vm, power: 'unknown' as const, cpuUsedPercent: null, lockedBy: null }))
  return {
    ...told,
    hosts: told.hosts.map((host) => {
      const one = known.get(host.nativeId)
      return one === undefined ? host : stillKnown(one, host)
    }),
    vms: withMissing(told.vms, vms),
    datastores: withMissing(told.datastores, datastores),
    networks: withMissing(told.networks, networks),
    ...(safeguards.length === 0 ? {} : { safeguards: withMissing(told.safeguards ?? [], safeguards) }),
  }
}
