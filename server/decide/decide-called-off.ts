import type { VmFacts } from '../domain/inventory'
import { type CalledOff, mayBeMoving, type Step, wasCalled } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import { afterMove, type Arrival } from './after-move'
import { hasArrived, type StepSight, type StepTargets } from './decide-step'

/** A cancellation that is not seen to have helped is asked for again after so long. */
export const CANCEL_AGAIN_AFTER_MS = 5_000
/** Where its manager has said no: it may have been switching over, or another may have the right by now. */
export const CANCEL_REFUSED_AGAIN_AFTER_MS = 30_000
/** A manager that is heard has so long to end a move: then a person has to look (A3). Its silence is not counted (A9). */
export const CALL_OFF_WITHIN_MS = 5 * 60_000
/** A call whose answer was lost may begin late: its VM is watched for so long (A1). */
const LATE_CALL_MS = 15_000

/** A task that ended well, of a VM that is not on its target: some only queue the move (Proxmox VE's HA), and it may begin yet. */
const ARRIVAL_SHOWS_MS = 60_000

/** How the manager's own task for the move stands; `gone`: it knows it no longer. */
export type MoveTask = 'running' | 'succeeded' | 'failed' | 'gone'

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

/** A running step that may be moving its VM, called off; one that was called off before stays so, for the first reason. */
export const callOff = (step: Step, off: CalledOff): Step =>
  mayBeMoving(step) && step.calledOff === undefined ? { ...step, calledOff: off } : step

/** Its task has ended, or, where nobody can tell, nothing was seen of it for so long that it would have begun. */
const isOver = ({ attempts }: Step, task: MoveTask | null, nowMs: number): boolean => {
  const last = attempts.at(-1)
  if (task === 'failed' || last === undefined) return true
  const isKnown = task !== null || last.task === null
  return isKnown && nowMs - last.startedAtMs >= LATE_CALL_MS
}

const words = ({ storage }: Step) =>
  storage === undefined
    ? { notBegun: RUN_SENTENCES.moveNotBegun, ended: RUN_SENTENCES.moveEnded, notEnded: RUN_SENTENCES.moveNotEnded }
    : { notBegun: RUN_SENTENCES.copyNotBegun, ended: RUN_SENTENCES.copyEnded, notEnded: RUN_SENTENCES.copyNotEnded }

/** One that cannot be cancelled has what its own limit leaves it besides. */
const patienceMs = ({ calledOff, limitSeconds, attempts }: Step & { readonly calledOff: CalledOff }): number => {
  if (calledOff.awaited === undefined) return CALL_OFF_WITHIN_MS
  const beganAtMs = attempts.at(-1)?.startedAtMs ?? calledOff.atMs
  return Math.max(CALL_OFF_WITHIN_MS, beganAtMs + limitSeconds * 1000 - calledOff.atMs)
}

/**
 * What to do next about a move that is called off. What a person gives up is given up on the platform, too, for a move that goes on
 * unseen holds a link, a place and its VM's lock, and would change where the VM runs after the person was told that it would not:
 *
 * - an abort, Skip and the end of maintenance cancel it; what is ordered is "do not move it", and where it is left is safe: it runs
 *   on where it was. Skipped or aborted once more, it is left as it is, and nobody waits for it (A6);
 * - an outage cancels copies of disks, which may take hours, and the moves of a maintenance whose VM it has to end itself; a move
 *   home is cancelled when its home is in trouble again. Other moves end by themselves;
 * - a move that is switching over cannot be cancelled and is not forced to: it ends, and the observation wins (A4);
 * - where the platform cannot or will not cancel, that is said, and the end is awaited, within the step's own limit.
 *
 * The VM runs once, at its source or at its target; which is read, and never concluded from what a call returned (A1, A2). While that
 * cannot be read nothing is ended. Pure.
 */
export const decideCalledOff = (input: {
  readonly step: Step & { readonly calledOff: CalledOff }
  readonly sight: StepSight
  readonly targets: StepTargets
  /** Of its last call; null: there is none, or it could not be asked. */
  readonly task: MoveTask | null
  readonly arrival: Arrival | null
  /** For how long the manager has been heard since it was called off. */
  readonly heardMs: number
  /** Null: it was not told yet. */
  readonly cancelledAtMs: number | null
  readonly nowMs: number
}): CalledOffVerdict => {
  const { step, sight, targets, task, arrival, heardMs, cancelledAtMs, nowMs } = input
  const { endsAs, why, awaited } = step.calledOff
  const { notBegun, ended, notEnded } = words(step)
  if (!wasCalled(step)) return { do: 'end', state: endsAs, result: say(notBegun, { why }), isVerified: true }
  if (sight.kind !== 'vm') return { do: 'wait' }
  if (sight.vm === null) return { do: 'end', state: 'failed', result: RUN_SENTENCES.gone, isVerified: true }
  const { lockedBy, hostNativeId, power } = sight.vm
  const isAtWork = lockedBy !== null || task === 'running'
  const isThere = hostNativeId === targets.targetHostNativeId
  const isRead = !isAtWork && power !== 'unknown'
  if (hasArrived(sight.vm, targets)) return ofArrived(step, sight.vm, arrival)
  if (isRead && isThere)
    return { do: 'end', state: 'done', result: say(RUN_SENTENCES.copyWasFaster, { power }), isVerified: true }
  const mayBeThere = task === 'succeeded' && heardMs < ARRIVAL_SHOWS_MS
  if (isRead && !mayBeThere && isOver(step, task, nowMs))
    return { do: 'end', state: endsAs, result: say(ended, { why, power }), isVerified: true }
  const patience = patienceMs(step)
  if (heardMs >= patience) {
    const result = say(notEnded, { seconds: Math.round(patience / 1000), why })
    return { do: 'end', state: 'failed', result, isVerified: false }
  }
  const againAfterMs = awaited === undefined ? CANCEL_AGAIN_AFTER_MS : CANCEL_REFUSED_AGAIN_AFTER_MS
  const isTold = cancelledAtMs !== null && nowMs - cancelledAtMs < againAfterMs
  // Not every platform shows from the first moment that it is at work: one that cannot be asked is told once all the same.
  const mayBeAtWork = isAtWork || (cancelledAtMs === null && (task === null || task === 'gone'))
  return mayBeAtWork && !isTold ? { do: 'cancel' } : { do: 'wait' }
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
