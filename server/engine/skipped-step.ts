import { callOff } from '../decide/decide-called-off'
import { mayBeCopying, type Step } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'

/** A step that a person skips. A copy of disks is cancelled first, and seen to end; skipped again, it is left as it is (A6). */
export const skippedStep = (step: Step, who: string, nowMs: number): Step => {
  const why = say(RUN_SENTENCES.skipped, { who })
  return mayBeCopying(step) && step.calledOff === undefined
    ? callOff(step, { atMs: nowMs, endsAs: 'skipped', why })
    : { ...step, state: 'skipped', endedAtMs: nowMs, result: why }
}
