import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { count, flag, id, text } from '../../protocols/powershell/told'
import { RIGHTS_SCRIPT } from './rights-script'
import { VM_SCRIPT, vmsSchema } from './vm-question'

const ownerSchema = z.object({ role: z.string(), node: z.string() })

const clusterSchema = z.object({
  Name: z.string(),
  Id: id,
  /** Of newer clusters only; 0: not told. */
  MaximumParallelMigrations: count,
  nodes: z.array(z.object({ Name: z.string(), State: z.string() })),
  volumes: z.array(z.object({ Name: z.string(), Path: z.string(), FreeSpace: count })),
  /** 1: roles of one class are never brought to one node, even if they then stay off. */
  ClusterEnforcedAntiAffinity: count,
  /** Roles with anti-affinity classes; each bears the name of its VM. */
  apart: z.array(z.object({ Name: z.string(), classes: z.array(z.string()) })).nullish(),
  /** Names of roles and nodes: where roles would rather run. A role without any has no preference. */
  preferred: z.array(ownerSchema).nullish(),
  /** Names of VM resources' roles and nodes: where roles can run at all. */
  possible: z.array(ownerSchema).nullish(),
})
export type ClusterTold = z.infer<typeof clusterSchema>

const hostSchema = z.object({
  /** Members of neither group see an empty list of VMs, without any error. */
  mayManage: z.boolean(),
  ComputerName: z.string(),
  Caption: text,
  Version: text,
  LastBootUpTime: text,
  TotalMemoryKiB: count,
  FreeMemoryKiB: count,
  processors: z.array(z.object({ Manufacturer: text, Name: text, NumberOfLogicalProcessors: count })),
  PercentTotalRunTime: count,
  MemoryCapacity: count,
  LogicalProcessorCount: count,
  VirtualMachineMigrationEnabled: z.boolean(),
  MaximumVirtualMachineMigrations: count,
  VirtualMachineMigrationAuthenticationType: text,
  migrationAddresses: z.array(z.string()),
  switches: z.array(z.object({ Name: z.string(), SwitchType: text })),
  volumes: z.array(z.object({ DeviceID: z.string(), FreeSpace: count })),
  cluster: clusterSchema.nullable(),
  /** The cluster's service runs and answers nothing, e.g. without quorum: whether and how it is a node is not known. */
  clusterSilent: flag,
})
export type HostTold = z.infer<typeof hostSchema>

/**
 * Owners of all roles at once, by the cluster's own classes: Get-ClusterOwnerNode would ask for each role and VM by itself. Only where
 * `owners` asks for them. Without them the rest of the reading is worth as much.
 */
const OWNERS = [
  '    $preferred = $null',
  '    $possible = $null',
  '    if ($p.owners) { try {',
  "      $machines = @{}; Get-ClusterResource | Where-Object { [string]$_.ResourceType -eq 'Virtual Machine' } | ForEach-Object { $machines[[string]$_.Name] = [string]$_.OwnerGroup }",
  '      $preferred = @(Get-CimInstance -Namespace root/MSCluster -ClassName MSCluster_ResourceGroupToPreferredNode | ForEach-Object {',
  '        @{ role = [string]$_.GroupComponent.Name; node = [string]$_.PartComponent.Name }',
  '      })',
  '      $possible = @(Get-CimInstance -Namespace root/MSCluster -ClassName MSCluster_ResourceToPossibleOwner |',
  '        Where-Object { $machines.ContainsKey([string]$_.GroupComponent.Name) } | ForEach-Object {',
  '          @{ role = $machines[[string]$_.GroupComponent.Name]; node = [string]$_.PartComponent.Name }',
  '        })',
  '    } catch {',
  '      $preferred = $null',
  '      $possible = $null',
  '    } }',
]

