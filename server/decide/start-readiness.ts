import type { VmFacts } from '../domain/inventory'
import { isOpen, isUnsettled, LONGEST_WAIT_FOR_ANSWER_MS, type RunWithSteps, type StartAnswer, type Step } from '../domain/run'
import { isWaitedFor } from '../domain/start-group'

/** Where nobody can ask a guest, it gets so long after it was seen running. */
export const UNASKED_MS = 60_000

/** What is known of a guest that was started. */
export interface GuestSight {
  /** Of the probe that a person chose: in words, and whether it has answered since. Null: none is chosen. */
  readonly probe: { readonly asked: string; readonly hasAnswered: boolean } | null
  /** As read since it was started; null: not read since. */
  readonly guestTools: VmFacts['guestTools'] | null
}

/** Started VMs whose guests are asked: others wait for them, or need them to work at all (R3). */
export const askedAfterStart = (run: Pick<RunWithSteps, 'steps'>, nowMs: number): readonly Step[] => {
  const waitedFor = new Set(run.steps.flatMap((step) => (isOpen(step) ? step.after : [])))
  return run.steps.filter(
    (step) =>
      step.action === 'start' &&
      step.wave !== undefined &&
      step.state === 'done' &&
      step.answer === undefined &&
      (isWaitedFor(step.wave.group) || waitedFor.has(step.id)) &&
      nowMs - (step.endedAtMs ?? 0) < LONGEST_WAIT_FOR_ANSWER_MS + UNASKED_MS,
  )
}

/** Whether it is there, as its probe says, else its guest tools, else the time; null: not yet. Pure. */
export const answerOf = (step: Step, { probe, guestTools }: GuestSight, nowMs: number): StartAnswer | null => {
  const sinceMs = nowMs - (step.endedAtMs ?? nowMs)
  const hasTools = step.before.guestTools === 'running' && guestTools !== 'unknown'
  const asked = probe?.asked ?? (hasTools ? 'guest-tools' : null)
  if (asked === null) return sinceMs >= UNASKED_MS ? { isThere: true, asked } : null
  if (probe === null ? guestTools === 'running' : probe.hasAnswered) return { isThere: true, asked }
  return isUnsettled(step, nowMs) ? null : { isThere: false, asked }
}
