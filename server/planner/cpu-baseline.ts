import type { HostId, ManagerId } from '../domain/ids'
import type { Host, World } from '../domain/world'

/** A host against the baseline of its cluster. */
export interface BaselineHost {
  readonly hostId: HostId
  readonly hostName: string
  readonly vendor: string | null
  readonly model: string | null
  /** By the platform's own name, the newest baseline that it can hold; null: not told. */
  readonly newestBaseline: string | null
  /** What it can do and guests do not get to see (S1-22); null: its features are not told. */
  readonly masked: readonly string[] | null
  /** What the baseline promises and it cannot do (S1-23); null: its features are not told. */
  readonly missing: readonly string[] | null
}

export interface CpuBaseline {
  /** What the platform calls it; null: it sets none. */
  readonly name: string | null
  /** What guests may count on on every host; null: no host tells its features. */
  readonly features: readonly string[] | null
  /** Whose word that is: the platform's, or what the hosts that tell have in common. */
  readonly basis: 'platform' | 'common' | 'unknown'
  readonly vendors: readonly string[]
  readonly hosts: readonly BaselineHost[]
}

/** What another baseline would bring: made of what the chosen hosts have in common (S1-24). */
export interface BaselineChange {
  readonly features: readonly string[]
  /** Guests get to see these once they were off and on again. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  /** Hosts of the cluster that could not stay in it, with what they lack. */
  readonly leaving: readonly { readonly hostId: HostId; readonly hostName: string; readonly missing: readonly string[] }[]
  /** Hosts whose features nobody tells: nobody knows whether they could stay. */
  readonly unknownHostNames: readonly string[]
  /** Running VMs that use what would be lost: each must be off and on again before. */
  readonly heldVmNames: readonly string[]
}

export interface ClusterKey {
  readonly managerId: ManagerId
  /** Null: hosts that stand in no cluster. */
  readonly clusterNativeId: string | null
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** Before any masking. */
const ownFeatures = (host: Host): readonly string[] | null => host.cpuOwnFeatures ?? host.cpuFeatures

const minus = (from: readonly string[], taken: readonly string[]): readonly string[] => {
  const gone = new Set(taken)
  return from.filter((feature) => !gone.has(feature)).toSorted(compare)
}

/** What all lists name; null: there is no list. */
const common = (lists: readonly (readonly string[])[]): readonly string[] | null => {
  const [first, ...rest] = lists
  if (first === undefined) return null
  const others = rest.map((list) => new Set(list))
  return [...new Set(first)].filter((feature) => others.every((other) => other.has(feature))).toSorted(compare)
}

const isList = (list: readonly string[] | null): list is readonly string[] => list !== null

const hostsOf = (world: World, { managerId, clusterNativeId }: ClusterKey): readonly Host[] =>
  world.hosts
    .filter((host) => host.managerId === managerId && host.clusterNativeId === clusterNativeId)
    .toSorted((left, right) => compare(left.name, right.name) || compare(left.id, right.id))

/** The CPU baseline of a cluster, what it masks on each host, and which host does not hold it (S1-21 … S1-23). */
export const cpuBaselineOf = (world: World, key: ClusterKey): CpuBaseline => {
  const hosts = hostsOf(world, key)
  const cluster = world.managers
    .find(({ id }) => id === key.managerId)
    ?.clusters.find(({ nativeId }) => nativeId === key.clusterNativeId)
  const told = cluster?.cpuBaselineFeatures ?? null
  const features = told === null ? common(hosts.map(({ cpuFeatures }) => cpuFeatures).filter(isList)) : told.toSorted(compare)
  return {
    name: cluster?.cpuBaseline ?? null,
    features,
    basis: told !== null ? 'platform' : features === null ? 'unknown' : 'common',
    vendors: [...new Set(hosts.flatMap(({ cpuVendor }) => cpuVendor ?? []))].toSorted(compare),
    hosts: hosts.map((host) => {
      const own = ownFeatures(host)
      const isTold = own !== null && features !== null
      return {
        hostId: host.id,
        hostName: host.name,
        vendor: host.cpuVendor,
        model: host.cpuModel,
        newestBaseline: host.newestCpuBaseline ?? null,
        masked: isTold ? minus(own, features) : null,
        missing: isTold ? minus(features, own) : null,
      }
    }),
  }
}

/** What a baseline made for these hosts of the cluster would change; null: none of them tells its features. */
export const baselineChange = (world: World, key: ClusterKey, chosen: ReadonlySet<HostId>): BaselineChange | null => {
  const hosts = hostsOf(world, key)
  const features = common(
    hosts
      .filter(({ id }) => chosen.has(id))
      .map(ownFeatures)
      .filter(isList),
  )
  if (features === null) return null
  const now = cpuBaselineOf(world, key).features ?? []
  const lost = minus(now, features)
  const isLost = new Set(lost)
  const ids = new Set<string>(hosts.map(({ id }) => id))
  const held = world.vms.filter(
    ({ hostId, power, requiredCpuFeatures }) =>
      hostId !== null &&
      ids.has(hostId) &&
      power !== 'off' &&
      requiredCpuFeatures?.some((feature) => isLost.has(feature)) === true,
  )
  return {
    features,
    gained: minus(features, now),
    lost,
    leaving: hosts.flatMap((host) => {
      const own = ownFeatures(host)
      const missing = own === null ? [] : minus(features, own)
      return missing.length === 0 ? [] : [{ hostId: host.id, hostName: host.name, missing }]
    }),
    unknownHostNames: hosts.filter((host) => ownFeatures(host) === null).map(({ name }) => name),
    heldVmNames: held.map(({ name }) => name).toSorted(compare),
  }
}
