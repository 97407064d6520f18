import type { ClusterFacts, DatastoreFacts, NetworkFacts, StorageKind } from '../../../domain/inventory'
import type { ObjectProperties } from './property-collector'
import { flagAt, numberAt, textAt } from './read'
import { isVsan, VSAN_SHUTDOWN } from './vsan'
import { find, number, wireType } from '../../protocols/xml/xml'

export const clusterFacts = (cluster: ObjectProperties): ClusterFacts => ({
  nativeId: cluster.ref.id,
  name: textAt(cluster, 'name') ?? cluster.ref.id,
  maxCpuPercent: null, // DRS has no such limit
  cpuBaseline: textAt(cluster, 'summary', 'currentEVCModeKey'),
  ...(isVsan(cluster) ? { ownShutdown: VSAN_SHUTDOWN } : {}),
})

/** The file system's type. Whether a shared VMFS lies on iSCSI or Fibre Channel is not told with the datastore: `other`. */
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

export const datastoreFacts = (store: ObjectProperties): DatastoreFacts => {
  const shared = isShared(store)
  const freeBytes = numberAt(store, 'summary', 'freeSpace')
  return {
    nativeId: store.ref.id,
    name: textAt(store, 'name') ?? store.ref.id,
    kind: storageKindOf(textAt(store, 'summary', 'type'), shared),
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

export const networkFacts = (network: ObjectProperties, standardVlans: ReadonlyMap<string, number>): NetworkFacts => {
  const name = textAt(network, 'name') ?? network.ref.id
  return { nativeId: network.ref.id, name, vlan: singleVlan(distributedVlan(network) ?? standardVlans.get(name) ?? null) }
}
