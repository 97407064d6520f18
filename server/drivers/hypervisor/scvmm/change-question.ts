import { z } from 'zod'
import { question } from '../../protocols/powershell/question'
import { text } from '../../protocols/powershell/told'
import { CONNECT } from './questions'

/** How long one question waits for a job to begin or end, and how long SCVMM rests between two looks. */
export const WAIT_SECONDS = 20
const REST_SECONDS = 3
/** Jobs that are looked at: of more between two looks nobody can say what they did. */
export const JOBS_READ = 100

/**
 * Cmdlets but those that look, and SCVMM's own jobs upon events of a host ("(Refresh VM State - Event Based System Job)"). It also
 * looks by itself ("(Refresh VM - System Job)"), and whoever observes makes it look: that must not lead to looking again.
 */
export const OF_CHANGES = '^(?!Read-)[A-Z][a-z]+-SC|Event Based'

const jobSchema = z.object({
  ID: z.string(),
  Status: z.string(),
  CmdletName: text,
  TargetObjectID: text,
  TargetObjectType: text,
  ResultObjectID: text,
  ResultObjectType: text,
})
export type JobTold = z.infer<typeof jobSchema>

/**
 * Waits until a job is there that is not among `$p.known` in this state, or `$p.seconds` have passed: signing in costs SCVMM some
 * seconds, and is done once for many looks.
 */
export const askJobs = question(
  'wait for jobs',
  z.object({ jobs: z.array(jobSchema) }),
  ...CONNECT,
  '$known = @($p.known)',
  '$end = [DateTime]::UtcNow.AddSeconds([int]$p.seconds)',
  '$jobs = $null',
  `$isNews = { [string]$_.CmdletName -cmatch '${OF_CHANGES}' -and $known -notcontains ([string]$_.ID + ' ' + [string]$_.Status) }`,
  'while ($null -eq $jobs -or (@($jobs | Where-Object $isNews).Count -eq 0 -and [DateTime]::UtcNow -lt $end)) {',
  `  if ($null -ne $jobs) { Start-Sleep -Seconds ${REST_SECONDS} }`,
  `  $jobs = @(Get-SCJob -VMMServer $server -Newest ${JOBS_READ})`,
  '}',
  '@{ jobs = @($jobs | ForEach-Object {',
  '  @{',
  '    ID = [string]$_.ID',
  '    Status = [string]$_.Status',
  '    CmdletName = [string]$_.CmdletName',
  '    TargetObjectID = [string]$_.TargetObjectID',
  '    TargetObjectType = [string]$_.TargetObjectType',
  '    ResultObjectID = [string]$_.ResultObjectID',
  '    ResultObjectType = [string]$_.ResultObjectType',
  '  }',
  '}) }',
)
