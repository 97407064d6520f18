import { groupState } from '../../decide/group-state'
import type { PlanContent } from '../../domain/plan'
import { isInOutage, type Run } from '../../domain/run'
import type { PowerDeviceView, PowerGroup } from '../../domain/world'

/**
 * How long the battery of a run's outage lasts above the reserve that its plan keeps, in seconds, by what decisions stand on (P4);
 * negative: the reserve is being used. Null: it is in no outage, or nobody can tell.
 */
export const batteryLeft = (
  run: Run,
  {
    group,
    devices,
    content,
  }: {
    readonly group: PowerGroup | undefined
    readonly devices: readonly PowerDeviceView[]
    readonly content: PlanContent | undefined
  },
): number | null => {
  if (!isInOutage(run) || group === undefined || content === undefined) return null
  const { inTrouble, runtimeSeconds } = groupState(group, devices)
  return inTrouble && runtimeSeconds !== null ? runtimeSeconds - content.reserveSeconds : null
}
