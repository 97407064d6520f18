import type { Trigger } from '../domain/plan'
import type { GroupState } from './group-state'

const seconds = (value: number): string => `${Math.floor(value)} s`

/** Whether a trigger holds now, with the numbers that say so; null: it does not. A value nobody knows never holds. */
export const triggerHolds = (trigger: Trigger, group: GroupState): string | null => {
  if (!group.inTrouble) return null
  switch (trigger.kind) {
    case 'seconds-on-battery':
      return group.secondsOnBattery !== null && group.secondsOnBattery >= trigger.seconds
        ? `on battery ${seconds(group.secondsOnBattery)}, trigger ${seconds(trigger.seconds)}`
        : null
    case 'runtime-at-most':
      return group.runtimeSeconds !== null && group.runtimeSeconds <= trigger.seconds
        ? `runtime ${seconds(group.runtimeSeconds)} (${group.runtimeReason}), trigger ${seconds(trigger.seconds)}`
        : null
    case 'charge-at-most':
      return group.chargePercent !== null && group.chargePercent <= trigger.percent
        ? `charge ${group.chargePercent} %, trigger ${trigger.percent} %`
        : null
    case 'low-battery':
      return group.condition === 'low-battery' ? 'low battery, confirmed by a second poll' : null
    case 'manual':
      return null
  }
}

export const firstHolding = (triggers: readonly Trigger[], group: GroupState): string | null => {
  for (const trigger of triggers) {
    const why = triggerHolds(trigger, group)
    if (why !== null) return why
  }
  return null
}
