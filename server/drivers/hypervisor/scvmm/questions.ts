import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { count, flag, guid, id, text } from '../../protocols/powershell/told'

/** Names of properties are SCVMM's own; what older versions lack is null. */
const vmSchema = z.object({
  ID: guid,
  /** The same VM's id on Hyper-V. */
  VMId: text,
  Name: z.string(),
  HostName: text,
  VirtualMachineStateString: z.string(),
  StatusString: text,
  CPUCount: count,
  /** MiB. */
  Memory: count,
  CPUUtilization: count,
  /** What the guest calls itself. */
  ComputerName: text,
  HasVMAdditions: flag,
  IsHighlyAvailable: flag,
  /** What its host does with it at boot. */
  StartAction: text,
  Tag: text,
  VirtualNetworkAdapters: z.array(z.object({ MACAddress: text, VirtualNetwork: text })),
  VirtualHardDisks: z.array(z.object({ Name: z.string(), Location: text, MaximumSize: count, HostVolumeId: text })),
  VirtualDVDDrives: z.array(z.object({ ISO: text, HostDrive: text, ISOLinked: flag })),
  /** SCVMM spreads the VMs of one set over hosts as far as it can. */
  AvailabilitySetNames: z.array(z.string()).nullish(),
  checkpoints: count,
  /** Physical disks and PCI devices. */
  passthrough: flag,
})
export type VmTold = z.infer<typeof vmSchema>

const hostSchema = z.object({
  ID: guid,
  Name: z.string(),
  CommunicationStateString: z.string(),
  MaintenanceHost: flag,
  OperatingSystemVersionString: text,
  HyperVVersionString: text,
  ProcessorManufacturer: text,
  ProcessorModel: text,
  LogicalProcessorCount: count,
  CpuUtilization: count,
  /** Bytes, and MiB. */
  TotalMemory: count,
  AvailableMemory: count,
  LiveMigrationMaximum: count,
  DiskVolumes: z.array(z.object({ ID: z.string(), Name: z.string(), FreeSpace: count, IsClusterSharedVolume: flag })),
  RegisteredStorageFileShares: z.array(z.object({ SharePath: z.string(), FreeSpace: count })),
})
export type HostTold = z.infer<typeof hostSchema>

const clusterSchema = z.object({ ID: id, ClusterName: z.string(), Nodes: z.array(z.object({ ID: z.string() })) })
const networkSchema = z.object({ Name: z.string(), VMHostName: text })

const serverSchema = z.object({
  Name: z.string(),
  ProductVersion: text,
  FullyQualifiedDomainName: text,
  /** What kind of user role one is signed in with, and its name. */
  Profile: text,
  UserRole: text,
})
export type ServerTold = z.infer<typeof serverSchema>

export const inventorySchema = z.object({
  server: serverSchema,
  clusters: z.array(clusterSchema),
  hosts: z.array(hostSchema),
  vms: z.array(vmSchema),
  vnets: z.array(networkSchema),
})
export type InventoryTold = z.infer<typeof inventorySchema>

export const CONNECT = ['Import-Module -Name VirtualMachineManager', '$server = Get-SCVMMServer -ComputerName $p.server']

const SERVER = [
  '$told_server = @{',
  '  Name = [string]$server.Name',
  '  ProductVersion = [string]$server.ProductVersion',
  '  FullyQualifiedDomainName = [string]$server.FullyQualifiedDomainName',
  '  Profile = [string]$server.Profile',
  '  UserRole = [string]$server.UserRole',
  '}',
]

