import type { DatastoreFacts, StorageKind } from '../../../domain/inventory'
import type { Resource } from './wire'

const GIB = 1024 ** 3

const KINDS: Readonly<Record<string, StorageKind>> = {
  nfs: 'nfs',
  iscsi: 'iscsi',
  iscsidirect: 'iscsi',
  zfs: 'iscsi',
  rbd: 'ceph',
  cephfs: 'ceph',
  dir: 'local',
  lvm: 'local',
  lvmthin: 'local',
  zfspool: 'local',
  btrfs: 'local',
}

/** Storages by the node that sees them. A shared one is the same everywhere; a local one of the same name is another on each node. */
export interface Storages {
  readonly datastores: readonly DatastoreFacts[]
  ofNode(node: string): readonly string[]
  /** Where a volume "storage:name" of a guest on `node` lies; null: the storage is not known. */
  find(node: string, storage: string): DatastoreFacts | null
}

const nativeIdOf = (resource: Resource): string =>
  resource.shared ? (resource.storage ?? resource.id) : `${resource.node ?? ''}/${resource.storage ?? resource.id}`

const factsOf = (resource: Resource): DatastoreFacts => {
  const kind = KINDS[resource.plugintype ?? ''] ?? 'other'
  return {
    nativeId: nativeIdOf(resource),
    name: resource.storage ?? resource.id,
    // A shared LVM group or directory lies on a SAN or a mount that the API does not name.
    kind: resource.shared && kind === 'local' ? 'other' : kind,
    shared: resource.shared,
    freeGibibytes: resource.maxdisk === null || resource.disk === null ? null : (resource.maxdisk - resource.disk) / GIB,
    ...(resource.content === null || resource.content.split(',').includes('images') ? {} : { takesDisks: false }),
  }
}

/** What a datastore of ours is called on `node`; null: it is another node's own. */
export const storageNameOn = (node: string, nativeId: string): string | null => {
  const [owner = '', name] = nativeId.split('/')
  return name === undefined ? owner : owner === node ? name : null
}

export const storagesOf = (resources: readonly Resource[]): Storages => {
  const byId = new Map<string, DatastoreFacts>()
  const byNode = new Map<string, string[]>()
  for (const resource of resources) {
    if (resource.type !== 'storage' || resource.node === null) continue
    const facts = factsOf(resource)
    // A node that is away tells no sizes: another node's word about the same shared storage is kept.
    const known = byId.get(facts.nativeId)
    if (known === undefined || known.freeGibibytes === null) byId.set(facts.nativeId, facts)
    if (resource.status !== 'available' && resource.status !== null) continue
    byNode.set(resource.node, [...(byNode.get(resource.node) ?? []), facts.nativeId])
  }
  return {
    datastores: [...byId.values()],
    ofNode: (node) => byNode.get(node) ?? [],
    find: (node, storage) => byId.get(storage) ?? byId.get(`${node}/${storage}`) ?? null,
  }
}
