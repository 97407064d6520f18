import { isEnded, type RunWithSteps, type Step } from '../domain/run'
import { isArmed, isAsFound } from '../domain/safeguard'
import type { ManagerView } from '../domain/world'
import { isSetAside } from '../planner/safeguard-steps'
import type { Store } from '../store/store'

/** So far back an engine that starts looks for runs that ended without having put everything back. */
const RUNS_LOOKED_AT = 30

/** Its manager shows it armed, as found or otherwise. */
const isSeenBack = ({ safeguard }: Step, managers: readonly ManagerView[]): boolean => {
  const manager = managers.find(({ id }) => id === safeguard?.managerId)
  if (safeguard === undefined) return true
  const seen = manager?.safeguards?.find(({ nativeId }) => nativeId === safeguard.nativeId)
  return seen !== undefined && (isArmed(seen) || isAsFound(safeguard.found, seen.setting))
}

/** What a run has set aside, until it is put back; of one that has ended, until its manager shows it so (R8). */
export const stillAside = (run: RunWithSteps, managers: readonly ManagerView[]): readonly Step[] => {
  if (run.kind !== 'outage' || run.dryRun) return []
  const aside = isSetAside(run.steps)
  return isEnded(run.phase) ? aside.filter((step) => !isSeenBack(step, managers)) : aside
}

/** Runs that have ended with something set aside: their alarm outlives the engine (R8). */
export const endedWithAside = async ({ read }: Pick<Store, 'read'>): Promise<readonly RunWithSteps[]> => {
  const found: RunWithSteps[] = []
  for (const { id, phase, dryRun } of await read.runs.list({ limit: RUNS_LOOKED_AT, kind: 'outage' })) {
    if (!isEnded(phase) || dryRun) continue
    const run = await read.runs.get(id)
    if (run !== null && isSetAside(run.steps).length > 0) found.push(run)
  }
  return found
}
