import { formatDuration } from '@/components/format/duration'
import type { Messages } from '@/components/messages/messages'
import type { Trigger, TriggerKind } from '@/server/domain/plan'

const timeWords = (seconds: number): string => (seconds < 60 ? `${seconds} s` : formatDuration(seconds))

export const triggerWords = (trigger: Trigger, m: Messages, percent: (value: number) => string): string => {
  const words = m.plans.triggerWords
  switch (trigger.kind) {
    case 'seconds-on-battery':
      return words.onBattery(timeWords(trigger.seconds))
    case 'runtime-at-most':
      return words.runtime(formatDuration(trigger.seconds))
    case 'charge-at-most':
      return words.charge(percent(trigger.percent))
    case 'low-battery':
      return words.low
    case 'temperature-at-least':
      return words.heat(`${trigger.celsius} °C`, timeWords(trigger.seconds))
    case 'overload':
      return words.overload(timeWords(trigger.seconds))
    case 'battery-fault':
      return words.batteryFault(timeWords(trigger.seconds))
    case 'manual':
      return words.manual
  }
}

export const TRIGGER_KINDS = [
  'seconds-on-battery',
  'runtime-at-most',
  'charge-at-most',
  'low-battery',
  'temperature-at-least',
  'overload',
  'battery-fault',
  'manual',
] as const satisfies readonly TriggerKind[]

/** A trigger of another kind, with a value to start from. */
export const triggerOf = (kind: TriggerKind): Trigger => {
  switch (kind) {
    case 'seconds-on-battery':
      return { kind, seconds: 60 }
    case 'runtime-at-most':
      return { kind, seconds: 600 }
    case 'charge-at-most':
      return { kind, percent: 50 }
    case 'temperature-at-least':
      return { kind, celsius: 40, seconds: 60 }
    case 'overload':
      return { kind, seconds: 30 }
    case 'battery-fault':
      return { kind, seconds: 60 }
    case 'low-battery':
    case 'manual':
      return { kind }
  }
}
