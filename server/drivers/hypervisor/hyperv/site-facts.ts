import type { ClusterFacts, DatastoreFacts, HostFacts, Inventory, NetworkFacts, VmFacts } from '../../../domain/inventory'
import { affinityRulesOf } from './affinity-rules'
import { hostFacts } from './host-facts'
import type { HostTold } from './host-question'
import { isShare, ownDatastores, shareDatastore } from './storage'
import { isWaitingReplica, vmFacts } from './vm-facts'
import type { VmsTold } from './vm-question'

/** What one host told, in the product's words. */
interface HostReading {
  readonly hostId: string
  readonly told: HostTold
  readonly facts: HostFacts
  readonly vms: readonly VmFacts[]
}

export const hostReading = (hostId: string, told: HostTold, vms: VmsTold | null): HostReading => {
  const facts = hostFacts(hostId, told)
  return {
    hostId,
    told,
    facts,
    vms: (vms?.vms ?? [])
      .filter((vm) => !isWaitingReplica(vm))
      .flatMap((vm) => (vms === null ? [] : [vmFacts(vm, vms, hostId, told, facts.clusterNativeId)])),
  }
}

export const isActive = (vm: VmFacts): boolean => vm.power !== 'off' && vm.power !== 'saved'

/** Each VM once: the copy that runs is the VM. */
export const onceEach = (vms: readonly VmFacts[]): readonly VmFacts[] => {
  const byId = new Map<string, VmFacts[]>()
  for (const vm of vms) byId.set(vm.nativeId, [...(byId.get(vm.nativeId) ?? []), vm])
  return [...byId.values()].flatMap((copies) => {
    const running = copies.filter((copy) => copy.power === 'on')
    const chosen = running[0] ?? copies.find(isActive) ?? copies.find((copy) => copy.power === 'saved') ?? copies[0]
    if (chosen === undefined) return []
    // Both are seen running while one is just moving there.
    const atWork = copies.find((copy) => copy.lockedBy !== null)?.lockedBy ?? null
    const twice = running.length > 1 ? `it runs on ${running.map((copy) => copy.hostNativeId).join(' and ')} at once` : null
    return [{ ...chosen, lockedBy: atWork ?? twice }]
  })
}

const sharesOf = (vm: VmFacts): readonly string[] => vm.disks.flatMap((disk) => disk.datastoreNativeId ?? []).filter(isShare)

/** A file share is not mounted anywhere: who uses it reaches it, and so do the other nodes of the cluster. */
export const withShares = (host: HostFacts, vms: readonly VmFacts[]): HostFacts => {
  const near = vms.filter(
    (vm) => vm.hostNativeId === host.nativeId || (host.clusterNativeId !== null && vm.clusterNativeId === host.clusterNativeId),
  )
  return { ...host, datastoreNativeIds: [...new Set([...host.datastoreNativeIds, ...near.flatMap(sharesOf)])] }
}

const clustersOf = (readings: readonly HostReading[]): readonly ClusterFacts[] => {
  const clusters = readings.flatMap(({ told }) => told.cluster ?? [])
  return [...new Map(clusters.map((cluster) => [cluster.Id, cluster])).values()].map((cluster) => ({
    nativeId: cluster.Id,
    name: cluster.Name,
    maxCpuPercent: null,
    cpuBaseline: null,
  }))
}

const networksOf = (hosts: readonly HostFacts[]): readonly NetworkFacts[] =>
  [...new Set(hosts.flatMap((host) => host.networkNativeIds))].map((nativeId) => ({
    nativeId,
    name: nativeId.slice('switch:'.length),
    vlan: null,
    ofEachHost: true,
  }))

const datastoresOf = (readings: readonly HostReading[], vms: readonly VmFacts[]): readonly DatastoreFacts[] => {
  const own = readings.flatMap(({ hostId, told }) => ownDatastores(hostId, told))
  const shares = vms.flatMap(sharesOf).map(shareDatastore)
  return [...new Map([...own, ...shares].map((store) => [store.nativeId, store])).values()]
}

/** `others`: hosts that could not be read. */
export const merged = (readings: readonly HostReading[], others: readonly HostFacts[]): Inventory => {
  const vms = onceEach(readings.flatMap((reading) => reading.vms))
  const hosts = [...readings.map(({ facts }) => facts), ...others].map((host) => withShares(host, vms))
  const rules = affinityRulesOf(readings, vms)
  return {
    clusters: clustersOf(readings),
    hosts,
    vms,
    datastores: datastoresOf(readings, vms),
    networks: networksOf(hosts),
    ...(rules.length === 0 ? {} : { affinityRules: rules }),
  }
}
