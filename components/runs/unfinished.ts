import { notBack, type Whereabouts } from '@/server/domain/not-back'
import { isEnded, type RunWithSteps } from '@/server/domain/run'

/**
 * Outage runs of groups that are out of trouble and not all of whose VMs are: those on their way back, and those that ended by
 * themselves with something still down. What a person aborted is theirs.
 */
export const unfinished = (
  runs: readonly RunWithSteps[],
  isInNotice: (run: RunWithSteps) => boolean,
  vms: Whereabouts,
): readonly RunWithSteps[] => {
  const newest = new Map<string, RunWithSteps>()
  for (const run of runs.toSorted((one, other) => one.startedAtMs - other.startedAtMs))
    if (run.kind === 'outage' && !run.dryRun && run.powerGroupId !== null) newest.set(run.powerGroupId, run)
  return [...newest.values()].filter((run) => {
    if (isInNotice(run) || run.phase === 'aborted') return false
    return isEnded(run.phase) ? notBack(run, vms).down.length > 0 : run.phase === 'waiting' || run.phase === 'recovering'
  })
}
