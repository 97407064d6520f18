import { z } from 'zod'
import { question } from '../../protocols/powershell/question'

/** `code` null: it is not there. `job`: what the virtual machine service goes on with by itself, also when our session ends. */
const outcomeSchema = z.object({ code: z.number().nullable(), job: z.string().nullable() })
export type Outcome = z.infer<typeof outcomeSchema>

const done = z.object({ done: z.boolean() })

const CIM = '-Namespace root/virtualization/v2 -ClassName'
const VM_ID = '$id = ([guid]$p.vm).ToString().ToUpperInvariant()'
const NOTHING = '@{ code = $null; job = $null }'
const RESULT = '@{ code = [long]$result.ReturnValue; job = [string]$result.Job.InstanceID }'

/** What `Stop-VM` would do, without waiting: Stop-VM is aborted when its session ends. Never with force. */
export const askGuestShutdown = question(
  'shut a guest down',
  outcomeSchema,
  VM_ID,
  `$component = Get-CimInstance ${CIM} Msvm_ShutdownComponent -Filter "SystemName='$id'"`,
  `if ($null -eq $component) { ${NOTHING} } else {`,
  "  $result = Invoke-CimMethod -InputObject $component -MethodName InitiateShutdown -Arguments @{ Force = $false; Reason = 'Ridethrough' }",
  `  ${RESULT}`,
  '}',
)

/** States that can be asked for: on (also out of a pause or a saved state), off at once, saved. */
export const REQUESTED = { on: 2, off: 3, saved: 6 } as const

export const askState = question(
  'change the state of a VM',
  outcomeSchema,
  VM_ID,
  `$system = Get-CimInstance ${CIM} Msvm_ComputerSystem -Filter "Name='$id'"`,
  `if ($null -eq $system) { ${NOTHING} } else {`,
  '  $result = Invoke-CimMethod -InputObject $system -MethodName RequestStateChange -Arguments @{ RequestedState = [uint16]$p.state }',
  `  ${RESULT}`,
  '}',
)

/** What `Move-VM` would do between hosts without a cluster, as a job of the service itself. 32768: its memory and state only. */
export const askMove = question(
  'move a VM',
  outcomeSchema,
  VM_ID,
  `$system = Get-WmiObject -Namespace root\\virtualization\\v2 -Class Msvm_ComputerSystem -Filter "Name='$id'"`,
  `if ($null -eq $system) { ${NOTHING} } else {`,
  '  $service = Get-WmiObject -Namespace root\\virtualization\\v2 -Class Msvm_VirtualSystemMigrationService',
  "  $settings = Get-WmiObject -Namespace root\\virtualization\\v2 -Class Msvm_VirtualSystemMigrationSettingData -Filter 'MigrationType=32768' | Select-Object -First 1",
  '  $settings.DestinationIPAddressList = [string[]]@($p.addresses)',
  '  $result = $service.MigrateVirtualSystemToHost($system.Path.Path, [string]$p.to, $settings.GetText(1), $null, $null)',
  '  $job = $null',
  '  if ($result.Job) { try { $job = ([wmi]$result.Job).InstanceID } catch { $null = $_ } }',
  '  @{ code = [long]$result.ReturnValue; job = [string]$job }',
  '}',
)

/** Asks the service to end its move; 4 is "terminate" for a job. */
export const askCancelMove = question(
  'cancel the move of a VM',
  outcomeSchema,
  VM_ID,
  `$job = Get-CimInstance ${CIM} Msvm_MigrationJob -Filter "VirtualSystemName='$id'" | Where-Object { $_.JobState -lt 7 } | Select-Object -First 1`,
  `if ($null -eq $job) { ${NOTHING} } else {`,
  '  $result = Invoke-CimMethod -InputObject $job -MethodName RequestStateChange -Arguments @{ RequestedState = [uint16]4 }',
  '  @{ code = [long]$result.ReturnValue; job = $null }',
  '}',
)

