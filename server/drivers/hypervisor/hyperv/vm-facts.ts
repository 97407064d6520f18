import type { GuestTools, VmDisk, VmFacts, VmPower } from '../../../domain/inventory'
import type { CardVlan } from '../../../domain/vlan'
import { applianceKindOf } from '../../protocols/appliance-kind'
import { startsWithHost } from './starts-with-host'
import type { HostTold } from './host-question'
import { replicationOf } from './replication'
import { placeOf } from './storage'
import type { VmsTold, VmTold } from './vm-question'

/** States as the documentation lists them; any other is unknown. */
const POWER: Readonly<Record<string, VmPower>> = {
  Running: 'on',
  RunningCritical: 'on',
  Stopping: 'on',
  StoppingCritical: 'on',
  Saving: 'on',
  SavingCritical: 'on',
  FastSaving: 'on',
  Pausing: 'on',
  PausingCritical: 'on',
  Resuming: 'unknown',
  ResumingCritical: 'unknown',
  Starting: 'unknown',
  StartingCritical: 'unknown',
  Reset: 'on',
  ResetCritical: 'on',
  Paused: 'paused',
  PausedCritical: 'paused',
  Off: 'off',
  OffCritical: 'off',
  Saved: 'saved',
  SavedCritical: 'saved',
  FastSaved: 'saved',
  FastSavedCritical: 'saved',
}

const CHANGING: Readonly<Record<string, string>> = {
  Starting: 'it is starting',
  StartingCritical: 'it is starting',
  Stopping: 'it is shutting down',
  StoppingCritical: 'it is shutting down',
  Saving: 'its state is being saved',
  SavingCritical: 'its state is being saved',
  FastSaving: 'its state is being saved',
  Pausing: 'it is being paused',
  PausingCritical: 'it is being paused',
  Resuming: 'it is resuming',
  ResumingCritical: 'it is resuming',
}

/** Merging disks goes on through a move and is no lock. */
const WORK: Readonly<Record<string, string>> = {
  ApplyingSnapshot: 'a checkpoint is being applied',
  CreatingSnapshot: 'a checkpoint is being made',
  DeletingSnapshot: 'a checkpoint is being deleted',
  ExportingVirtualMachine: 'it is being exported',
  MigratingVirtualMachine: 'it is being migrated',
  BackingUpVirtualMachine: 'it is being backed up',
  ModifyingUpVirtualMachine: 'it is being changed',
  StorageMigrationPhaseOne: 'its storage is being moved',
  StorageMigrationPhaseTwo: 'its storage is being moved',
  MigratingPlannedVm: 'it is being migrated',
  CheckingCompatibility: 'it is being checked for a move',
  WaitingToStart: 'it waits to be started',
}

export const powerOf = (state: string): VmPower => POWER[state] ?? 'unknown'

export const lockOf = (vm: VmTold): string | null =>
  CHANGING[vm.State] ?? vm.OperationalStatus.map((word) => WORK[word]).find((why) => why !== undefined) ?? null

/** Recovery points of a replica come and go by themselves. */
const snapshotsOf = (vm: VmTold, { snapshots }: VmsTold): number | null =>
  snapshots == null
    ? null
    : snapshots.filter(({ VMId, SnapshotType }) => sameId(VMId, vm.Id) && !(SnapshotType ?? '').endsWith('Replica')).length

/** Ids of integration services end in these, whatever language their names are in. */
const SHUTDOWN_SERVICE = '9F8233AC-BE49-4C79-8EE3-E7E1985B2077'

const guestToolsOf = (vm: VmTold, told: VmsTold): GuestTools => {
  const shutdown = told.services.find(
    (service) => sameId(service.VMId, vm.Id) && service.Id.toUpperCase().includes(SHUTDOWN_SERVICE),
  )
  if (shutdown?.Enabled === false) return 'not-installed'
  if (powerOf(vm.State) !== 'on') return 'unknown'
  if (/^Ok/.test(vm.Heartbeat ?? '')) return 'running'
  return ['NoContact', 'LostCommunication', 'Error'].includes(vm.Heartbeat ?? '') ? 'not-running' : 'unknown'
}

export const sameId = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/** A replica that waits on another host under the same id is not the VM; one that was failed over to runs, and is. */
export const isWaitingReplica = (vm: VmTold): boolean => /Replica$/.test(vm.ReplicationMode ?? '') && powerOf(vm.State) === 'off'

/** `00155D010203` → `00:15:5D:01:02:03`; one that is not assigned yet is all zeros. */
const macOf = (text: string | null | undefined): readonly string[] => {
  const digits = (text ?? '').replace(/[^0-9a-f]/gi, '').toUpperCase()
  return digits.length !== 12 || /^0+$/.test(digits) ? [] : [(digits.match(/../g) ?? []).join(':')]
}