const HOST_SCRIPT = [
  ...RIGHTS_SCRIPT,
  '$system = Get-CimInstance -ClassName Win32_OperatingSystem',
  '$vmhost = Get-VMHost',
  // The processors as Windows counts them are those of the parent partition only.
  `$load = Get-CimInstance -ClassName Win32_PerfFormattedData_HvStats_HyperVHypervisorLogicalProcessor -Filter "Name='_Total'" -ErrorAction SilentlyContinue`,
  '$migration = Get-CimInstance -Namespace root/virtualization/v2 -ClassName Msvm_VirtualSystemMigrationService',
  '$service = Get-Service -Name ClusSvc -ErrorAction SilentlyContinue',
  '$told = $null',
  '$silent = $false',
  "if ($null -ne $service -and [string]$service.Status -eq 'Running') {",
  '  try {',
  '    $cluster = Get-Cluster',
  ...OWNERS,
  '    $told = @{',
  '      Name = [string]$cluster.Name',
  '      Id = [string]$cluster.Id',
  '      MaximumParallelMigrations = [int]$cluster.MaximumParallelMigrations',
  '      ClusterEnforcedAntiAffinity = [int]$cluster.ClusterEnforcedAntiAffinity',
  '      apart = @(Get-ClusterGroup | Where-Object { $_.AntiAffinityClassNames } | ForEach-Object {',
  '        @{ Name = [string]$_.Name; classes = @($_.AntiAffinityClassNames | ForEach-Object { [string]$_ }) }',
  '      })',
  '      preferred = $preferred',
  '      possible = $possible',
  '      nodes = @(Get-ClusterNode | ForEach-Object { @{ Name = [string]$_.Name; State = [string]$_.State } })',
  '      volumes = @(Get-ClusterSharedVolume | ForEach-Object {',
  '        $volume = $_',
  '        $volume.SharedVolumeInfo | ForEach-Object {',
  '          @{ Name = [string]$volume.Name; Path = [string]$_.FriendlyVolumeName; FreeSpace = [long]$_.Partition.FreeSpace }',
  '        }',
  '      })',
  '    }',
  '  } catch {',
  "    $lasting = @('PermissionDenied', 'SecurityError', 'AuthenticationError') -contains [string]$_.CategoryInfo.Category",
  '    if ($lasting -or $_.Exception.HResult -eq -2147024891 -or $_.Exception -is [System.Management.Automation.CommandNotFoundException]) { throw }',
  '    $told = $null',
  '    $silent = $true',
  '  }',
  '}',
  '$host_ = @{',
  '  mayManage = $mayManage',
  '  ComputerName = [string]$system.CSName',
  '  Caption = [string]$system.Caption',
  '  Version = [string]$system.Version',
  "  LastBootUpTime = $system.LastBootUpTime.ToUniversalTime().ToString('o')",
  '  TotalMemoryKiB = [long]$system.TotalVisibleMemorySize',
  '  FreeMemoryKiB = [long]$system.FreePhysicalMemory',
  '  processors = @(Get-CimInstance -ClassName Win32_Processor | ForEach-Object {',
  '    @{ Manufacturer = [string]$_.Manufacturer; Name = [string]$_.Name; NumberOfLogicalProcessors = [int]$_.NumberOfLogicalProcessors }',
  '  })',
  '  PercentTotalRunTime = if ($null -eq $load) { $null } else { [double]$load.PercentTotalRunTime }',
  '  MemoryCapacity = [long]$vmhost.MemoryCapacity',
  '  LogicalProcessorCount = [int]$vmhost.LogicalProcessorCount',
  '  VirtualMachineMigrationEnabled = [bool]$vmhost.VirtualMachineMigrationEnabled',
  '  MaximumVirtualMachineMigrations = [int]$vmhost.MaximumVirtualMachineMigrations',
  '  VirtualMachineMigrationAuthenticationType = [string]$vmhost.VirtualMachineMigrationAuthenticationType',
  '  migrationAddresses = @($migration.MigrationServiceListenerIPAddressList | Where-Object { $_ } | ForEach-Object { [string]$_ })',
  '  switches = @(Get-VMSwitch | ForEach-Object { @{ Name = [string]$_.Name; SwitchType = [string]$_.SwitchType } })',
  "  volumes = @(Get-CimInstance -ClassName Win32_LogicalDisk -Filter 'DriveType=3' | ForEach-Object {",
  '    @{ DeviceID = [string]$_.DeviceID; FreeSpace = [long]$_.FreeSpace }',
  '  })',
  '  cluster = $told',
  '  clusterSilent = $silent',
  '}',
]

/** The machine and, where it is a node, its cluster as it sees it. */
export const askHost = question('read the host', z.object({ host: hostSchema }), ...HOST_SCRIPT, '@{ host = $host_ }')

/** The same with all its VMs. */
export const askHostAndVms = question(
  'read the host and its VMs',
  z.object({ host: hostSchema, vms: vmsSchema }),
  ...HOST_SCRIPT,
  '$vms = @(Get-VM)',
  ...VM_SCRIPT,
  '@{ host = $host_; vms = $told_vms }',
)
