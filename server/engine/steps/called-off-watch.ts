import type { Arrival } from '../../decide/after-move'
import { type CalledOffVerdict, decideCalledOff, type MoveTask } from '../../decide/decide-called-off'
import type { StepSight } from '../../decide/decide-step'
import type { StepId } from '../../domain/ids'
import type { CalledOff, Step } from '../../domain/run'
import type { StepTargets } from './step-target'

/** A look that comes later than so after the one before says nothing of the time between. */
const LONGEST_BETWEEN_LOOKS_MS = 30_000

interface Ending {
  heardMs: number
  lookedAtMs: number
  cancelledAtMs: number | null
  refusals: number
}

/** Called off: what was decided of it is said together with it. */
export type CalledOffStep = Step & { readonly calledOff: CalledOff }

export const isCalledOff = (step: Step): step is CalledOffStep => step.calledOff !== undefined

/** Follows moves that are called off. An engine that begins anew cancels and counts anew: neither does harm (A2). */
export class CalledOffWatch {
  readonly #endings = new Map<StepId, Ending>()

  look(
    step: CalledOffStep,
    seen: {
      readonly sight: StepSight
      readonly task: MoveTask | null
      readonly targets: StepTargets
      readonly arrival: Arrival | null
    },
    nowMs: number,
  ): CalledOffVerdict {
    const ending = this.#endings.get(step.id) ?? { heardMs: 0, lookedAtMs: nowMs, cancelledAtMs: null, refusals: 0 }
    this.#endings.set(step.id, ending)
    if (seen.sight.kind !== 'silent') ending.heardMs += Math.min(nowMs - ending.lookedAtMs, LONGEST_BETWEEN_LOOKS_MS)
    ending.lookedAtMs = nowMs
    const { heardMs, cancelledAtMs } = ending
    const verdict = decideCalledOff({ step, ...seen, heardMs, cancelledAtMs, nowMs })
    if (verdict.do === 'cancel') ending.cancelledAtMs = nowMs
    return verdict
  }

  /**
   * Its cancellation was refused. Whether that is news: a first refusal may be of a move that had just ended, and none after the
   * second says more.
   */
  isRefusalNews(stepId: StepId): boolean {
    const ending = this.#endings.get(stepId)
    if (ending === undefined) return false
    ending.refusals += 1
    return ending.refusals === 2
  }

  end(stepId: StepId): void {
    this.#endings.delete(stepId)
  }
}