const mebibytes = (bytes: number | null | undefined): number | null =>
  bytes == null || bytes <= 0 ? null : Math.ceil(bytes / 1024 ** 2)

/** Hyper-V knows no tags; words like #dc in a VM's notes stand for them. */
const tagsOf = (notes: string | null | undefined): readonly string[] =>
  [...(notes ?? '').matchAll(/(?:^|\s)#([\p{L}\p{N}_-]+)/gu)].map((match) => match[1] ?? '')

/** Private VLANs are left out: they are not one tag. */
const cardVlansOf = (adapters: VmsTold['adapters']): readonly CardVlan[] =>
  adapters.flatMap(({ SwitchName, OperationMode, AccessVlanId }): readonly CardVlan[] => {
    if (!SwitchName) return []
    const networkNativeId = networkId(SwitchName)
    if (OperationMode === 'Trunk') return [{ networkNativeId, vlan: 'trunk' }]
    return OperationMode === 'Access' && AccessVlanId ? [{ networkNativeId, vlan: AccessVlanId }] : []
  })

export const networkId = (switchName: string): string => `switch:${switchName}`

const cpuUsedPercent = (vm: VmTold, host: HostTold): number | null => {
  if (vm.CPUUsage == null || !vm.ProcessorCount || !host.LogicalProcessorCount || powerOf(vm.State) !== 'on') return null
  return Math.min(100, (vm.CPUUsage * host.LogicalProcessorCount) / vm.ProcessorCount)
}

const disksOf = (vm: VmTold, told: VmsTold, hostId: string, host: HostTold): readonly VmDisk[] =>
  told.disks
    .filter((disk) => sameId(disk.VMId, vm.Id) && (disk.DiskNumber != null || (disk.Path ?? '') !== ''))
    .map((disk) => {
      if (disk.DiskNumber != null) return { label: disk.Label, datastoreNativeId: null, gibibytes: null, local: true }
      const place = placeOf(disk.Path ?? '', hostId, host.cluster)
      return { label: disk.Label, datastoreNativeId: place?.nativeId ?? null, gibibytes: null, local: place?.shared === false }
    })

/** What its guest wants to work with, told where memory is dynamic or the integration services tell it. */
const memoryUseOf = (vm: VmTold): Pick<VmFacts, 'memoryUse'> => {
  const usedMiB = mebibytes(vm.MemoryDemand)
  return usedMiB === null || powerOf(vm.State) !== 'on' ? {} : { memoryUse: { usedMiB, by: 'guest' } }
}

/** A VM on the host that it was read from. `clusterId`: null where that host is no node. */
export const vmFacts = (vm: VmTold, told: VmsTold, hostId: string, host: HostTold, clusterId: string | null): VmFacts => {
  const adapters = told.adapters.filter((adapter) => sameId(adapter.VMId, vm.Id))
  const media = told.dvds.filter((dvd) => sameId(dvd.VMId, vm.Id))
  const power = powerOf(vm.State)
  const cardVlans = cardVlansOf(adapters)
  const replication = replicationOf(vm.Id, told)
  const switches = adapters.flatMap((adapter) => adapter.SwitchName || [])
  return {
    nativeId: vm.Id.toLowerCase(),
    uuid: vm.Id.toLowerCase(),
    name: vm.Name,
    hostNativeId: hostId,
    clusterNativeId: clusterId,
    power,
    cpuThreads: vm.ProcessorCount ?? null,
    cpuUsedPercent: cpuUsedPercent(vm, host),
    // Dynamic memory: what it holds now is what a move must find room for.
    memoryMiB:
      power === 'on' || power === 'paused'
        ? (mebibytes(vm.MemoryAssigned) ?? mebibytes(vm.MemoryStartup))
        : mebibytes(vm.MemoryStartup),
    ...memoryUseOf(vm),
    guestTools: guestToolsOf(vm, told),
    highlyAvailable: clusterId === null ? null : vm.IsClustered,
    disks: disksOf(vm, told, hostId, host),
    networkNativeIds: [...new Set(switches.map(networkId))],
    ...(cardVlans.length === 0 ? {} : { cardVlans }),
    macs: adapters.flatMap((adapter) => macOf(adapter.MacAddress)),
    tags: tagsOf(vm.Notes),
    hasPassthrough: told.devices.some((device) => sameId(device.VMId, vm.Id)),
    hasLocalCdrom: media.some(
      (dvd) =>
        dvd.DvdMediaType === 'PassThrough' ||
        (dvd.DvdMediaType === 'ISO' && placeOf(dvd.Path ?? '', hostId, host.cluster)?.shared !== true),
    ),
    systemKind: applianceKindOf(vm.Name),
    requiredCpuFeatures: null,
    lockedBy: lockOf(vm),
    snapshotCount: snapshotsOf(vm, told),
    ...(startsWithHost(vm) ? { startsWithHost: true as const } : {}),
    ...(replication === null ? {} : { replication }),
  }
}
