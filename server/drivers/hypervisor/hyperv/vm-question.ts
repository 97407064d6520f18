import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { count, guid, text } from '../../protocols/powershell/told'
import { RIGHTS_SCRIPT } from './rights-script'

export const vmsSchema = z.object({
  vms: z.array(
    z.object({
      Id: guid,
      Name: z.string(),
      State: z.string(),
      /** The second word is what the platform is doing with it, if anything. */
      OperationalStatus: z.array(z.string()),
      Heartbeat: text,
      ProcessorCount: count,
      /** Of the whole host's processors. */
      CPUUsage: count,
      MemoryAssigned: count,
      MemoryStartup: count,
      MemoryDemand: count,
      IsClustered: z.boolean(),
      ReplicationMode: text,
      Notes: text,
      AutomaticStartAction: text,
    }),
  ),
  adapters: z.array(z.object({ VMId: z.string(), MacAddress: text, SwitchName: text, OperationMode: text, AccessVlanId: count })),
  disks: z.array(
    z.object({ VMId: z.string(), Label: z.string(), Path: text, /** Of a disk that is passed through. */ DiskNumber: count }),
  ),
  dvds: z.array(z.object({ VMId: z.string(), DvdMediaType: z.string(), Path: text })),
  services: z.array(z.object({ VMId: z.string(), Id: z.string(), Enabled: z.boolean() })),
  devices: z.array(z.object({ VMId: z.string(), InstanceID: z.string() })),
  snapshots: z.array(z.object({ VMId: z.string(), SnapshotType: text })).nullish(),
  /** Of VMs that are replicated, as the primary or the replica. */
  replications: z
    .array(
      z.object({
        VMId: z.string(),
        State: text,
        Health: text,
        /** `Simple`, or `Extended`: from the replica on to a third place. */
        Relationship: text,
        FrequencySec: count,
        LastReplicationTime: text,
      }),
    )
    .nullish(),
})
export type VmsTold = z.infer<typeof vmsSchema>
export type VmTold = VmsTold['vms'][number]

/** What `$vms` are, into `$told_vms`: one call per kind of device for all of them, for each costs its time per VM. */
export const VM_SCRIPT = [
  '$adapters = @(if ($vms.Count -gt 0) { Get-VMNetworkAdapter -VM $vms })',
  '$disks = @(if ($vms.Count -gt 0) { Get-VMHardDiskDrive -VM $vms })',
  '$dvds = @(if ($vms.Count -gt 0) { Get-VMDvdDrive -VM $vms })',
  '$services = @(if ($vms.Count -gt 0) { Get-VMIntegrationService -VM $vms })',
  // Since Windows Server 2016.
  '$assignable = Get-Command -Name Get-VMAssignableDevice -ErrorAction SilentlyContinue',
  '$devices = @(if ($vms.Count -gt 0 -and $null -ne $assignable) { Get-VMAssignableDevice -VM $vms })',
  // One that is just being merged, or a VM that leaves, must not cost the reading.
  '$snapshots = $null',
  'try { $snapshots = @(if ($vms.Count -gt 0) { Get-VMSnapshot -VM $vms }) } catch { $snapshots = $null }',
  // Of all relationships of the host: asked for by VM it would fail over one without any.
  '$replications = $null',
  "try { $replications = @(if (@($vms | Where-Object { [string]$_.ReplicationMode -ne 'None' }).Count -gt 0) { Get-VMReplication }) } catch { $replications = $null }",
  '$told_vms = @{',
  '  vms = @($vms | ForEach-Object {',
  '    @{',
  '      Id = [string]$_.Id',
  '      Name = [string]$_.Name',
  '      State = [string]$_.State',
  '      OperationalStatus = @($_.OperationalStatus | ForEach-Object { [string]$_ })',
  '      Heartbeat = [string]$_.Heartbeat',
  '      ProcessorCount = [int]$_.ProcessorCount',
  '      CPUUsage = [int]$_.CPUUsage',
  '      MemoryAssigned = [long]$_.MemoryAssigned',
  '      MemoryStartup = [long]$_.MemoryStartup',
  '      MemoryDemand = [long]$_.MemoryDemand',
  '      IsClustered = [bool]$_.IsClustered',
  '      ReplicationMode = [string]$_.ReplicationMode',
  '      Notes = [string]$_.Notes',
  '      AutomaticStartAction = [string]$_.AutomaticStartAction',
  '    }',
  '  })',
  '  adapters = @($adapters | ForEach-Object {',
  '    @{',
  '      VMId = [string]$_.VMId',
  '      MacAddress = [string]$_.MacAddress',
  '      SwitchName = [string]$_.SwitchName',
  '      OperationMode = [string]$_.VlanSetting.OperationMode',
  '      AccessVlanId = [int]$_.VlanSetting.AccessVlanId',
  '    }',
  '  })',
  '  disks = @($disks | ForEach-Object {',
  '    @{',
  '      VMId = [string]$_.VMId',
  "      Label = [string]$_.ControllerType + ' ' + [string]$_.ControllerNumber + ':' + [string]$_.ControllerLocation",
  '      Path = [string]$_.Path',
  '      DiskNumber = if ($null -eq $_.DiskNumber) { $null } else { [int]$_.DiskNumber }',
  '    }',
  '  })',
  '  dvds = @($dvds | ForEach-Object {',
  '    @{ VMId = [string]$_.VMId; DvdMediaType = [string]$_.DvdMediaType; Path = [string]$_.Path }',
  '  })',
  '  services = @($services | ForEach-Object {',
  '    @{ VMId = [string]$_.VMId; Id = [string]$_.Id; Enabled = [bool]$_.Enabled }',
  '  })',
  '  devices = @($devices | ForEach-Object {',
  '    @{ VMId = [string]$_.VMId; InstanceID = [string]$_.InstanceID }',
  '  })',
  '  snapshots = if ($null -eq $snapshots) { $null } else { @($snapshots | ForEach-Object {',
  '    @{ VMId = [string]$_.VMId; SnapshotType = [string]$_.SnapshotType }',
  '  }) }',
  '  replications = if ($null -eq $replications) { $null } else { @($replications | ForEach-Object {',
  '    @{',
  '      VMId = [string]$_.VMId',
  '      State = [string]$_.ReplicationState',
  '      Health = [string]$_.ReplicationHealth',
  '      Relationship = [string]$_.ReplicationRelationshipType',
  '      FrequencySec = [int]$_.ReplicationFrequencySec',
  "      LastReplicationTime = if ($null -eq $_.LastReplicationTime) { $null } else { ([datetime]$_.LastReplicationTime).ToUniversalTime().ToString('o') }",
  '    }',
  '  }) }',
  '}',
]

/** One VM. It is looked for among all: asked for by its id, a missing one and one that is forbidden look alike. */
export const askVm = question(
  'read a VM',
  z.object({ mayManage: z.boolean(), vms: vmsSchema }),
  ...RIGHTS_SCRIPT,
  '$id = [guid]$p.vm',
  '$vms = @(Get-VM | Where-Object { $_.Id -eq $id })',
  ...VM_SCRIPT,
  '@{ mayManage = $mayManage; vms = $told_vms }',
)
