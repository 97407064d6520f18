import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { count, text } from '../../protocols/powershell/told'

const pathsSchema = z.object({
  disks: z.array(
    z.object({
      /** The device's interface: `\\?\mpio#disk&ven_…#…#{…}` */
      Path: z.string(),
      /** By the storage itself: the same on every node. */
      UniqueId: text,
      /** Of its partition table. */
      Guid: text,
      /** 6: Fibre Channel; 9: iSCSI. */
      BusType: count,
    }),
  ),
  /** Of each disk that MPIO has put together; `InstanceName` is the device's own id and `_0`. */
  policies: z.array(z.object({ InstanceName: z.string(), paths: count, failed: count })),
  volumes: z.array(z.object({ Path: z.string(), DiskIdGuid: text })),
})
export type PathsTold = z.infer<typeof pathsSchema>

/**
 * Disks, the paths that MPIO has to them, and which of them carry the cluster's shared volumes. Classes of root/wmi are told to
 * Administrators only, and are missing where MPIO is: both are no paths told, not a failure.
 */
export const askPaths = question(
  'read the paths to storage',
  z.object({ paths: pathsSchema }),
  '$disks = @(Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_Disk)',
  '$policies = @(Get-CimInstance -Namespace root/wmi -ClassName DSM_QueryLBPolicy_V2 -ErrorAction SilentlyContinue)',
  '$service = Get-Service -Name ClusSvc -ErrorAction SilentlyContinue',
  "$shared = @(if ($null -ne $service -and [string]$service.Status -eq 'Running') { Get-ClusterSharedVolume })",
  '@{ paths = @{',
  '  disks = @($disks | ForEach-Object {',
  '    @{ Path = [string]$_.Path; UniqueId = [string]$_.UniqueId; Guid = [string]$_.Guid; BusType = [int]$_.BusType }',
  '  })',
  '  policies = @($policies | ForEach-Object {',
  '    $known = @($_.LoadBalancePolicy.DSM_Paths | Where-Object { $null -ne $_ })',
  '    @{',
  '      InstanceName = [string]$_.InstanceName',
  '      paths = [int]$known.Count',
  '      failed = [int]@($known | Where-Object { [int]$_.FailedPath -ne 0 }).Count',
  '    }',
  '  })',
  '  volumes = @($shared | ForEach-Object {',
  '    $volume = $_',
  "    $guid = [string](Get-ClusterParameter -InputObject $volume | Where-Object { [string]$_.Name -eq 'DiskIdGuid' } | ForEach-Object { $_.Value })",
  '    $volume.SharedVolumeInfo | ForEach-Object { @{ Path = [string]$_.FriendlyVolumeName; DiskIdGuid = $guid } }',
  '  })',
  '} }',
)
