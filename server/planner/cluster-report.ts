import type { AffinityRule, NetworkFacts, StorageKind } from '../domain/inventory'
import type { Vlan } from '../domain/vlan'
import type { Host, ManagerView, VirtualMachine, World } from '../domain/world'
import { hostVlanOf } from './network-check'
import { mustStartWithHost } from './safeguard-steps'
import { type ClusterKey, type CpuBaseline, cpuBaselineOf } from './cpu-baseline'

/** A network of the cluster and the hosts that do not have it (S1-25). */
export interface NetworkReach {
  readonly name: string
  readonly vlan: number | null
  /** What it leads to where that is not the same on all hosts that have it, by what most have first. Empty: it is, as far as is told. */
  readonly differingVlans: readonly { readonly vlan: Vlan; readonly hostNames: readonly string[] }[]
  /** Hosts that have it and do not tell what theirs leads to. */
  readonly untoldHostNames: readonly string[]
  readonly lackingHostNames: readonly string[]
  /** VMs of the cluster on it: they cannot move to a host that lacks it. */
  readonly vmCount: number
}

export interface StorageReach {
  readonly name: string
  readonly kind: StorageKind
  readonly lackingHostNames: readonly string[]
  /** Whether any host tells how many paths lead there. */
  readonly isPathsTold: boolean
  /** Hosts that one working path, or none, leads from (S1-28). */
  readonly fewPaths: readonly { readonly hostName: string; readonly paths: number }[]
}

export interface ShownRule extends Pick<AffinityRule, 'name' | 'kind' | 'mandatory'> {
  readonly vmNames: readonly string[]
  readonly hostNames: readonly string[]
}

