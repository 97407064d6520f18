import type { DatastoreFacts } from '../../../domain/inventory'
import type { HostTold, VmTold } from './questions'

export interface Place {
  readonly nativeId: string
  readonly shared: boolean
}

const gibibytes = (bytes: number | null | undefined): number | null => (bytes == null ? null : bytes / 1024 ** 3)

const folder = (path: string): string => path.replace(/\\+$/, '').toLowerCase()

type Volume = HostTold['DiskVolumes'][number]

/** Each node knows a cluster's volume by an id of its own; the path is the same on all. */
const volumePlace = (volume: Volume, clusterId: string | null): Place =>
  volume.IsClusterSharedVolume === true
    ? { nativeId: `csv:${clusterId ?? ''}:${folder(volume.Name)}`, shared: true }
    : { nativeId: `volume:${volume.ID}`, shared: false }

const sharePlace = (path: string): Place | null => {
  const share = /^\\\\[^\\?.][^\\]*\\[^\\]+/.exec(path)?.[0]
  return share === undefined ? null : { nativeId: `smb:${share.toLowerCase()}`, shared: true }
}

/** Where a disk lies; null: neither its path nor its volume is known. */
export const placeOf = (
  disk: VmTold['VirtualHardDisks'][number],
  host: HostTold | null,
  clusterId: string | null,
): Place | null => {
  const path = disk.Location ?? ''
  const share = sharePlace(path)
  if (share !== null) return share
  const volumes = host?.DiskVolumes ?? []
  const byId = volumes.find((volume) => volume.ID === disk.HostVolumeId)
  const byPath = volumes
    .filter((volume) => path.toLowerCase().startsWith(`${folder(volume.Name)}\\`))
    .sort((left, right) => right.Name.length - left.Name.length)[0]
  const volume = byId ?? byPath
  return volume === undefined ? null : volumePlace(volume, clusterId)
}

/** `\\?\Volume{…}\`: no VM can lie there. */
const hasPath = (volume: Volume): boolean => /^[A-Za-z]:\\/.test(volume.Name)

export const datastoresOf = (host: HostTold, clusterId: string | null): readonly DatastoreFacts[] => [
  ...host.DiskVolumes.filter(hasPath).map((volume) => {
    const { nativeId, shared } = volumePlace(volume, clusterId)
    return {
      nativeId,
      name: shared ? volume.Name : `${volume.Name} of ${host.Name}`,
      kind: shared ? ('other' as const) : ('local' as const),
      shared,
      freeGibibytes: gibibytes(volume.FreeSpace),
    }
  }),
  ...host.RegisteredStorageFileShares.flatMap((share) => {
    const place = sharePlace(share.SharePath)
    return place === null
      ? []
      : { ...place, name: share.SharePath, kind: 'other' as const, freeGibibytes: gibibytes(share.FreeSpace) }
  }),
]
