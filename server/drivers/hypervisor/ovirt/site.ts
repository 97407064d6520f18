import type { ClusterFacts, DatastoreFacts, NetworkFacts, StorageKind } from '../../../domain/inventory'
import { all, amount, find, flag, number, text, type XmlElement } from '../../protocols/xml/xml'
import { fencingOf, type FencingSetting } from './fencing-policy'
import { type MigrationNetwork, migrationNetworkOf } from './migration-network'
import { idOf } from './references'

const GIB = 1024 ** 3
const KINDS: Readonly<Record<string, StorageKind>> = { nfs: 'nfs', iscsi: 'iscsi', fcp: 'fc', localfs: 'local' }
/** Where VMs keep disks and CDs; export domains and image libraries hold none of a running VM. */
const FOR_VMS = new Set(['data', 'iso', 'volume', 'managed_block_storage'])

interface Profile {
  readonly network: string | null
  /** A virtual function handed through that the VM gives back before it moves. */
  readonly migratable: boolean
}

/** All that hosts and VMs only refer to. */
export interface Site {
  readonly clusters: readonly ClusterFacts[]
  readonly datastores: readonly DatastoreFacts[]
  readonly networks: readonly NetworkFacts[]
  /** The storage domains that every host of the cluster has mounted; the engine takes hosts that cannot out of operation. */
  datastoresOfCluster(clusterNativeId: string | null): readonly string[]
  isLocal(datastoreNativeId: string): boolean
  /** True where all storage is on the one host itself. */
  isLocalCluster(clusterNativeId: string | null): boolean
  profile(vnicProfileId: string | null): Profile | null
  /** The data center of the cluster, by name; null: not told. */
  dataCenterName(clusterNativeId: string | null): string | null
  /** Null: the cluster names none. */
  migrationNetwork(clusterNativeId: string | null): MigrationNetwork | null
  /** Of clusters that tell it, by their id. */
  readonly fencing: ReadonlyMap<string, FencingSetting>
  /** Storage domains on iSCSI and Fibre Channel, by the volume group that each is. */
  readonly volumeGroups: ReadonlyMap<string, string>
}

const maxCpuPercent = (cluster: XmlElement): number | null => {
  const properties = all(find(cluster, 'custom_scheduling_policy_properties'), 'property')
  const limit = number(
    properties.find((property) => text(property, 'name') === 'HighUtilization'),
    'value',
  )
  return limit !== null && limit > 0 && limit <= 100 ? limit : null
}

const clusterFacts = (cluster: XmlElement): ClusterFacts[] => {
  const nativeId = idOf(cluster)
  if (nativeId === null) return []
  const name = text(cluster, 'name') ?? nativeId
  const cpuBaseline = text(cluster, 'cpu', 'type')
  return [{ nativeId, name, maxCpuPercent: maxCpuPercent(cluster), cpuBaseline }]
}

const datastoreFacts = (domain: XmlElement): DatastoreFacts[] => {
  const nativeId = idOf(domain)
  if (nativeId === null) return []
  const kind = KINDS[text(domain, 'storage', 'type') ?? ''] ?? 'other'
  const free = amount(domain, 'available')
  return [
    {
      nativeId,
      name: text(domain, 'name') ?? nativeId,
      kind,
      shared: kind !== 'local',
      freeGibibytes: free === null ? null : free / GIB,
    },
  ]
}

const networkFacts = (network: XmlElement): NetworkFacts[] => {
  const nativeId = idOf(network)
  if (nativeId === null) return []
  const vlan = idOf(find(network, 'vlan')) ?? text(network, 'vlan', 'id')
  const tag = vlan === null ? Number.NaN : Number(vlan)
  return [{ nativeId, name: text(network, 'name') ?? nativeId, vlan: Number.isInteger(tag) ? tag : null }]
}

export interface SiteAnswers {
  readonly clusters: readonly XmlElement[]
  readonly dataCenters: readonly XmlElement[]
  /** The storage domains of each data center, as it sees them. */
  readonly domainsOf: ReadonlyMap<string, readonly XmlElement[]>
  readonly networks: readonly XmlElement[]
  /** Of each cluster, with what it uses them for; one that is missing did not tell. */
  readonly networksOf: ReadonlyMap<string, readonly XmlElement[]>
  readonly vnicProfiles: readonly XmlElement[]
}

export const siteOf = (answers: SiteAnswers): Site => {
  const dataCenterOf = new Map(answers.clusters.map((cluster) => [idOf(cluster), idOf(find(cluster, 'data_center'))] as const))
  const centerNames = new Map(answers.dataCenters.map((center) => [idOf(center), text(center, 'name')] as const))
  const migrations = new Map(
    [...answers.networksOf].map(([cluster, networks]) => [cluster, migrationNetworkOf(networks)] as const),
  )
  const localCenters = new Set(answers.dataCenters.filter((center) => flag(center, 'local') === true).map(idOf))
  const datastores = new Map<string, DatastoreFacts>()
  const inUse = new Map<string, string[]>()
  const volumeGroups = new Map<string, string>()
  for (const [center, domains] of answers.domainsOf)
    for (const domain of domains) {
      for (const facts of datastoreFacts(domain)) {
        // A domain of CD images belongs to several data centers; the one where it is in use tells its free space.
        const known = datastores.get(facts.nativeId)
        if (known === undefined || known.freeGibibytes === null) datastores.set(facts.nativeId, facts)
      }
      const id = idOf(domain)
      const group = idOf(find(domain, 'storage', 'volume_group'))
      if (id !== null && group !== null) volumeGroups.set(group, id)
      if (id === null || text(domain, 'status') !== 'active' || !FOR_VMS.has(text(domain, 'type') ?? '')) continue
      inUse.set(center, [...(inUse.get(center) ?? []), id])
    }
  const profiles = new Map(
    answers.vnicProfiles.map(
      (profile) =>
        [idOf(profile), { network: idOf(find(profile, 'network')), migratable: flag(profile, 'migratable') === true }] as const,
    ),
  )
  return {
    clusters: answers.clusters.flatMap(clusterFacts),
    datastores: [...datastores.values()],
    networks: answers.networks.flatMap(networkFacts),
    datastoresOfCluster: (cluster) => inUse.get(dataCenterOf.get(cluster) ?? '') ?? [],
    isLocal: (datastore) => datastores.get(datastore)?.shared === false,
    isLocalCluster: (cluster) => localCenters.has(dataCenterOf.get(cluster) ?? ''),
    dataCenterName: (cluster) => centerNames.get(dataCenterOf.get(cluster) ?? '') ?? null,
    migrationNetwork: (cluster) => (cluster === null ? null : (migrations.get(cluster) ?? null)),
    profile: (id) => profiles.get(id) ?? null,
    fencing: new Map(
      answers.clusters.flatMap((cluster) => {
        const [id, setting] = [idOf(cluster), fencingOf(cluster)]
        return id === null || setting === null ? [] : [[id, setting] as const]
      }),
    ),
    volumeGroups,
  }
}
