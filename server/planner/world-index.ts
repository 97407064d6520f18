import type { HostId, ManagerId, VmId } from '../domain/ids'
import type { AffinityRule, ClusterFacts } from '../domain/inventory'
import type { Host, ManagerView, VirtualMachine, World } from '../domain/world'

/** A rule with those of its VMs that are known, by name. */
export interface VmRule {
  readonly rule: AffinityRule
  readonly vms: readonly VirtualMachine[]
}

/** The world by id, built once per world: planning asks the same questions thousands of times. */
export interface WorldIndex {
  readonly hosts: ReadonlyMap<HostId, Host>
  readonly vms: ReadonlyMap<VmId, VirtualMachine>
  readonly managers: ReadonlyMap<ManagerId, ManagerView>
  readonly hostsOfManager: ReadonlyMap<ManagerId, readonly Host[]>
  readonly vmsOnHost: ReadonlyMap<HostId, readonly VirtualMachine[]>
  /** Memory held on a host now: what it reports, or what its VMs may take, whichever is more. */
  readonly memoryHeldMiB: ReadonlyMap<HostId, number>
  /** The platform's affinity rules that name a VM. Most VMs have none. */
  readonly rulesOfVm: ReadonlyMap<VmId, readonly VmRule[]>
}

/** Holds memory and counts as running. A VM of unknown power is treated as running: the safe side for room. */
export const holdsMemory = (vm: VirtualMachine): boolean => vm.power === 'on' || vm.power === 'paused' || vm.power === 'unknown'

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** By name, then id: the same order wherever and in whatever order the input came (D1). */
export const byName = (left: { name: string; id: string }, right: { name: string; id: string }): number =>
  compareText(left.name, right.name) || compareText(left.id, right.id)

const groupBy = <K, V>(values: readonly V[], keyOf: (value: V) => K | null): Map<K, V[]> => {
  const groups = new Map<K, V[]>()
  for (const value of values) {
    const key = keyOf(value)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

const heldOn = (host: Host, vms: readonly VirtualMachine[]): number => {
  const byVms = vms.filter(holdsMemory).reduce((sum, vm) => sum + (vm.memoryMiB ?? 0), 0)
  return host.connection === 'up' ? Math.max(byVms, host.memoryUsedMiB ?? 0) : byVms
}

const compareRules = (left: AffinityRule, right: AffinityRule): number =>
  compareText(left.name, right.name) || compareText(left.kind, right.kind)

const rulesByVm = (world: World): Map<VmId, VmRule[]> => {
  const byVm = new Map<VmId, VmRule[]>()
  for (const { id, affinityRules } of world.managers) {
    if (affinityRules === undefined || affinityRules.length === 0) continue
    const own = new Map(world.vms.filter(({ managerId }) => managerId === id).map((vm) => [vm.nativeId, vm]))
    for (const rule of [...affinityRules].sort(compareRules)) {
      const vms = rule.vmNativeIds.flatMap((nativeId) => own.get(nativeId) ?? []).sort(byName)
      for (const vm of vms) byVm.set(vm.id, [...(byVm.get(vm.id) ?? []), { rule, vms }])
    }
  }
  return byVm
}

const build = (world: World): WorldIndex => {
  const hosts = [...world.hosts].sort(byName)
  const vmsOnHost = groupBy(world.vms, (vm) => vm.hostId)
  // Each host's own by themselves: to sort thousands together takes several times as long.
  for (const vms of vmsOnHost.values()) vms.sort(byName)
  return {
    hosts: new Map(hosts.map((host) => [host.id, host])),
    vms: new Map(world.vms.map((vm) => [vm.id, vm])),
    managers: new Map(world.managers.map((manager) => [manager.id, manager])),
    hostsOfManager: groupBy(hosts, (host) => host.managerId),
    vmsOnHost,
    rulesOfVm: rulesByVm(world),
    memoryHeldMiB: new Map(hosts.map((host) => [host.id, heldOn(host, vmsOnHost.get(host.id) ?? [])])),
  }
}

const built = new WeakMap<World, WorldIndex>()

/** Worlds are immutable, so an index lives as long as its world. */
export const indexOf = (world: World): WorldIndex => {
  const known = built.get(world)
  if (known !== undefined) return known
  const index = build(world)
  built.set(world, index)
  return index
}

export const clusterOf = (index: WorldIndex, host: Host): ClusterFacts | null =>
  host.clusterNativeId === null
    ? null
    : (index.managers.get(host.managerId)?.clusters.find((cluster) => cluster.nativeId === host.clusterNativeId) ?? null)

/** The cluster a VM may move in: that of the host it is on. Hosts without one count as one group per manager. */
export const clusterIdOf = (index: WorldIndex, vm: VirtualMachine): string | null =>
  (vm.hostId === null ? null : index.hosts.get(vm.hostId)?.clusterNativeId) ?? vm.clusterNativeId
