import type {
  CheckedHost as Host,
  CheckedManager,
  CheckedStep as Step,
  CheckedVm as VirtualMachine,
} from '../domain/checked-world'
import { moves, pending, type Scene } from './check-scene'

/** A rounding of sizes is no lie. */
const TOLERANCE_GIBIBYTES = 0.1

const localGibibytes = (vm: VirtualMachine): number =>
  vm.disks.reduce((total, disk) => total + (disk.local ? (disk.gibibytes ?? Number.POSITIVE_INFINITY) : 0), 0)

/** What a running VM's memory takes beside its disks; infinite where it is not known. */
const swapGibibytes = (scene: Scene, { managerId, memoryMiB }: VirtualMachine): number => {
  const ability = scene.managers.get(managerId)?.capabilities.movesStorage
  if (ability === undefined || 'no' in ability || ability.writesSwap !== true) return 0
  return memoryMiB === null ? Number.POSITIVE_INFINITY : memoryMiB / 1024
}

/** All that is still to come to a datastore, this step's own included. */
const comingGibibytes = (scene: Scene, managerId: string, nativeId: string): number => {
  let total = 0
  for (const step of scene.steps) {
    if (!pending(step) || !moves(step) || step.storage?.datastoreNativeId !== nativeId || step.object.kind !== 'vm') continue
    const vm = scene.vms.get(step.object.id)
    if (vm !== undefined && vm.managerId === managerId && vm.hostId !== step.targetHostId)
      total += localGibibytes(vm) + swapGibibytes(scene, vm)
  }
  return total
}

const ofDatastore = (scene: Scene, vm: VirtualMachine, host: Host, nativeId: string): readonly string[] => {
  const stores: CheckedManager['datastores'] = scene.managers.get(vm.managerId)?.datastores ?? []
  const store = stores.find((each) => each.nativeId === nativeId)
  if (store === undefined || !host.datastoreNativeIds.includes(nativeId)) return ['it does not reach where the disks are to go']
  const faults: string[] = []
  if (store.takesDisks === false) faults.push(`${store.name} takes no disks`)
  const coming = comingGibibytes(scene, vm.managerId, nativeId)
  if (!(coming <= (store.freeGibibytes ?? 0))) faults.push(`${store.name} would have to take ${Math.ceil(coming)} GiB`)
  const ability = scene.managers.get(vm.managerId)?.capabilities.movesStorage
  const isBoundToName = ability !== undefined && 'to' in ability && ability.to === 'same-name'
  for (const disk of vm.disks)
    if (disk.local && isBoundToName && stores.find((each) => each.nativeId === disk.datastoreNativeId)?.name !== store.name)
      faults.push(`disk "${disk.label}" cannot go to storage of another name`)
  return faults
}

/** What of a VM's disks and images speaks against its move there, in words. Without `storage` no disk may need to be copied. */
export const storageFaults = (scene: Scene, step: Step, vm: VirtualMachine, host: Host): readonly string[] => {
  const faults: string[] = []
  const { storage } = step
  if (vm.hasLocalCdrom) faults.push('a CD image of its own host is inserted')
  for (const disk of vm.disks) {
    const stays = disk.datastoreNativeId === null || host.datastoreNativeIds.includes(disk.datastoreNativeId)
    if ((disk.local && storage === undefined) || (!disk.local && !stays))
      faults.push(`disk "${disk.label}" would be left where it does not reach it`)
  }
  if (storage === undefined) return faults
  // Copying takes too long on battery: only a person chooses it, for one VM, and no plan does.
  if (step.stageId !== null || step.action !== 'migrate') faults.push('nobody has chosen that its disks are copied')
  const ability = scene.managers.get(vm.managerId)?.capabilities.movesStorage
  if (ability === undefined || 'no' in ability) faults.push('its platform does not copy disks in a move')
  if (localGibibytes(vm) > storage.gibibytes + TOLERANCE_GIBIBYTES) faults.push('its disks are larger than was reckoned with')
  return [...faults, ...ofDatastore(scene, vm, host, storage.datastoreNativeId)]
}

/** What of a VM's disks speaks against its start there, in words: a disk that is missing there, or an old one under its name. */
export const startFaults = (vm: VirtualMachine, host: Host): readonly string[] =>
  vm.hostId === null || vm.hostId === host.id
    ? []
    : vm.disks
        .filter(({ local, datastoreNativeId: id }) => local || (id !== null && !host.datastoreNativeIds.includes(id)))
        .map(({ label }) => `it does not reach disk "${label}"`)
