import { type ChangedObjects, type DriverFailure, unreachable } from '../../ports'
import { askJobs, type JobTold, JOBS_READ, OF_CHANGES, WAIT_SECONDS } from './change-question'
import { isGuid } from './tasks'
import type { Vmm } from './vmm'

/** Loading its module and signing in take SCVMM long. */
const WAIT_DEADLINE_MS = (WAIT_SECONDS + 45) * 1_000
const FIRST_DEADLINE_MS = 45_000

type Tell = (changed: ChangedObjects | null) => void

const isOfChanges = ({ CmdletName }: JobTold): boolean => new RegExp(OF_CHANGES).test(CmdletName ?? '')

const signOf = ({ ID, Status }: JobTold): string => `${ID} ${Status}`

/** VMs by their ids. Null in their place: a host or cluster, of which the VMs may be moved with it. */
const changedBy = (jobs: readonly JobTold[]): ChangedObjects | null => {
  const objects = jobs.flatMap((job) => [
    { id: job.TargetObjectID ?? '', type: job.TargetObjectType ?? '' },
    { id: job.ResultObjectID ?? '', type: job.ResultObjectType ?? '' },
  ])
  if (objects.some(({ type }) => /host|cluster/i.test(type))) return null
  const vms = objects.filter(({ id, type }) => type === 'VM' && isGuid(id))
  return { vmNativeIds: [...new Set(vms.map(({ id }) => id))], hostNativeIds: [] }
}

/**
 * What the jobs that began or ended since the look before concern. Null: everything, for nothing of what was known is still among
 * them, so that there were more of them than are read.
 */
export const changedSince = (known: readonly JobTold[], jobs: readonly JobTold[]): ChangedObjects | null => {
  const ids = new Set(known.map(({ ID }) => ID))
  if (known.length > 0 && jobs.length >= JOBS_READ && !jobs.some(({ ID }) => ids.has(ID))) return null
  const signs = new Set(known.map(signOf))
  return changedBy(jobs.filter((job) => !signs.has(signOf(job)) && isOfChanges(job)))
}

const jobsOf = async (vmm: Vmm, known: readonly JobTold[] | null, signal: AbortSignal): Promise<readonly JobTold[]> => {
  const parameters = { known: (known ?? []).map(signOf), seconds: known === null ? 0 : WAIT_SECONDS }
  const deadlineMs = known === null ? FIRST_DEADLINE_MS : WAIT_DEADLINE_MS
  return (await vmm.ask(askJobs, parameters, { deadlineMs, signal })).jobs
}

/** Follows SCVMM's jobs until it fails, by throwing CallFailed. What changes without a job, at a host itself, is found by polling. */
export const watchChanges = async (vmm: Vmm, tell: Tell, signal: AbortSignal): Promise<DriverFailure> => {
  let known = await jobsOf(vmm, null, signal)
  while (!signal.aborted) {
    const jobs = await jobsOf(vmm, known, signal)
    const changed = changedSince(known, jobs)
    if (changed === null || changed.vmNativeIds.length > 0) tell(changed)
    known = jobs
  }
  return unreachable('Listening was ended.', '')
}
