import { isEnded, type RunWithSteps, type Step } from '../domain/run'
import { isArmed, isAsFound } from '../domain/safeguard'
import type { ManagerView } from '../domain/world'
import { isSetAside } from '../planner/safeguard-steps'

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
