import type { DatastoreFacts, VmDisk } from '../../../domain/inventory'
import type { Domain, DomainDisk } from './domain'
import { clusteredKind, isWithin, type Mount, mountAt, networkedKind, type Pool, takesCopies } from './pool'

/** What one host says about its storage. */
export interface HostStorage {
  readonly pools: readonly Pool[]
  readonly mounts: readonly Mount[]
  /** Declared shared folders that exist on this host. */
  readonly sharedPaths: readonly string[]
}

/** One place as one host sees it. The same id on two hosts means the same place. */
interface Place extends DatastoreFacts {
  readonly path: string | null
  readonly pool: string | null
}

export interface SeenStorage {
  readonly places: readonly Place[]
}

/** Only what is proven or declared is shared: equal paths on two hosts are usually two disks. */
const placeOf = (host: string, pool: Pool, storage: HostStorage): Place => {
  const { name, path, freeGibibytes } = pool
  const place = { name, path, pool: name, freeGibibytes }
  const networked = networkedKind(pool)
  if (networked !== null) return { ...place, nativeId: `${pool.type}:${name}`, kind: networked, shared: true }
  if (path !== null) {
    const declared = storage.sharedPaths.find((shared) => isWithin(path, shared))
    if (declared !== undefined) return { ...place, nativeId: `shared:${path}`, kind: 'other', shared: true }
    const mount = mountAt(path, storage.mounts)
    const kind = clusteredKind(mount)
    if (mount !== null && kind !== null) return { ...place, nativeId: `${mount.source}:${path}`, kind, shared: true }
  }
  const local = { ...place, nativeId: `${host}/${name}`, kind: 'local', shared: false } as const
  return takesCopies(pool) ? local : { ...local, takesDisks: false }
}

export const seenStorage = (host: string, storage: HostStorage): SeenStorage => {
  const places = storage.pools.map((pool) => placeOf(host, pool, storage))
  const covered = (path: string) => places.some((place) => place.path === path)
  for (const path of storage.sharedPaths)
    if (!covered(path))
      places.push({ nativeId: `shared:${path}`, name: path, path, pool: null, kind: 'other', shared: true, freeGibibytes: null })
  for (const mount of storage.mounts) {
    const kind = clusteredKind(mount)
    if (kind === null || covered(mount.point)) continue
    const nativeId = `${mount.source}:${mount.point}`
    places.push({ nativeId, name: mount.source, path: mount.point, pool: null, kind, shared: true, freeGibibytes: null })
  }
  return { places }
}

const placeFor = (disk: DomainDisk, storage: SeenStorage): Place | null => {
  const { path, pool } = disk
  if (pool !== null) return storage.places.find((place) => place.pool === pool) ?? null
  if (path === null) return null
  return storage.places.reduce<Place | null>(
    (best, place) =>
      place.path !== null && isWithin(path, place.path) && (best?.path ?? '').length <= place.path.length ? place : best,
    null,
  )
}

/**
 * Disks and images of a domain that are not proven to be the same at two hosts, by label. What lies there under such a path may be
 * missing, another VM's, or what an interrupted copy has left.
 */
export const unsharedDisks = ({ disks }: Domain, here: SeenStorage, there: SeenStorage): readonly DomainDisk[] =>
  disks.filter((disk) => {
    const isEmptyDrive = disk.cdrom && disk.path === null && disk.pool === null
    if (disk.remote || isEmptyDrive) return false
    const place = placeFor(disk, here)
    return place?.shared !== true || !there.places.some(({ nativeId, shared }) => shared && nativeId === place.nativeId)
  })

export const labelOf = ({ target, path }: DomainDisk): string => (path === null ? target : `${target} ${path}`)

export interface DiskFacts {
  readonly disks: readonly VmDisk[]
  readonly hasLocalCdrom: boolean
}

/** No disk that is told is not the same as no disk: nobody may take it that another host reaches them (A4). */
const UNTOLD: VmDisk = {
  label: 'not told: its definition cannot be understood',
  datastoreNativeId: null,
  gibibytes: null,
  local: true,
}

/** `capacities`: bytes by target name, as far as libvirt tells. */
export const diskFacts = (domain: Domain, storage: SeenStorage, capacities: ReadonlyMap<string, number>): DiskFacts => {
  if (domain.isUnread === true) return { disks: [UNTOLD], hasLocalCdrom: false }
  const isLocal = (disk: DomainDisk) => !disk.remote && placeFor(disk, storage)?.shared !== true
  const inserted = domain.disks.filter((disk) => disk.path !== null || disk.pool !== null || disk.remote)
  return {
    disks: inserted
      .filter((disk) => !disk.cdrom)
      .map((disk) => {
        const bytes = capacities.get(disk.target)
        return {
          label: labelOf(disk),
          datastoreNativeId: placeFor(disk, storage)?.nativeId ?? null,
          gibibytes: bytes === undefined ? null : bytes / 1024 ** 3,
          local: isLocal(disk),
        }
      }),
    hasLocalCdrom: inserted.some((disk) => disk.cdrom && isLocal(disk)),
  }
}
