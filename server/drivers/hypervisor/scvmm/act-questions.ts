import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { count, text } from '../../protocols/powershell/told'
import { CONNECT, FIND_HOST, FIND_VM } from './questions'

const begunSchema = z.object({ found: z.boolean(), job: z.string().nullable(), refusal: z.string().nullable() })
export type Begun = z.infer<typeof begunSchema>
const BEGUN = '@{ found = $true; job = [string]$job.ID; refusal = $null }'
const MISSING = '@{ found = $false; job = $null; refusal = $null }'

/** One of SCVMM's own jobs, which goes on whatever becomes of our session. */
const vmAct = (name: string, command: string) =>
  question(
    name,
    begunSchema,
    ...CONNECT,
    ...FIND_VM,
    `if ($null -eq $vm) { ${MISSING} } else {`,
    `  $null = ${command}`,
    `  ${BEGUN}`,
    '}',
  )

/** `lines` leave a job in `$job` or a reason against it in `$refusal`, where there is one. */
const hostAct = (name: string, ...lines: readonly string[]) =>
  question(
    name,
    begunSchema,
    ...CONNECT,
    ...FIND_HOST,
    `if ($null -eq $one) { ${MISSING} } else {`,
    '  $job = $null',
    '  $refusal = $null',
    ...lines,
    '  @{ found = $true; job = [string]$job.ID; refusal = $refusal }',
    '}',
  )

export const askShutdown = vmAct(
  'shut a guest down',
  'Stop-SCVirtualMachine -VM $vm -Shutdown -RunAsynchronously -JobVariable job',
)
export const askSave = vmAct('save a VM', 'Stop-SCVirtualMachine -VM $vm -SaveState -RunAsynchronously -JobVariable job')
/** SCVMM's switch for switching off at once: only ever where a power-off was asked for. */
export const askPowerOff = vmAct('power a VM off', 'Stop-SCVirtualMachine -VM $vm -Force -RunAsynchronously -JobVariable job')
export const askStart = vmAct('start a VM', 'Start-SCVirtualMachine -VM $vm -RunAsynchronously -JobVariable job')
export const askResume = vmAct('resume a VM', 'Resume-SCVirtualMachine -VM $vm -RunAsynchronously -JobVariable job')

export const askMove = question(
  'move a VM',
  begunSchema,
  ...CONNECT,
  ...FIND_VM,
  ...FIND_HOST,
  `if ($null -eq $vm -or $null -eq $one) { ${MISSING} } else {`,
  '  $null = Move-SCVirtualMachine -VM $vm -VMHost $one -RunAsynchronously -JobVariable job',
  `  ${BEGUN}`,
  '}',
)

/** Only a move is ended, and only where SCVMM lets it be ended. */
export const askCancelMove = question(
  'cancel the move of a VM',
  begunSchema,
  ...CONNECT,
  ...FIND_VM,
  `if ($null -eq $vm) { ${MISSING} } else {`,
  "  $job = Get-SCJob -VMMServer $server -Running | Where-Object { [string]$_.ResultObjectID -eq [string]$vm.ID -and [string]$_.CmdletName -eq 'Move-SCVirtualMachine' } | Select-Object -First 1",
  "  if ($null -eq $job) { @{ found = $true; job = $null; refusal = 'it is not being moved' } } else {",
  '    $null = Stop-SCJob -Job $job',
  '    @{ found = $true; job = $null; refusal = $null }',
  '  }',
  '}',
)

/**
 * SCVMM would move or save whatever still runs, a domain controller too: nobody chose that (D9). So the host and its VMs are looked
 * at first, and one VM that is neither off nor saved, or a look that fails, is a refusal (A4).
 */
export const askDisable = hostAct(
  'take a host into maintenance',
  '  if (-not $one.MaintenanceHost) {',
  '    try {',
  '      $null = Read-SCVMHost -VMHost $one',
  '      $null = Read-SCVirtualMachine -VMHost $one',
  '      $busy = @(Get-SCVirtualMachine -VMHost $one | Where-Object { @("PowerOff", "Saved") -notcontains [string]$_.VirtualMachineState -or @("HostNotResponding", "Missing", "UnderMigration") -contains [string]$_.Status })',
  '      if ($busy.Count -gt 0) { $refusal = "VMs on it are neither off nor saved: " + (@($busy | ForEach-Object { [string]$_.Name }) -join ", ") }',
  '    } catch { $refusal = "it cannot look at the VMs of that host: " + [string]$_.Exception.Message }',
  '  }',
  '  if ($one.MaintenanceHost -or $null -ne $refusal) { $null = $one } elseif ($null -ne $one.VMHostCluster -or $null -ne $one.HostCluster) {',
  '    $null = Disable-SCVMHost -VMHost $one -MoveWithinCluster -RunAsynchronously -JobVariable job',
  '  } else {',
  '    $null = Disable-SCVMHost -VMHost $one -RunAsynchronously -JobVariable job',
  '  }',
)

export const askEnable = hostAct(
  'take a host out of maintenance',
  '  if ($one.MaintenanceHost) { $null = Enable-SCVMHost -VMHost $one -RunAsynchronously -JobVariable job }',
)

export const askJob = question(
  'read a job',
  z.object({
    job: z
      .object({
        Status: z.string(),
        ProgressValue: count,
        Problem: text,
        Recommended: text,
      })
      .nullable(),
  }),
  ...CONNECT,
  '$job = $null',
  'try { $job = Get-SCJob -VMMServer $server -ID ([guid]$p.job) } catch { if ([string]$_.FullyQualifiedErrorId -notmatch "^801\\b") { throw } }',
  'if ($null -eq $job) { @{ job = $null } } else {',
  '  @{ job = @{',
  '    Status = [string]$job.Status',
  '    ProgressValue = if ($null -eq $job.ProgressValue) { $null } else { [int]$job.ProgressValue }',
  '    Problem = [string]$job.ErrorInfo.Problem',
  '    Recommended = [string]$job.ErrorInfo.RecommendedActionCLI',
  '  } }',
  '}',
)
