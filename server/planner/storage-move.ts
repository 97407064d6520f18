import type { DatastoreFacts, VmDisk } from '../domain/inventory'
import type { ManagerId } from '../domain/ids'
import type { CarriedStorage } from '../domain/preflight'
import type { Host, VirtualMachine } from '../domain/world'
import type { WorldIndex } from './world-index'

/** GiB that earlier decisions of the same plan bring to datastores, by `datastoreKey`. */
export type StorageLedger = ReadonlyMap<string, number>

const datastoreKey = (managerId: ManagerId, nativeId: string): string => `${managerId} ${nativeId}`

/** Stays free of what is copied: snapshots grow, and platforms write configurations beside disks. */
const SPARE_PERCENT = 10
const MIB_PER_GIB = 1024

export interface StorageFit {
  readonly carried: CarriedStorage
  /** Before it comes. */
  readonly freeGibibytes: number
}

/** What carrying its local disks along would come to. Null: it has none. */
export type StorageVerdict = StorageFit | { readonly why: string } | null

const sum = (disks: readonly VmDisk[]): number => disks.reduce((total, { gibibytes }) => total + (gibibytes ?? 0), 0)

/** The one name of the datastores where these disks lie; null: there are several, or one is not known. */
const commonName = (disks: readonly VmDisk[], stores: readonly DatastoreFacts[]): string | null => {
  const names = new Set(disks.map(({ datastoreNativeId: id }) => stores.find(({ nativeId }) => nativeId === id)?.name ?? null))
  const [only = null] = names
  return names.size === 1 ? only : null
}

/**
 * Where a target could take the disks of a VM that only its present host reaches: the datastore with the most room there, if that
 * is enough beside what is booked.
 */
export const judgeStorageMove = (
  index: WorldIndex,
  vm: VirtualMachine,
  target: Host,
  ledger: StorageLedger = new Map(),
): StorageVerdict => {
  const disks = vm.disks.filter(({ local }) => local)
  if (disks.length === 0) return null
  const manager = index.managers.get(vm.managerId)
  const ability = manager?.capabilities.movesStorage
  if (manager === undefined || ability === undefined) return { why: 'its platform does not move disks along' }
  if ('no' in ability) return { why: ability.no }
  if (vm.power !== 'on') return { why: 'only a running VM takes its disks along' }
  if (ability.exceptHighlyAvailable === true && vm.highlyAvailable === true)
    return { why: 'it is highly available: its platform queues its moves, and chooses the storage itself' }
  const unsized = disks.find(({ gibibytes }) => gibibytes === null)
  if (unsized !== undefined) return { why: `the manager does not say how large disk "${unsized.label}" is` }
  const name = ability.to === 'same-name' ? commonName(disks, manager.datastores) : null
  if (ability.to === 'same-name' && name === null) return { why: 'its local disks are not all in one known storage' }
  const gibibytes = sum(disks)
  if (ability.writesSwap === true && vm.memoryMiB === null)
    return { why: 'the manager does not say how much memory it has, which is written beside its disks' }
  const swapGibibytes = ability.writesSwap === true ? (vm.memoryMiB ?? 0) / MIB_PER_GIB : 0
  const needed = gibibytes + swapGibibytes
  const rooms = manager.datastores
    .filter(
      (store) =>
        target.datastoreNativeIds.includes(store.nativeId) &&
        store.takesDisks !== false &&
        (name === null || store.name === name) &&
        disks.every(({ datastoreNativeId }) => datastoreNativeId !== store.nativeId),
    )
    .map((store) => ({
      store,
      free: (store.freeGibibytes ?? 0) - (ledger.get(datastoreKey(manager.id, store.nativeId)) ?? 0),
    }))
    .sort((one, other) => other.free - one.free || (one.store.nativeId < other.store.nativeId ? -1 : 1))
  const best = rooms[0]
  if (best === undefined)
    return { why: `${target.name} has no storage ${name === null ? 'for them' : `that is called ${name} too`}` }
  if (best.free < needed * (1 + SPARE_PERCENT / 100)) {
    const swap = swapGibibytes === 0 ? '' : `, ${roundGibibytes(swapGibibytes)} GiB of them for its swap file`
    return {
      why: `${best.store.name} on ${target.name} has ${roundGibibytes(best.free)} GiB free, too little for ${roundGibibytes(needed)} GiB${swap}`,
    }
  }
  const { nativeId, name: datastoreName } = best.store
  return {
    carried: {
      datastoreNativeId: nativeId,
      datastoreName,
      gibibytes,
      ...(swapGibibytes === 0 ? {} : { swapGibibytes }),
      ...(ability.leavesSource === true ? { leaves: disks.map(({ label }) => label) } : {}),
    },
    freeGibibytes: best.free,
  }
}

export const roundGibibytes = (gibibytes: number): number => Math.max(0, Math.round(gibibytes * 10) / 10)

/** Books what is copied in a ledger that the caller owns. */
export const commitStorage = (ledger: Map<string, number>, managerId: ManagerId, carried: CarriedStorage): void => {
  const key = datastoreKey(managerId, carried.datastoreNativeId)
  ledger.set(key, (ledger.get(key) ?? 0) + carried.gibibytes + (carried.swapGibibytes ?? 0))
}
