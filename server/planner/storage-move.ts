import type { DatastoreFacts, VmDisk } from '../domain/inventory'
import type { ManagerId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { CarriedStorage } from '../domain/preflight'
import type { Host, VirtualMachine } from '../domain/world'
import type { WorldIndex } from './world-index'

/** GiB that earlier decisions of the same plan bring to datastores, by `datastoreKey`. */
export type StorageLedger = ReadonlyMap<string, number>

const datastoreKey = (managerId: ManagerId, nativeId: string): string => `${managerId} ${nativeId}`

/** Stays free of what is copied: snapshots grow, and platforms write configurations beside disks. */
const SPARE_PERCENT = 10
const MIB_PER_GIB = 1024
const GIB_PER_TIB = 1024

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
  if (manager === undefined || ability === undefined) return { why: P.disksStay }
  if ('no' in ability) return { why: ability.no }
  if (vm.power !== 'on') return { why: P.disksOnlyRunning }
  if (ability.exceptHighlyAvailable === true && vm.highlyAvailable === true) return { why: P.disksQueued }
  const unsized = disks.find(({ gibibytes }) => gibibytes === null)
  if (unsized !== undefined) return { why: say(P.diskUnsized, { disk: unsized.label }) }
  const name = ability.to === 'same-name' ? commonName(disks, manager.datastores) : null
  if (ability.to === 'same-name' && name === null) return { why: P.disksApart }
  const gibibytes = sum(disks)
  if (ability.writesSwap === true && vm.memoryMiB === null) return { why: P.swapUnsized }
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
    return {
      why: name === null ? say(P.noStorage, { host: target.name }) : say(P.noStorageOfName, { host: target.name, store: name }),
    }
  if (best.free < needed * (1 + SPARE_PERCENT / 100)) {
    const told = { store: best.store.name, host: target.name, free: sizeWords(best.free), needed: sizeWords(needed) }
    return {
      why:
        swapGibibytes === 0 ? say(P.storageFull, told) : say(P.storageFullWithSwap, { ...told, swap: sizeWords(swapGibibytes) }),
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

const oneDecimal = (value: number): number => Math.max(0, Math.round(value * 10) / 10)

/** "64 GiB", "11.8 TiB" */
export const sizeWords = (gibibytes: number): string =>
  gibibytes < GIB_PER_TIB ? `${oneDecimal(gibibytes)} GiB` : `${oneDecimal(gibibytes / GIB_PER_TIB)} TiB`

/** Books what is copied in a ledger that the caller owns. */
export const commitStorage = (ledger: Map<string, number>, managerId: ManagerId, carried: CarriedStorage): void => {
  const key = datastoreKey(managerId, carried.datastoreNativeId)
  ledger.set(key, (ledger.get(key) ?? 0) + carried.gibibytes + (carried.swapGibibytes ?? 0))
}
