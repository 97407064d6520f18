import type { Duration } from '../domain/duration'
import type { Step } from '../domain/run'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import { type Draw, durationAt, slownessOf } from './drawn-durations'
import type { DurationBook } from './durations'

/** How a step goes: how long it holds its slot, and whether its object is gone from the load afterwards. */
export interface StepOutcome {
  readonly seconds: number
  readonly ends: boolean
}

/** What is expected, everything slow, or each as drawn. */
export type Quantile = 'expected' | 'worst' | Draw

const pick = (duration: Duration, quantile: Quantile, objectId: string): number => {
  if (quantile === 'expected') return duration.p50Seconds
  return quantile === 'worst' ? duration.p95Seconds : durationAt(duration, slownessOf(quantile, objectId))
}

/** The action within its limit; else the limit and then the fallback, which has the same limit. */
export const outcomeOfVmStep = (
  step: Pick<Step, 'action' | 'limitSeconds' | 'fallback'>,
  vm: VirtualMachine,
  manager: ManagerView | undefined,
  book: DurationBook,
  quantile: Quantile,
): StepOutcome => {
  const sharing = manager?.capabilities.migrationsPerHost ?? 1
  const seconds = pick(book.vm(step.action, vm, sharing), quantile, vm.id)
  if (seconds <= step.limitSeconds) return { seconds, ends: true }
  if (step.fallback === 'leave' || step.fallback === step.action) return { seconds: step.limitSeconds, ends: false }
  const more = pick(book.vm(step.fallback, vm, sharing), quantile, vm.id)
  return more <= step.limitSeconds
    ? { seconds: step.limitSeconds + more, ends: true }
    : { seconds: step.limitSeconds * 2, ends: false }
}

export const outcomeOfHostStep = (step: Step, host: Host, book: DurationBook, quantile: Quantile): StepOutcome => {
  const seconds = pick(book.host(step.action, host), quantile, host.id)
  return seconds <= step.limitSeconds ? { seconds, ends: true } : { seconds: step.limitSeconds, ends: false }
}
