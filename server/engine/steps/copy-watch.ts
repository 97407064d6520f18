import { type CalledOffVerdict, type CopyTask, decideCalledOff } from '../../decide/decide-called-off'
import type { Arrival } from '../../decide/after-move'
import type { StepSight } from '../../decide/decide-step'
import type { StepId } from '../../domain/ids'
import { type CalledOff, mayBeCopying, type RunWithSteps, type Step } from '../../domain/run'
import type { StepTargets } from './step-target'

/** A look that comes later than so after the one before says nothing of the time between. */
const LONGEST_BETWEEN_LOOKS_MS = 30_000

interface Ending {
  heardMs: number
  lookedAtMs: number
  cancelledAtMs: number | null
}

/** Called off: what was decided of it is said together with it. */
export type CalledOffStep = Step & { readonly calledOff: CalledOff }

export const isCalledOff = (step: Step): step is CalledOffStep => step.calledOff !== undefined

/** Follows copies of disks that are called off. An engine that begins anew cancels and counts anew: neither does harm (A2). */
export class CopyWatch {
  readonly #endings = new Map<StepId, Ending>()

  look(
    step: CalledOffStep,
    seen: {
      readonly sight: StepSight
      readonly task: CopyTask | null
      readonly targets: StepTargets
      readonly arrival: Arrival | null
    },
    nowMs: number,
  ): CalledOffVerdict {
    const ending = this.#endings.get(step.id) ?? { heardMs: 0, lookedAtMs: nowMs, cancelledAtMs: null }
    this.#endings.set(step.id, ending)
    if (seen.sight.kind !== 'silent') ending.heardMs += Math.min(nowMs - ending.lookedAtMs, LONGEST_BETWEEN_LOOKS_MS)
    ending.lookedAtMs = nowMs
    const { heardMs, cancelledAtMs } = ending
    const verdict = decideCalledOff({ step, ...seen, heardMs, cancelledAtMs, nowMs })
    if (verdict.do === 'cancel') ending.cancelledAtMs = nowMs
    return verdict
  }

  end(stepId: StepId): void {
    this.#endings.delete(stepId)
  }
}

/**
 * The copy of another step that a step waits for, in words: a VM whose disks are copied is locked, and neither end of the copy is
 * switched off under it (A5). Null: none.
 */
export const copyInTheWay = ({ id, object, action }: Step, active: readonly RunWithSteps[]): string | null => {
  const isInTheWay = (other: Step): boolean =>
    other.id !== id &&
    mayBeCopying(other) &&
    (object.kind === 'vm'
      ? other.object.id === object.id
      : action === 'shutdown-host' && (other.before.hostId === object.id || other.targetHostId === object.id))
  const copying = active.flatMap(({ steps }) => steps).find(isInTheWay)
  return copying === undefined ? null : `the disks of ${copying.object.name} are still being copied`
}
