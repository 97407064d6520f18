import type { StepSight } from '../../decide/decide-step'
import { whyHeld } from '../../decide/decide-safeguard'
import type { StepId } from '../../domain/ids'
import type { Step } from '../../domain/run'

interface Work {
  readonly attempts: number
  readonly atMs: number
  readonly workedMs: number
}

/**
 * For how long steps were really worked at since their first call: between two looks that were answered, with nothing that kept them
 * back. An engine that begins anew counts anew: on the way up nothing is lost by that (R1, A9).
 */
export class Patience {
  readonly #work = new Map<StepId, Work>()
  readonly #freeSinceMs = new Map<StepId, number>()
  readonly #silentSinceMs = new Map<StepId, number>()

  workedMs(step: Step, sight: StepSight, nowMs: number): number {
    const waits = sight.kind === 'silent' || (sight.kind === 'safeguard' && whyHeld(step, sight) !== null)
    const before = this.#work.get(step.id)
    const isFirst = before === undefined || (before.attempts === 0 && step.attempts.length > 0)
    const workedMs = isFirst ? 0 : before.workedMs + (waits ? 0 : Math.max(0, nowMs - before.atMs))
    this.#work.set(step.id, { attempts: step.attempts.length, atMs: nowMs, workedMs })
    return workedMs
  }

  /**
   * Since when nothing but its manager has kept a step's first call back. An engine that begins anew counts anew: nobody was asked for
   * anything yet, and what is asked first is not to be forced for want of time (D3).
   */
  freeSinceMs({ id }: Step, isWaiting: boolean, nowMs: number): number {
    const sinceMs = isWaiting ? nowMs : (this.#freeSinceMs.get(id) ?? nowMs)
    this.#freeSinceMs.set(id, sinceMs)
    return sinceMs
  }

  /** For how long this engine has met nothing but silence about a step's object; the time in which none was there is nobody's. */
  silentMs(step: Step, sight: StepSight, nowMs: number): number {
    const sinceMs = sight.kind === 'silent' ? (this.#silentSinceMs.get(step.id) ?? nowMs) : null
    if (sinceMs === null) this.#silentSinceMs.delete(step.id)
    else this.#silentSinceMs.set(step.id, sinceMs)
    return sinceMs === null ? 0 : nowMs - sinceMs
  }

  end(stepId: StepId): void {
    this.#work.delete(stepId)
    this.#freeSinceMs.delete(stepId)
    this.#silentSinceMs.delete(stepId)
  }
}
