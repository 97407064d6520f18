import type { GuestTools, VmFacts, VmPower } from '../../../domain/inventory'
import { applianceKindOf } from '../../protocols/appliance-kind'
import type { HostTold, InventoryTold, VmTold } from './questions'
import { startsWithHost } from './starts-with-host'
import { placeOf } from './storage'

const POWER: Readonly<Record<string, VmPower>> = {
  Running: 'on',
  PoweringOff: 'on',
  Saving: 'on',
  Pausing: 'on',
  PowerOff: 'off',
  Saved: 'saved',
  Paused: 'paused',
}

/** What SCVMM or its host does with it just now. */
const WORK: Readonly<Record<string, string>> = {
  Starting: 'it is starting',
  PoweringOff: 'it is shutting down',
  Saving: 'its state is being saved',
  Restoring: 'its state is being restored',
  Pausing: 'it is being paused',
  UnderMigration: 'it is being migrated',
  UnderCreation: 'it is being made',
  UnderUpdate: 'it is being changed',
  UnderTemplateCreation: 'a template is being made of it',
  CreatingCheckpoint: 'a checkpoint is being made',
  DeletingCheckpoint: 'a checkpoint is being deleted',
  RecoveringCheckpoint: 'a checkpoint is being applied',
  InitializingCheckpointOperation: 'a checkpoint is being made',
  FinishingCheckpointOperation: 'a checkpoint is being made',
  DiscardSavedState: 'its saved state is being thrown away',
}

/** What the status says where the state is only the last one that was heard. */
const UNHEARD = ['HostNotResponding', 'Missing', 'Stored']

export const powerOf = (vm: VmTold): VmPower =>
  UNHEARD.includes(vm.StatusString ?? '') ? 'unknown' : (POWER[vm.VirtualMachineStateString] ?? 'unknown')

export const networkId = (name: string): string => `switch:${name}`

const guestToolsOf = (vm: VmTold, power: VmPower): GuestTools => {
  if (vm.HasVMAdditions === false) return 'not-installed'
  return vm.HasVMAdditions === true && power === 'on' ? 'running' : 'unknown'
}

const macOf = (text: string | null | undefined): readonly string[] => {
  const digits = (text ?? '').replace(/[^0-9a-f]/gi, '').toUpperCase()
  return digits.length !== 12 || /^0+$/.test(digits) ? [] : [(digits.match(/../g) ?? []).join(':')]
}

const sameName = (left: string | null | undefined, right: string | null | undefined): boolean =>
  Boolean(left) && left?.toLowerCase() === right?.toLowerCase()

export const hostOfVm = (vm: VmTold, hosts: readonly HostTold[]): HostTold | null =>
  hosts.find((host) => sameName(host.Name, vm.HostName)) ?? null

export const clusterOfHost = (host: HostTold | null, told: InventoryTold): string | null =>
  told.clusters.find((cluster) => cluster.Nodes.some((node) => node.ID === host?.ID))?.ID ?? null

/** SCVMM's own machine must outlive the others (D5). */
const itsManager = (vm: VmTold, told: InventoryTold): Pick<VmFacts, 'runsItsManager'> =>
  sameName(vm.ComputerName, told.server.FullyQualifiedDomainName) ? { runsItsManager: true } : {}

export const vmFacts = (vm: VmTold, told: InventoryTold): VmFacts => {
  const host = hostOfVm(vm, told.hosts)
  const clusterNativeId = clusterOfHost(host, told)
  const power = powerOf(vm)
  const disks = vm.VirtualHardDisks.map((disk) => {
    const place = placeOf(disk, host, clusterNativeId)
    return {
      label: disk.Name,
      datastoreNativeId: place?.nativeId ?? null,
      gibibytes: disk.MaximumSize == null ? null : disk.MaximumSize / 1024 ** 3,
      local: place?.shared === false,
    }
  })
  return {
    ...(vm.checkpoints == null ? {} : { snapshotCount: vm.checkpoints }),
    nativeId: vm.ID,
    uuid: vm.VMId ? vm.VMId.toLowerCase() : null,
    name: vm.Name,
    hostNativeId: host?.ID ?? null,
    clusterNativeId,
    power,
    cpuThreads: vm.CPUCount || null,
    cpuUsedPercent: power === 'on' && vm.CPUUtilization != null ? Math.min(100, vm.CPUUtilization) : null,
    memoryMiB: vm.Memory || null,
    guestTools: guestToolsOf(vm, power),
    highlyAvailable: vm.IsHighlyAvailable ?? null,
    disks,
    networkNativeIds: [...new Set(vm.VirtualNetworkAdapters.flatMap((one) => one.VirtualNetwork || []).map(networkId))],
    macs: vm.VirtualNetworkAdapters.flatMap((one) => macOf(one.MACAddress)),
    tags: (vm.Tag ?? '').split(/[\s,;]+/).filter((tag) => tag !== '' && tag !== '(none)'),
    hasPassthrough: vm.passthrough === true,
    // An image that is not linked from the library lies beside the VM.
    hasLocalCdrom: vm.VirtualDVDDrives.some(
      (drive) => Boolean(drive.HostDrive) || (Boolean(drive.ISO) && drive.ISOLinked !== true && disks.some((disk) => disk.local)),
    ),
    systemKind: applianceKindOf(vm.Name),
    ...itsManager(vm, told),
    ...(startsWithHost(vm) ? { startsWithHost: true } : {}),
    requiredCpuFeatures: null,
    lockedBy: WORK[vm.StatusString ?? ''] ?? WORK[vm.VirtualMachineStateString] ?? null,
  }
}
