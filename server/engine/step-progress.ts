import type { RunId, StepId } from '../domain/ids'
import type { RunWithSteps } from '../domain/run'

/** How far the calls of running steps have come: for people to see, never part of the record nor of a decision. */
export class StepProgress {
  readonly #percents = new Map<RunId, Map<StepId, number>>()
  readonly #changed = new Set<RunId>()

  /** `percent`: as a manager told it; null, or no number: it does not tell (any more). */
  note(runId: RunId, stepId: StepId, percent: number | null): void {
    const ofRun = this.#percents.get(runId) ?? new Map<StepId, number>()
    const whole = percent === null || !Number.isFinite(percent) ? undefined : Math.floor(Math.min(100, Math.max(0, percent)))
    if (ofRun.get(stepId) === whole) return
    if (whole === undefined) ofRun.delete(stepId)
    else ofRun.set(stepId, whole)
    this.#percents.set(runId, ofRun)
    this.#changed.add(runId)
  }

  /** The runs of which something changed since it was last asked. */
  takeChanged(): readonly RunId[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  forget(runId: RunId): void {
    this.#percents.delete(runId)
    this.#changed.delete(runId)
  }

  /** The run as it is shown. A step that does not run (any more) has no progress. */
  shownIn(run: RunWithSteps): RunWithSteps {
    const ofRun = this.#percents.get(run.id)
    if (ofRun === undefined || ofRun.size === 0) return run
    const steps = run.steps.map((step) => {
      const progressPercent = step.state === 'running' ? ofRun.get(step.id) : undefined
      return progressPercent === undefined ? step : { ...step, progressPercent }
    })
    return { ...run, steps }
  }
}
