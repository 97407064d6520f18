import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { flag, guid, text } from '../../protocols/powershell/told'
import { CONNECT, FIND_HOST } from './questions'

/** How long one question waits for all of its jobs, and how long SCVMM rests between two looks. */
const WAIT_SECONDS = 10
const REST_SECONDS = 1

/** Of a host, and of `$p.vms` wherever they are. From SCVMM's own record, where whatever it has set itself stands at once. */
export const askAutostart = question(
  'read the autostart of VMs',
  z.object({
    host: z.object({ ID: guid, Name: z.string() }).nullable(),
    vms: z.array(z.object({ ID: guid, Name: z.string(), StartAction: text, IsHighlyAvailable: flag })),
  }),
  ...CONNECT,
  ...FIND_HOST,
  'if ($null -eq $one) { @{ host = $null; vms = @() } } else {',
  '  $wanted = @($p.vms | ForEach-Object { ([guid]$_).ToString() })',
  '  $vms = @(Get-SCVirtualMachine -VMMServer $server -All | Where-Object { [string]$_.VMHost.ID -eq [string]$one.ID -or $wanted -contains ([guid]$_.ID).ToString() })',
  '  @{ host = @{ ID = [string]$one.ID; Name = [string]$one.Name }; vms = @($vms | ForEach-Object {',
  '    @{',
  '      ID = [string]$_.ID',
  '      Name = [string]$_.Name',
  '      StartAction = [string]$_.StartAction',
  '      IsHighlyAvailable = if ($null -eq $_.IsHighlyAvailable) { $null } else { [bool]$_.IsHighlyAvailable }',
  '    }',
  '  }) }',
  '}',
)

/**
 * Each a job of its own, all at once: one after the other they would keep a host waiting. Looked for among all, so that one that is gone
 * is no error. One that refuses keeps none of the others.
 */
export const askSetAutostart = question(
  'set the autostart of VMs',
  z.object({ refused: z.array(z.object({ Name: z.string(), why: z.string() })) }),
  ...CONNECT,
  '$wanted = @($p.vms | ForEach-Object { ([guid]$_).ToString() })',
  '$refused = @()',
  '$begun = @()',
  '$vms = @(Get-SCVirtualMachine -VMMServer $server -All | Where-Object { $wanted -contains ([guid]$_.ID).ToString() -and -not $_.IsHighlyAvailable -and [string]$_.StartAction -ne [string]$p.action })',
  'foreach ($vm in $vms) {',
  '  try {',
  '    $null = Set-SCVirtualMachine -VM $vm -StartAction $p.action -RunAsynchronously -JobVariable job',
  '    $begun += @{ Name = [string]$vm.Name; ID = [string]$job.ID }',
  '  } catch { $refused += @{ Name = [string]$vm.Name; why = [string]$_.Exception.Message } }',
  '}',
  `$end = [DateTime]::UtcNow.AddSeconds(${WAIT_SECONDS})`,
  '$open = @($begun)',
  'while ($open.Count -gt 0) {',
  '  $still = @()',
  '  foreach ($one in $open) {',
  '    $job = Get-SCJob -VMMServer $server -ID ([guid]$one.ID)',
  '    if (@("Failed", "Canceled") -contains [string]$job.Status) { $refused += @{ Name = $one.Name; why = [string]$job.ErrorInfo.Problem } }',
  '    elseif (@("Completed", "SucceedWithInfo") -notcontains [string]$job.Status) { $still += $one }',
  '  }',
  '  $open = @($still)',
  '  if ([DateTime]::UtcNow -ge $end) { $open = @() }',
  `  if ($open.Count -gt 0) { Start-Sleep -Seconds ${REST_SECONDS} }`,
  '}',
  '@{ refused = @($refused) }',
)
