import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { RIGHTS_SCRIPT } from './rights-script'

/** How long one question waits for something to change, and how long the machine rests between two looks. */
export const WAIT_SECONDS = 20
const REST_SECONDS = 2

/**
 * Waits until the states differ from `$p.known`, or `$p.seconds` have passed: one PowerShell for many looks. Two properties of each VM
 * cost the service little; Get-VM would gather all that it knows of each. Nodes are looked at where the cluster's service runs.
 */
export const askStates = question(
  'wait for changes',
  z.object({ mayManage: z.boolean(), states: z.array(z.string()) }),
  ...RIGHTS_SCRIPT,
  '$service = Get-Service -Name ClusSvc -ErrorAction SilentlyContinue',
  "$isNode = $null -ne $service -and [string]$service.Status -eq 'Running'",
  "$known = @($p.known) -join '|'",
  '$end = [DateTime]::UtcNow.AddSeconds([int]$p.seconds)',
  '$states = $null',
  "while ($null -eq $states -or (($states -join '|') -eq $known -and [DateTime]::UtcNow -lt $end)) {",
  `  if ($null -ne $states) { Start-Sleep -Seconds ${REST_SECONDS} }`,
  '  $states = @(Get-CimInstance -Namespace root/virtualization/v2 -ClassName Msvm_ComputerSystem -Property Name, EnabledState, OperationalStatus | ForEach-Object {',
  "    'vm ' + [string]$_.Name + ' ' + [string]$_.EnabledState + ' ' + (@($_.OperationalStatus | ForEach-Object { [string]$_ }) -join ',')",
  '  })',
  '  if ($isNode) {',
  "    try { $states += @(Get-ClusterNode | ForEach-Object { 'node ' + [string]$_.Name + ' ' + [string]$_.State }) } catch { $states += 'nodes unknown' }",
  '  }',
  '  $states = @($states | Sort-Object)',
  '}',
  '@{ mayManage = $mayManage; states = [string[]]$states }',
)
