import type { ClusterFacts, DatastoreFacts, HaReserve, NetworkFacts, StorageKind } from '../../../domain/inventory'
import type { ObjectProperties } from './property-collector'
import { flagAt, numberAt, textAt } from './read'
import { isVsan, VSAN_SHUTDOWN } from './vsan'
import { refOf } from './soap'
import { all, amount, find, number, wireType } from '../../protocols/xml/xml'

/** Of vSphere HA; without HA it does nothing. */
const hasAdmissionControl = (cluster: ObjectProperties): boolean =>
  flagAt(cluster, 'configurationEx', 'dasConfig', 'enabled') === true &&
  flagAt(cluster, 'configurationEx', 'dasConfig', 'admissionControlEnabled') === true

/**
 * What admission control keeps free, by its policy (vSphere API, ClusterDasAdmissionControlPolicy): a part of all memory, as much as
 * some hosts have, or certain hosts.
 */
const haReserve = (cluster: ObjectProperties): HaReserve | null => {
  const policy = find(cluster.properties.get('configurationEx'), 'dasConfig', 'admissionControlPolicy')
  switch (wireType(policy)) {
    case 'ClusterFailoverResourcesAdmissionControlPolicy': {
      const memoryPercent = amount(policy, 'memoryFailoverResourcesPercent')
      return memoryPercent === null || memoryPercent > 100 ? null : { memoryPercent }
    }
    case 'ClusterFailoverLevelAdmissionControlPolicy': {
      const hosts = amount(policy, 'failoverLevel')
      return hosts === null ? null : { hosts }
    }
    case 'ClusterFailoverHostAdmissionControlPolicy':
      return { hostNativeIds: all(policy, 'failoverHosts').flatMap((element) => refOf(element)?.id ?? []) }
    default:
      return null
  }
}

const reserveFacts = (cluster: ObjectProperties): Pick<ClusterFacts, 'refusesStarts' | 'haReserve'> => {
  if (!hasAdmissionControl(cluster)) return {}
  const reserve = haReserve(cluster)
  return { refusesStarts: true, ...(reserve === null ? {} : { haReserve: reserve }) }
}

export const clusterFacts = (cluster: ObjectProperties): ClusterFacts => ({
  nativeId: cluster.ref.id,
  name: textAt(cluster, 'name') ?? cluster.ref.id,
  maxCpuPercent: null, // DRS has no such limit
  cpuBaseline: textAt(cluster, 'summary', 'currentEVCModeKey'),
  ...reserveFacts(cluster),
  ...(isVsan(cluster) ? { ownShutdown: VSAN_SHUTDOWN } : {}),
})

/** The file system's type. Whether a shared VMFS lies on iSCSI or Fibre Channel only its paths tell. */
const storageKindOf = (type: string | null, shared: boolean): StorageKind => {
  switch (type?.toUpperCase()) {
    case 'NFS':
    case 'NFS41':
      return 'nfs'
    case 'VSAN':
    case 'VSAND':
      return 'vsan'
    case 'VMFS':
      return shared ? 'other' : 'local'
    default:
      return 'other'
  }
}

/** A standalone ESX cannot know who else mounts a datastore; a file server or vSAN is reached by others all the same. */
export const isShared = (store: ObjectProperties): boolean => {
  const told = flagAt(store, 'summary', 'multipleHostAccess')
  const kind = storageKindOf(textAt(store, 'summary', 'type'), false)
  return told ?? (kind === 'nfs' || kind === 'vsan')
}

const GIB = 1024 ** 3

/** `pathKind`: by which its paths lead, where they tell. */
export const datastoreFacts = (store: ObjectProperties, pathKind: StorageKind | null): DatastoreFacts => {
  const shared = isShared(store)
  const kind = storageKindOf(textAt(store, 'summary', 'type'), shared)
  const freeBytes = numberAt(store, 'summary', 'freeSpace')
  return {
    nativeId: store.ref.id,
    name: textAt(store, 'name') ?? store.ref.id,
    kind: kind === 'other' ? (pathKind ?? kind) : kind,
    shared,
    freeGibibytes: freeBytes === null ? null : Math.round((freeBytes / GIB) * 10) / 10,
  }
}

/** VLAN 0 is "untagged" in vSphere; 4095 passes all. Neither is one VLAN. */
const singleVlan = (vlan: number | null): number | null => (vlan !== null && vlan > 0 && vlan < 4095 ? vlan : null)

const distributedVlan = (network: ObjectProperties): number | null => {
  const vlan = find(network.properties.get('config.defaultPortConfig'), 'vlan')
  return wireType(vlan) === 'VmwareDistributedVirtualSwitchVlanIdSpec' ? number(vlan, 'vlanId') : null
}

/** `standardVlans`: of standard networks, on which all hosts agree. Those are each host's own; a distributed one is the same everywhere. */
export const networkFacts = (network: ObjectProperties, standardVlans: ReadonlyMap<string, number>): NetworkFacts => {
  const nativeId = network.ref.id
  const name = textAt(network, 'name') ?? nativeId
  return network.ref.type === 'Network'
    ? { nativeId, name, vlan: standardVlans.get(nativeId) ?? null, ofEachHost: true }
    : { nativeId, name, vlan: singleVlan(distributedVlan(network)) }
}