/** `$vms` into `$told_vms`. */
const VMS = [
  '$told_vms = @($vms | ForEach-Object {',
  '  $vm = $_',
  '  @{',
  '    ID = [string]$vm.ID',
  '    VMId = [string]$vm.VMId',
  '    Name = [string]$vm.Name',
  '    HostName = [string]$vm.HostName',
  '    VirtualMachineStateString = [string]$vm.VirtualMachineState',
  '    StatusString = [string]$vm.Status',
  '    CPUCount = [int]$vm.CPUCount',
  '    Memory = [int]$vm.Memory',
  '    CPUUtilization = if ($null -eq $vm.CPUUtilization) { $null } else { [int]$vm.CPUUtilization }',
  '    ComputerName = [string]$vm.ComputerName',
  '    HasVMAdditions = if ($null -eq $vm.HasVMAdditions) { $null } else { [bool]$vm.HasVMAdditions }',
  '    IsHighlyAvailable = if ($null -eq $vm.IsHighlyAvailable) { $null } else { [bool]$vm.IsHighlyAvailable }',
  '    StartAction = [string]$vm.StartAction',
  '    Tag = [string]$vm.Tag',
  '    AvailabilitySetNames = @($vm.AvailabilitySetNames | Where-Object { $_ } | ForEach-Object { [string]$_ })',
  '    checkpoints = @($vm.VMCheckpoints | Where-Object { $_ }).Count',
  '    VirtualNetworkAdapters = @($vm.VirtualNetworkAdapters | Where-Object { $_ } | ForEach-Object {',
  '      @{ MACAddress = [string]$_.MACAddress; VirtualNetwork = [string]$_.VirtualNetwork }',
  '    })',
  '    VirtualHardDisks = @($vm.VirtualHardDisks | Where-Object { $_ } | ForEach-Object {',
  '      @{ Name = [string]$_.Name; Location = [string]$_.Location; MaximumSize = [long]$_.MaximumSize; HostVolumeId = [string]$_.HostVolumeId }',
  '    })',
  '    VirtualDVDDrives = @($vm.VirtualDVDDrives | Where-Object { $_ } | ForEach-Object {',
  '      @{ ISO = [string]$_.ISO; HostDrive = [string]$_.HostDrive; ISOLinked = [bool]$_.ISOLinked }',
  '    })',
  '    passthrough = @($vm.VirtualDiskDrives | Where-Object { $_.IsPassThrough -or $_.PassThroughDisk }).Count -gt 0',
  '  }',
  '})',
]

/** `$hosts` into `$told_hosts`. */
const HOSTS = [
  '$told_hosts = @($hosts | ForEach-Object {',
  '  $one = $_',
  '  @{',
  '    ID = [string]$one.ID',
  '    Name = [string]$one.Name',
  '    CommunicationStateString = [string]$one.CommunicationStateString',
  '    MaintenanceHost = [bool]$one.MaintenanceHost',
  '    OperatingSystemVersionString = [string]$one.OperatingSystemVersion',
  '    HyperVVersionString = [string]$one.HyperVVersion',
  '    ProcessorManufacturer = [string]$one.ProcessorManufacturer',
  '    ProcessorModel = [string]$one.ProcessorModel',
  '    LogicalProcessorCount = [int]$one.LogicalProcessorCount',
  '    CpuUtilization = if ($null -eq $one.CpuUtilization) { $null } else { [int]$one.CpuUtilization }',
  '    TotalMemory = [long]$one.TotalMemory',
  '    AvailableMemory = if ($null -eq $one.AvailableMemory) { $null } else { [long]$one.AvailableMemory }',
  '    LiveMigrationMaximum = if ($null -eq $one.LiveMigrationMaximum) { $null } else { [int]$one.LiveMigrationMaximum }',
  '    DiskVolumes = @($one.DiskVolumes | Where-Object { $_ } | ForEach-Object {',
  '      @{',
  '        ID = [string]$_.ID',
  '        Name = [string]$_.Name',
  '        FreeSpace = [long]$_.FreeSpace',
  '        IsClusterSharedVolume = [bool]$_.IsClusterSharedVolume',
  '      }',
  '    })',
  '    RegisteredStorageFileShares = @($one.RegisteredStorageFileShares | Where-Object { $_ } | ForEach-Object {',
  '      @{ SharePath = [string]$_.SharePath; FreeSpace = [long]$_.FreeSpace }',
  '    })',
  '  }',
  '})',
]

