import { callOff } from '../decide/decide-called-off'
import { mayBeMoving, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'

/**
 * A step that a person skips. A move is called off first, and seen to end: left to itself it would hold its VM and its link, and take
 * the VM away later, unseen. Skipped again, it is left as it is (A6).
 */
export const skippedStep = (step: Step, who: string, nowMs: number): Step => {
  const why = say(RUN_SENTENCES.skipped, { who })
  return mayBeMoving(step) && step.calledOff === undefined
    ? callOff(step, { atMs: nowMs, endsAs: 'skipped', why })
    : { ...step, state: 'skipped', endedAtMs: nowMs, result: why }
}
