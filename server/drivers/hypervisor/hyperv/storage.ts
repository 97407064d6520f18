import type { DatastoreFacts } from '../../../domain/inventory'
import type { ClusterTold, HostTold } from './host-question'

interface Place {
  readonly nativeId: string
  readonly name: string
  readonly shared: boolean
}

const gibibytes = (bytes: number | null | undefined): number | null => (bytes == null ? null : bytes / 1024 ** 3)

const folder = (path: string): string => path.replace(/\\+$/, '').toLowerCase()

/** `path`: where the volume is mounted, C:\ClusterStorage\… */
export const sharedVolumeId = (clusterId: string, path: string): string => `csv:${clusterId}:${folder(path)}`

const sharedVolume = (path: string, cluster: ClusterTold): Place | null => {
  const volume = cluster.volumes.find((each) => path.toLowerCase().startsWith(`${folder(each.Path)}\\`))
  return volume === undefined ? null : { nativeId: sharedVolumeId(cluster.Id, volume.Path), name: volume.Name, shared: true }
}

/** Where a file of a VM lies; null: its path tells no place that is known. */
export const placeOf = (path: string, hostId: string, cluster: ClusterTold | null): Place | null => {
  const share = /^\\\\([^\\?.][^\\]*)\\([^\\]+)/.exec(path)
  if (share?.[1] !== undefined && share[2] !== undefined) {
    const name = `\\\\${share[1]}\\${share[2]}`
    return { nativeId: `smb:${name.toLowerCase()}`, name, shared: true }
  }
  const shared = cluster === null ? null : sharedVolume(path, cluster)
  if (shared !== null) return shared
  const drive = /^([A-Za-z]:)\\/.exec(path)?.[1]?.toUpperCase()
  return drive === undefined ? null : { nativeId: `local:${hostId}:${drive}`, name: `${drive} of ${hostId}`, shared: false }
}

/** What a host has by itself and by its cluster. File shares are known only from the VMs that use them. */
export const ownDatastores = (hostId: string, host: HostTold): readonly DatastoreFacts[] => [
  ...host.volumes.map((volume) => ({
    nativeId: `local:${hostId}:${volume.DeviceID.toUpperCase()}`,
    name: `${volume.DeviceID} of ${hostId}`,
    kind: 'local' as const,
    shared: false,
    freeGibibytes: gibibytes(volume.FreeSpace),
  })),
  ...(host.cluster?.volumes ?? []).map((volume) => ({
    nativeId: sharedVolumeId(host.cluster?.Id ?? '', volume.Path),
    name: volume.Name,
    // By which bus its disks come the nodes say, now and then: see the path reader.
    kind: 'other' as const,
    shared: true,
    freeGibibytes: gibibytes(volume.FreeSpace),
  })),
]

export const shareDatastore = (nativeId: string): DatastoreFacts => ({
  nativeId,
  name: nativeId.slice('smb:'.length),
  kind: 'other',
  shared: true,
  freeGibibytes: null,
})

export const isShare = (nativeId: string): boolean => nativeId.startsWith('smb:')
