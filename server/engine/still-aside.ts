import type { ManagerId } from '../domain/ids'
import { isEnded, type RunWithSteps, type Step } from '../domain/run'
import { isArmed, isAsFound, type SafeguardSetting, withoutVms } from '../domain/safeguard'
import type { ManagerView } from '../domain/world'
import { isSetAside } from '../planner/safeguard-steps'

/** Whether a VM, by its manager's id, was deleted for good. */
export type IsDeleted = (managerId: ManagerId, nativeId: string) => boolean

/** All that hosts of a manager start: a VM starts again on whichever it is now. */
const startedOn = ({ safeguards = [] }: ManagerView): SafeguardSetting => ({
  kind: 'autostart',
  vms: safeguards.flatMap(({ setting }) => (setting.kind === 'autostart' ? setting.vms : [])),
})

/** Its manager shows it armed, as found or otherwise, or shows that nothing is left of it that could be. */
const isSeenBack = ({ safeguard }: Step, managers: readonly ManagerView[], isDeleted: IsDeleted): boolean => {
  const manager = managers.find(({ id }) => id === safeguard?.managerId)
  if (safeguard === undefined) return true
  if (manager === undefined) return false
  if (safeguard.found.kind === 'autostart') {
    const deleted = safeguard.found.vms.map(({ nativeId }) => nativeId).filter((nativeId) => isDeleted(manager.id, nativeId))
    return isAsFound(withoutVms(safeguard.found, new Set(deleted)), startedOn(manager))
  }
  const seen = manager.safeguards?.find(({ nativeId }) => nativeId === safeguard.nativeId)
  return seen !== undefined && (isArmed(seen) || isAsFound(safeguard.found, seen.setting))
}

const NONE_DELETED: IsDeleted = () => false

/** What a run has set aside, until it is put back; of one that has ended, until its manager shows it so (R8). */
export const stillAside = (
  run: RunWithSteps,
  managers: readonly ManagerView[],
  isDeleted: IsDeleted = NONE_DELETED,
): readonly Step[] => {
  if (run.kind !== 'outage' || run.dryRun) return []
  const aside = isSetAside(run.steps)
  return isEnded(run.phase) ? aside.filter((step) => !isSeenBack(step, managers, isDeleted)) : aside
}