export const askJob = question(
  'read a job',
  z.object({
    job: z
      .object({ JobState: z.number(), PercentComplete: z.number().nullable(), ErrorDescription: z.string().nullable() })
      .nullable(),
  }),
  `$job = Get-CimInstance ${CIM} Msvm_ConcreteJob -Filter "InstanceID='$($p.job)'"`,
  'if ($null -eq $job) { @{ job = $null } } else {',
  '  @{ job = @{ JobState = [int]$job.JobState; PercentComplete = [int]$job.PercentComplete; ErrorDescription = [string]$job.ErrorDescription } }',
  '}',
)

/** The cluster carries it on; -Wait 0 returns as soon as it has taken it. */
export const askMoveRole = question(
  'move a VM within its cluster',
  done,
  '$null = Move-ClusterVirtualMachineRole -VMId ([guid]$p.vm) -Node $p.node -MigrationType Live -Wait 0',
  '@{ done = $true }',
)

export const askCancelRole = question(
  'cancel the move of a VM within its cluster',
  done,
  '$null = Move-ClusterVirtualMachineRole -VMId ([guid]$p.vm) -Cancel -Wait 0',
  '@{ done = $true }',
)

/** Where the role is and whether the cluster is at work on it: 1 locked (by a move), 4 waiting in the queue for moves. */
export const askRole = question(
  'read the role of a VM',
  z.object({ OwnerNode: z.string(), State: z.string(), StatusInformation: z.number(), percent: z.number().nullable() }),
  VM_ID,
  '$group = Get-ClusterGroup -VMId ([guid]$p.vm)',
  `$job = Get-CimInstance ${CIM} Msvm_MigrationJob -Filter "VirtualSystemName='$id'" -ErrorAction SilentlyContinue | Where-Object { $_.JobState -lt 7 } | Select-Object -First 1`,
  '@{',
  '  OwnerNode = [string]$group.OwnerNode.Name',
  '  State = [string]$group.State',
  '  StatusInformation = [long]$group.StatusInformation',
  '  percent = if ($null -eq $job) { $null } else { [int]$job.PercentComplete }',
  '}',
)

/** A role that is off changes its node at once; then the cluster starts it. `node` empty: where it is. */
export const askStartRole = question(
  'start a VM of the cluster',
  done,
  '$group = Get-ClusterGroup -VMId ([guid]$p.vm)',
  "if ($p.node -ne '' -and [string]$group.OwnerNode.Name -ne $p.node) { $null = Move-ClusterGroup -InputObject $group -Node $p.node -Wait 20 }",
  '$null = Start-ClusterGroup -Name $group.Name -Wait 0',
  '@{ done = $true }',
)

/** The cluster carries it on without -Wait. What is not highly available stays. */
export const askSuspendNode = question(
  'take a node into maintenance',
  done,
  "if ([string](Get-ClusterNode -Name $p.node).State -ne 'Paused') { $null = Suspend-ClusterNode -Name $p.node -Drain }",
  '@{ done = $true }',
)

/** What was moved away is brought back by our own record only. */
export const askResumeNode = question(
  'take a node out of maintenance',
  done,
  "if ([string](Get-ClusterNode -Name $p.node).State -eq 'Paused') { $null = Resume-ClusterNode -Name $p.node -Failback NoFailback }",
  '@{ done = $true }',
)

/**
 * Looks for VMs and ends the host in one go. Some seconds, so that the answer arrives. With a time, shutdown.exe ends the programs of
 * people who are signed in there without asking them: those would hold it up for ever, and no VM is among them.
 */
const endHost = (doing: string, how: string) =>
  question(
    doing,
    z.object({ running: z.array(z.string()), code: z.number().nullable() }),
    "$running = @(Get-VM | Where-Object { @('Off', 'OffCritical', 'Saved', 'SavedCritical', 'FastSaved', 'FastSavedCritical') -notcontains [string]$_.State } | ForEach-Object { [string]$_.Name })",
    'if ($running.Count -gt 0) { @{ running = $running; code = $null } } else {',
    `  $null = & shutdown.exe ${how}`,
    '  @{ running = @(); code = [int]$LASTEXITCODE }',
    '}',
  )

export const askShutdownHost = endHost('shut the host down', "/s /t 5 /d u:6:12 /c 'Ridethrough: the power fails'")
/** Planned, for maintenance. */
export const askRebootHost = endHost('reboot the host', "/r /t 5 /d p:4:1 /c 'Ridethrough: maintenance'")