const CLUSTERS = [
  '$told_clusters = @(Get-SCVMHostCluster -VMMServer $server | ForEach-Object {',
  '  @{',
  '    ID = [string]$_.ID',
  '    ClusterName = [string]$_.ClusterName',
  '    Nodes = @($_.Nodes | Where-Object { $_ } | ForEach-Object { @{ ID = [string]$_.ID } })',
  '  }',
  '})',
  '$told_vnets = @(Get-SCVirtualNetwork -VMMServer $server | ForEach-Object {',
  '  @{ Name = [string]$_.Name; VMHostName = [string]$_.VMHost.Name }',
  '})',
]

export const askServer = question(
  'read the management server',
  z.object({ server: serverSchema }),
  ...CONNECT,
  ...SERVER,
  '@{ server = $told_server }',
)

export const askInventory = question(
  'read the inventory',
  inventorySchema,
  ...CONNECT,
  ...SERVER,
  '$vms = @(Get-SCVirtualMachine -VMMServer $server -All)',
  '$hosts = @(Get-SCVMHost -VMMServer $server)',
  ...VMS,
  ...HOSTS,
  ...CLUSTERS,
  '@{ server = $told_server; clusters = $told_clusters; hosts = $told_hosts; vms = $told_vms; vnets = $told_vnets }',
)

/** 801 is SCVMM's "cannot find"; everything else is a failure, never an absence. */
export const FIND_VM = [
  '$vm = $null',
  'try { $vm = Get-SCVirtualMachine -VMMServer $server -ID ([guid]$p.vm) } catch { if ([string]$_.FullyQualifiedErrorId -notmatch "^801\\b") { throw } }',
]
export const FIND_HOST = [
  '$one = $null',
  'try { $one = Get-SCVMHost -VMMServer $server -ID ([guid]$p.host) } catch { if ([string]$_.FullyQualifiedErrorId -notmatch "^801\\b") { throw } }',
]

/** SCVMM answers from its own record, which is minutes old: it is told to look first (A4). */
export const askVm = question(
  'read a VM',
  inventorySchema,
  ...CONNECT,
  ...SERVER,
  ...FIND_VM,
  '$vms = @()',
  '$hosts = @()',
  'if ($null -ne $vm) {',
  '  $null = Read-SCVirtualMachine -VM $vm',
  '  $vms = @(Get-SCVirtualMachine -VMMServer $server -ID ([guid]$p.vm))',
  '  $hosts = @($vms | ForEach-Object { $_.VMHost } | Where-Object { $_ })',
  '}',
  ...VMS,
  ...HOSTS,
  ...CLUSTERS,
  '@{ server = $told_server; clusters = $told_clusters; hosts = $told_hosts; vms = $told_vms; vnets = $told_vnets }',
)

/**
 * A host that does not answer makes the look fail; what SCVMM then says of it is its communication state. Of a host in maintenance
 * the VMs are looked at too: whether it is empty is then read from the inventory (A5).
 */
export const askHost = question(
  'read a host',
  inventorySchema,
  ...CONNECT,
  ...SERVER,
  ...FIND_HOST,
  '$vms = @()',
  '$hosts = @()',
  'if ($null -ne $one) {',
  '  try { $null = Read-SCVMHost -VMHost $one } catch { $null = $_ }',
  '  $hosts = @(Get-SCVMHost -VMMServer $server -ID ([guid]$p.host))',
  '  if ($hosts.Count -gt 0 -and $hosts[0].MaintenanceHost) {',
  '    try { $null = Read-SCVirtualMachine -VMHost $one } catch { $null = $_ }',
  '  }',
  '}',
  ...VMS,
  ...HOSTS,
  ...CLUSTERS,
  '@{ server = $told_server; clusters = $told_clusters; hosts = $told_hosts; vms = $told_vms; vnets = $told_vnets }',
)
