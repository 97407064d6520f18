import { type DangerTrigger, isDangerTrigger, type Trigger } from '../domain/plan'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { DangerSign } from './danger-signs'
import type { GroupState } from './group-state'

const seconds = (value: number): string => `${Math.floor(value)} s`

/** Whether a sign is as strong as the trigger asks, with some degrees less for a heat that has been (P8). */
export const reaches = (trigger: DangerTrigger, sign: DangerSign, fewerCelsius = 0): boolean => {
  if (sign.kind !== trigger.kind) return false
  return trigger.kind !== 'temperature-at-least' || (sign.celsius ?? 0) >= trigger.celsius - fewerCelsius
}

const describe = (trigger: DangerTrigger, sign: DangerSign): string => {
  switch (trigger.kind) {
    case 'temperature-at-least':
      return say(RUN_SENTENCES.heat, {
        ups: sign.of,
        celsius: sign.celsius ?? 0,
        time: seconds(sign.seconds),
        least: trigger.celsius,
        leastTime: seconds(trigger.seconds),
      })
    case 'overload':
      return say(RUN_SENTENCES.overload, { ups: sign.of, time: seconds(sign.seconds), least: seconds(trigger.seconds) })
    case 'battery-fault':
      return say(RUN_SENTENCES.batteryFault, { ups: sign.of, time: seconds(sign.seconds), least: seconds(trigger.seconds) })
  }
}

/** P8: on mains as well. */
const dangerHolds = (trigger: DangerTrigger, { dangers }: GroupState): string | null => {
  const found = dangers.find((sign) => sign.seconds >= trigger.seconds && reaches(trigger, sign))
  return found === undefined ? null : describe(trigger, found)
}

/** Whether a trigger holds now, with the numbers that say so; null: it does not. A value nobody knows never holds. */
export const triggerHolds = (trigger: Trigger, group: GroupState): string | null => {
  if (isDangerTrigger(trigger)) return dangerHolds(trigger, group)
  if (!group.inTrouble) return null
  switch (trigger.kind) {
    case 'seconds-on-battery':
      return group.secondsOnBattery !== null && group.secondsOnBattery >= trigger.seconds
        ? say(RUN_SENTENCES.onBattery, { time: seconds(group.secondsOnBattery), least: seconds(trigger.seconds) })
        : null
    case 'runtime-at-most':
      return group.runtimeSeconds !== null && group.runtimeSeconds <= trigger.seconds
        ? say(RUN_SENTENCES.runtime, {
            time: seconds(group.runtimeSeconds),
            reason: group.runtimeReason,
            least: seconds(trigger.seconds),
          })
        : null
    case 'charge-at-most':
      return group.chargePercent !== null && group.chargePercent <= trigger.percent
        ? say(RUN_SENTENCES.charge, { percent: group.chargePercent, least: trigger.percent })
        : null
    case 'low-battery':
      return group.condition === 'low-battery' ? RUN_SENTENCES.lowBattery : null
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
