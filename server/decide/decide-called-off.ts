import type { VmFacts } from '../domain/inventory'
import { type CalledOff, mayBeCopying, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import { afterMove, type Arrival } from './after-move'
import { hasArrived, type StepSight, type StepTargets } from './decide-step'

/** A cancellation that is not seen to have helped is asked for again after so long. */
export const CANCEL_AGAIN_AFTER_MS = 5_000
/** A manager that is heard has so long to end a copy: then a person has to look (A3). Its silence is not counted (A9). */
export const CALL_OFF_WITHIN_MS = 5 * 60_000
/** A call whose answer was lost may begin late: its VM is watched for so long (A1). */
const LATE_CALL_MS = 15_000

/** How the manager's own task for the copy stands; `gone`: it knows it no longer. */
export type CopyTask = 'running' | 'succeeded' | 'failed' | 'gone'

export type CalledOffVerdict =
  /** `isVerified` false: it may still be at work, and a person has to look. */
  | {
      readonly do: 'end'
      readonly state: Exclude<Step['state'], 'pending' | 'running'>
      readonly result: string
      readonly isVerified: boolean
    }
  | { readonly do: 'cancel' }
  | { readonly do: 'wait' }

/** A running step that may be copying disks, called off; one that was called off before stays so, for the first reason. */
export const callOff = (step: Step, off: CalledOff): Step =>
  mayBeCopying(step) && step.calledOff === undefined ? { ...step, calledOff: off } : step

const wasCalled = ({ attempts }: Step): boolean => attempts.some(({ outcome }) => outcome !== 'failed' && outcome !== 'refused')

/** Its task has ended, or, where nobody can tell, nothing was seen of it for so long that it would have begun. */
const isOver = ({ attempts }: Step, task: CopyTask | null, nowMs: number): boolean => {
  const last = attempts.at(-1)
  if (task === 'failed' || last === undefined) return true
  const isKnown = task !== null || last.task === null
  return isKnown && nowMs - last.startedAtMs >= LATE_CALL_MS
}

/**
 * What to do next about a copy of disks that is called off: it is cancelled until it is seen to have ended (A4, A6). One that was
 * faster than its cancellation has moved its VM: the observation wins. Pure.
 */
export const decideCalledOff = (input: {
  readonly step: Step & { readonly calledOff: CalledOff }
  readonly sight: StepSight
  readonly targets: StepTargets
  /** Of its last call; null: there is none, or it could not be asked. */
  readonly task: CopyTask | null
  readonly arrival: Arrival | null
  /** For how long the manager has been heard since it was called off. */
  readonly heardMs: number
  /** Null: it was not told yet. */
  readonly cancelledAtMs: number | null
  readonly nowMs: number
}): CalledOffVerdict => {
  const { step, sight, targets, task, arrival, heardMs, cancelledAtMs, nowMs } = input
  const { endsAs, why } = step.calledOff
  if (!wasCalled(step)) return { do: 'end', state: endsAs, result: say(RUN_SENTENCES.copyNotBegun, { why }), isVerified: true }
  if (sight.kind !== 'vm') return { do: 'wait' }
  if (sight.vm === null) return { do: 'end', state: 'failed', result: RUN_SENTENCES.gone, isVerified: true }
  const { lockedBy, hostNativeId, power } = sight.vm
  const isAtWork = lockedBy !== null || task === 'running'
  if (hasArrived(sight.vm, targets)) return ofArrived(step, sight.vm, arrival)
  if (!isAtWork && hostNativeId === targets.targetHostNativeId)
    return { do: 'end', state: 'done', result: say(RUN_SENTENCES.copyWasFaster, { power }), isVerified: true }
  if (!isAtWork && isOver(step, task, nowMs))
    return { do: 'end', state: endsAs, result: say(RUN_SENTENCES.copyEnded, { why }), isVerified: true }
  if (heardMs >= CALL_OFF_WITHIN_MS) {
    const result = say(RUN_SENTENCES.copyNotEnded, { seconds: CALL_OFF_WITHIN_MS / 1000, why })
    return { do: 'end', state: 'failed', result, isVerified: false }
  }
  const isTold = cancelledAtMs !== null && nowMs - cancelledAtMs < CANCEL_AGAIN_AFTER_MS
  return isAtWork && !isTold ? { do: 'cancel' } : { do: 'wait' }
}

/** Nobody waits for its guest to answer: others wait for the VM. */
const ofArrived = (step: Step, vm: VmFacts, arrival: Arrival | null): CalledOffVerdict => {
  const verdict = afterMove(step, vm, { forMs: arrival?.forMs ?? 0, answers: null, asked: null })
  switch (verdict.do) {
    case 'done':
      return { do: 'end', state: 'done', result: verdict.result, isVerified: true }
    case 'fail':
      return { do: 'end', state: 'failed', result: verdict.why, isVerified: true }
    case 'wait':
      return verdict
  }
}
