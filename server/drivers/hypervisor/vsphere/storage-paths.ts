import type { StorageKind, StoragePaths } from '../../../domain/inventory'
import { all, find, text } from '../../protocols/xml/xml'
import { CallFailed } from './failures'
import type { ObjectProperties } from './property-collector'
import { isShared } from './surrounding-facts'

/** One line per path and host: with each inventory they would outweigh much of the rest. */
const AGAIN_MS = 120_000
/** What was read longer ago says nothing any more. */
const BELIEVED_MS = 600_000

/** The state of each path alone, and the disks that a VMFS volume lies on. */
export const PATHS_WANTED = { HostSystem: ['name', 'config.multipathState'], Datastore: ['name', 'summary', 'info'] } as const

/** A standby path takes over when the active one dies: both count. Of what has another state nothing is said. */
const WORKS: Readonly<Record<string, boolean>> = { active: true, standby: true, dead: false, disabled: false }

/** "…-naa.600508b1…": the name of a path ends with that of its disk. */
const diskOf = (pathName: string): string => pathName.slice(pathName.lastIndexOf('-') + 1)

/** Working paths by the disk they lead to, all of them dead ones counted too. */
const workingByDisk = (host: ObjectProperties): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const path of all(host.properties.get('config.multipathState'), 'path')) {
    const name = text(path, 'name')
    const works = WORKS[text(path, 'pathState') ?? '']
    if (name === null || works === undefined) continue
    const disk = diskOf(name)
    counts.set(disk, (counts.get(disk) ?? 0) + (works ? 1 : 0))
  }
  return counts
}

const disksOf = (store: ObjectProperties): readonly string[] =>
  all(find(store.properties.get('info'), 'vmfs'), 'extent').flatMap((extent) => text(extent, 'diskName') ?? [])

/** Per host the shared datastores that it reaches over paths; of several disks the one with the fewest counts. */
export const storagePathsOf = (objects: readonly ObjectProperties[]): ReadonlyMap<string, readonly StoragePaths[]> => {
  const stores = objects.filter((object) => object.ref.type === 'Datastore' && isShared(object))
  const byHost = new Map<string, readonly StoragePaths[]>()
  for (const host of objects) {
    if (host.ref.type !== 'HostSystem') continue
    const working = workingByDisk(host)
    const paths = stores.flatMap((store): StoragePaths[] => {
      const counts = disksOf(store).flatMap((disk) => working.get(disk) ?? [])
      return counts.length === 0 ? [] : [{ datastoreNativeId: store.ref.id, paths: Math.min(...counts) }]
    })
    if (paths.length > 0) byHost.set(host.ref.id, paths)
  }
  return byHost
}

/** By what a path's own adapter is named after; what else there is (SAS, SATA, NVMe) is not told apart. */
const transportOf = (pathName: string): StorageKind | null => {
  if (/^fc(oe)?\./.test(pathName)) return 'fc'
  return pathName.startsWith('iqn.') ? 'iscsi' : null
}

/** Shared VMFS datastores of which every path that is seen is of one kind. */
export const vmfsKindsOf = (objects: readonly ObjectProperties[]): ReadonlyMap<string, StorageKind> => {
  const byDisk = new Map<string, Set<StorageKind | null>>()
  for (const host of objects)
    for (const path of all(host.properties.get('config.multipathState'), 'path')) {
      const name = text(path, 'name')
      if (name === null) continue
      const kinds = byDisk.get(diskOf(name)) ?? new Set()
      byDisk.set(diskOf(name), kinds.add(transportOf(name)))
    }
  const stores = objects.filter((object) => object.ref.type === 'Datastore' && isShared(object))
  return new Map(
    stores.flatMap((store) => {
      const kinds = new Set(disksOf(store).flatMap((disk) => [...(byDisk.get(disk) ?? [])]))
      const [only] = kinds
      return kinds.size === 1 && only != null ? [[store.ref.id, only] as const] : []
    }),
  )
}

/** The paths of hosts when they were last asked, for one session. */
export class PathCache {
  readonly #now: () => number
  #paths: ReadonlyMap<string, readonly StoragePaths[]> = new Map()
  /** Never changes while a datastore lives. */
  #kinds: ReadonlyMap<string, StorageKind> = new Map()
  #readAtMs = Number.NEGATIVE_INFINITY
  #askedAtMs = Number.NEGATIVE_INFINITY

  /** `now` only goes forward. */
  constructor(now: () => number) {
    this.#now = now
  }

  /** An inventory without paths is an inventory: that they could not be read is no failure. */
  async refresh(read: () => Promise<readonly ObjectProperties[]>): Promise<void> {
    const nowMs = this.#now()
    if (nowMs - this.#askedAtMs < AGAIN_MS) return
    this.#askedAtMs = nowMs
    try {
      const objects = await read()
      this.#paths = storagePathsOf(objects)
      this.#kinds = vmfsKindsOf(objects)
      this.#readAtMs = nowMs
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
    }
  }

  /** Of a VMFS datastore; null: its paths do not tell. */
  kindOf(datastoreId: string): StorageKind | null {
    return this.#kinds.get(datastoreId) ?? null
  }

  of(hostId: string): readonly StoragePaths[] | null {
    return this.#now() - this.#readAtMs < BELIEVED_MS ? (this.#paths.get(hostId) ?? null) : null
  }
}
