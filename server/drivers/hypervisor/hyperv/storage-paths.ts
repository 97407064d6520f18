import type { DatastoreFacts, HostFacts, StorageKind, StoragePaths } from '../../../domain/inventory'
import type { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { askPaths, type PathsTold } from './paths-question'
import { sharedVolumeId } from './storage'

/** Windows goes through all its disks for each answer: one host at a time, each now and then, and no inventory waits for it. */
const AGAIN_MS = 10 * 60_000
/** What was read longer ago says nothing any more. */
const BELIEVED_MS = 3 * AGAIN_MS
const PATIENCE_MS = 60_000

/** Buses of which it is usual to have several ways to one disk. */
const FIBRE_CHANNEL = 6
const ISCSI = 9

type Disk = PathsTold['disks'][number]

/** `\\?\mpio#disk&ven_a#1&2#{…}` and `MPIO\Disk&Ven_A\1&2_0` alike: `mpio\disk&ven_a\1&2`. */
const deviceIn = (path: string): string =>
  path
    .toLowerCase()
    .replace(/^\\\\\?\\/, '')
    .replace(/#\{[^}]*\}$/, '')
    .replaceAll('#', '\\')
const deviceOf = (instanceName: string): string => instanceName.toLowerCase().replace(/_\d+$/, '')

/** Working paths to a disk; null: not told, or it is none that is reached by paths. */
const pathsTo = (disk: Disk, { policies }: PathsTold): number | null => {
  const device = deviceIn(disk.Path)
  const policy = policies.find(({ InstanceName }) => deviceOf(InstanceName) === device)
  if (policy?.paths != null && policy.failed != null) return Math.max(0, policy.paths - policy.failed)
  // Nothing has put paths together: this device is one path.
  const isSinglePath = device.startsWith('scsi\\') && (disk.BusType === FIBRE_CHANNEL || disk.BusType === ISCSI)
  return isSinglePath ? 1 : null
}

const same = (left: string | null | undefined, right: string | null | undefined): boolean =>
  (left ?? '') !== '' && left?.toLowerCase() === right?.toLowerCase()

/**
 * Paths from one host to the shared volumes of its cluster. Only the node that a volume belongs to reads the disk's partition table;
 * on the others the disk is found by what the storage itself calls it, as `others` told.
 */
export const pathsOf = (clusterId: string, told: PathsTold, others: readonly PathsTold[]): readonly StoragePaths[] =>
  told.volumes.flatMap(({ Path, DiskIdGuid }): readonly StoragePaths[] => {
    const known = [told, ...others].flatMap(({ disks }) => disks).find(({ Guid }) => same(Guid, DiskIdGuid))
    const ways = told.disks.filter(({ Guid, UniqueId }) => same(Guid, DiskIdGuid) || same(UniqueId, known?.UniqueId))
    const counts = ways.flatMap((disk) => pathsTo(disk, told) ?? [])
    return counts.length === 0 ? [] : [{ datastoreNativeId: sharedVolumeId(clusterId, Path), paths: Math.min(...counts) }]
  })

const KINDS: ReadonlyMap<number, StorageKind> = new Map([
  [FIBRE_CHANNEL, 'fc'],
  [ISCSI, 'iscsi'],
])

/** By which bus the disk of a shared volume comes, as any node tells that reads its partition table; null: none tells, or another. */
export const kindOfVolume = (clusterId: string, datastoreNativeId: string, told: readonly PathsTold[]): StorageKind | null => {
  const guid = told
    .flatMap(({ volumes }) => volumes)
    .find(({ Path }) => sharedVolumeId(clusterId, Path) === datastoreNativeId)?.DiskIdGuid
  const disks = told.flatMap(({ disks: own }) => own).filter(({ Guid }) => same(Guid, guid))
  const kinds = new Set(disks.map(({ BusType }) => KINDS.get(BusType ?? -1) ?? null))
  const [only = null] = kinds
  return kinds.size === 1 ? only : null
}

interface Reading {
  readonly told: PathsTold | null
  readonly askedAtMs: number
  readonly readAtMs: number
}

/** How many paths lead from nodes to the shared volumes of their cluster, as they told last. */
export class PathReader {
  readonly #now: () => number
  readonly #readings = new Map<string, Reading>()
  #isAsking = false

  /** `now` only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** The host with the paths from it, where they are known. */
  completed(host: HostFacts): HostFacts {
    const own = this.#believed(host.nativeId)
    if (own === null || host.clusterNativeId === null) return host
    const others = [...this.#readings.keys()].flatMap((name) => (name === host.nativeId ? [] : (this.#believed(name) ?? [])))
    const storagePaths = pathsOf(host.clusterNativeId, own, others)
    return storagePaths.length === 0 ? host : { ...host, storagePaths }
  }

  /** A shared volume with the kind of its storage, where it is known. `hosts`: with their clusters. */
  completedStore(store: DatastoreFacts, hosts: readonly HostFacts[]): DatastoreFacts {
    if (store.kind !== 'other' || !store.shared) return store
    const clusterIds = new Set(hosts.flatMap(({ clusterNativeId }) => clusterNativeId ?? []))
    const told = [...this.#readings.keys()].flatMap((name) => this.#believed(name) ?? [])
    const kind = [...clusterIds].map((id) => kindOfVolume(id, store.nativeId, told)).find((each) => each !== null)
    return kind == null ? store : { ...store, kind }
  }

  #believed(name: string): PathsTold | null {
    const reading = this.#readings.get(name)
    return reading !== undefined && this.#now() - reading.readAtMs < BELIEVED_MS ? reading.told : null
  }

  /** Asks the host that was asked longest ago, unless an answer is still waited for. Never fails. `hosts`: those that answer. */
  async refresh(hosts: readonly PowerShellHost[], signal?: AbortSignal): Promise<void> {
    const nowMs = this.#now()
    const age = ({ name }: PowerShellHost): number => this.#readings.get(name)?.askedAtMs ?? Number.NEGATIVE_INFINITY
    const [host] = hosts.filter((each) => nowMs - age(each) >= AGAIN_MS).sort((left, right) => age(left) - age(right) || 0)
    if (host === undefined || this.#isAsking) return
    this.#isAsking = true
    const before = this.#readings.get(host.name) ?? { told: null, readAtMs: Number.NEGATIVE_INFINITY }
    try {
      const options = { deadlineMs: PATIENCE_MS, ...(signal === undefined ? {} : { signal }) }
      const { paths } = await host.ask(askPaths, {}, options)
      this.#readings.set(host.name, { told: paths, readAtMs: this.#now(), askedAtMs: nowMs })
    } catch {
      // Nobody waits for it, and nothing hangs on it: whatever went wrong, what was told before stands for a while.
      this.#readings.set(host.name, { ...before, askedAtMs: nowMs })
    } finally {
      this.#isAsking = false
    }
  }
}