/** What a person should know of a cluster before anything in it moves. */
export interface ClusterReport {
  readonly baseline: CpuBaseline
  /** Those that some host lacks first. */
  readonly networks: readonly NetworkReach[]
  /** Shared storage that a host of the cluster reaches; what is in order last. */
  readonly storage: readonly StorageReach[]
  readonly rules: readonly ShownRule[]
  /** What is said of one host's set-up. */
  readonly findings: readonly { readonly hostName: string; readonly text: string }[]
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
const byName = (left: { readonly name: string }, right: { readonly name: string }): number => compare(left.name, right.name)

const lacking = (hosts: readonly Host[], has: (host: Host) => boolean): readonly string[] =>
  hosts.filter((host) => !has(host)).map(({ name }) => name)

/** Of a network that each host has of its own. */
const vlansOn = (
  hosts: readonly Host[],
  networkNativeId: NetworkFacts['nativeId'],
): Pick<NetworkReach, 'differingVlans' | 'untoldHostNames'> => {
  const having = hosts.filter((host) => host.networkNativeIds.includes(networkNativeId))
  const byVlan = new Map<Vlan, string[]>()
  for (const host of having) {
    const vlan = hostVlanOf(host, networkNativeId)?.vlan
    if (vlan !== undefined) byVlan.set(vlan, [...(byVlan.get(vlan) ?? []), host.name])
  }
  const vlans = [...byVlan].map(([vlan, hostNames]) => ({ vlan, hostNames }))
  return {
    differingVlans: vlans.length < 2 ? [] : vlans.toSorted((left, right) => right.hostNames.length - left.hostNames.length),
    untoldHostNames: lacking(having, (host) => hostVlanOf(host, networkNativeId) !== null),
  }
}

const NAMED = 5

const named = (vms: readonly VirtualMachine[]): string => {
  const shown = vms.map(({ name }) => name).sort(compare)
  const more = shown.length > NAMED ? ` and ${shown.length - NAMED} more` : ''
  return `${shown.slice(0, NAMED).join(', ')}${more}`
}

/** VMs of the manager whose autostart an orderly shutdown can set aside, by its ids. */
const settable = (manager: ManagerView | undefined): ReadonlySet<string> =>
  new Set(
    (manager?.safeguards ?? []).flatMap(({ setting }) =>
      setting.kind === 'autostart' ? setting.vms.map(({ nativeId }) => nativeId) : [],
    ),
  )

/**
 * R2: what comes up with its host comes at the first volt, before any plan asks whether the battery could carry another shutdown. What
 * must do so, for nothing else starts it, is no fault (R3).
 */
const startingAlone = (vms: readonly VirtualMachine[], canBeSet: ReadonlySet<string>): readonly string[] => {
  const alone = vms.filter((vm) => vm.startsWithHost === true && !mustStartWithHost(vm))
  const aside = alone.filter(({ nativeId }) => canBeSet.has(nativeId))
  const never = alone.filter(({ nativeId }) => !canBeSet.has(nativeId))
  return [
    aside.length === 0
      ? []
      : `After a power cut without an orderly shutdown its platform starts VMs by itself when it boots, before recovery allows it: ${named(aside)}. A plan that shuts it down and starts them again sets that aside meanwhile.`,
    never.length === 0
      ? []
      : `Its platform starts VMs by itself whenever it boots, before recovery allows it, and no plan can set that aside: ${named(never)}.`,
  ].flat()
}

export const clusterReport = (world: World, key: ClusterKey): ClusterReport => {
  const hosts = world.hosts
    .filter(({ managerId, clusterNativeId }) => managerId === key.managerId && clusterNativeId === key.clusterNativeId)
    .toSorted(byName)
  const ids = new Set<string>(hosts.map(({ id }) => id))
  const vms = world.vms.filter(({ hostId }) => hostId !== null && ids.has(hostId))
  const manager = world.managers.find(({ id }) => id === key.managerId)
  const canBeSet = settable(manager)
  const networks = (manager?.networks ?? [])
    .filter(
      ({ nativeId }) =>
        hosts.some((host) => host.networkNativeIds.includes(nativeId)) ||
        vms.some((vm) => vm.networkNativeIds.includes(nativeId)),
    )
    .map(({ nativeId, name, vlan, ofEachHost }) => ({
      name,
      vlan,
      ...(ofEachHost === true ? vlansOn(hosts, nativeId) : { differingVlans: [], untoldHostNames: [] }),
      lackingHostNames: lacking(hosts, (host) => host.networkNativeIds.includes(nativeId)),
      vmCount: vms.filter((vm) => vm.networkNativeIds.includes(nativeId)).length,
    }))
  const storage = (manager?.datastores ?? [])
    .filter(({ nativeId, shared }) => shared && hosts.some((host) => host.datastoreNativeIds.includes(nativeId)))
    .map(({ nativeId, name, kind }) => ({
      name,
      kind,
      lackingHostNames: lacking(hosts, (host) => host.datastoreNativeIds.includes(nativeId)),
      isPathsTold: hosts.some(
        (host) => host.storagePaths?.some(({ datastoreNativeId }) => datastoreNativeId === nativeId) === true,
      ),
      fewPaths: hosts.flatMap((host) => {
        const paths = host.storagePaths?.find(({ datastoreNativeId }) => datastoreNativeId === nativeId)?.paths
        return paths === undefined || paths > 1 ? [] : [{ hostName: host.name, paths }]
      }),
    }))
  const troubles = (reach: NetworkReach | StorageReach): number =>
    reach.lackingHostNames.length + ('fewPaths' in reach ? reach.fewPaths.length : reach.differingVlans.length)
  const worstFirst = <T extends NetworkReach | StorageReach>(list: readonly T[]): readonly T[] =>
    list.toSorted((left, right) => Number(troubles(right) > 0) - Number(troubles(left) > 0) || byName(left, right))
  return {
    baseline: cpuBaselineOf(world, key),
    networks: worstFirst(networks),
    storage: worstFirst(storage),
    rules: (manager?.affinityRules ?? []).flatMap((rule): readonly ShownRule[] => {
      const own = vms.filter(({ nativeId }) => rule.vmNativeIds.includes(nativeId)).toSorted(byName)
      const { name, kind, mandatory } = rule
      const hostNames = hosts.filter(({ nativeId }) => rule.hostNativeIds.includes(nativeId)).map((host) => host.name)
      return own.length === 0 ? [] : [{ name, kind, mandatory, vmNames: own.map((vm) => vm.name), hostNames }]
    }),
    findings: hosts.flatMap(({ id, name, findings, migrationTrouble }) =>
      [
        ...(findings ?? []),
        ...(migrationTrouble == null ? [] : [`Live moves: ${migrationTrouble}.`]),
        ...startingAlone(
          vms.filter(({ hostId }) => hostId === id),
          canBeSet,
        ),
      ].map((text) => ({ hostName: name, text })),
    ),
  }
}
