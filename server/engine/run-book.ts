import type { RunId, StepId } from '../domain/ids'
import type { JournalDraft } from '../domain/journal'
import { isEnded, type Run, type RunWithSteps, type Step, type StepAttempt, withoutRecords } from '../domain/run'
import type { StoreWrites } from '../store/store'
import { FailingRuns } from './failing-runs'
import type { Publisher } from './publisher'
import type { Recorder } from './recorder'
import { RejectedPlans } from './rejected/rejected-plans'
import { StepProgress } from './step-progress'

type Draft = Omit<JournalDraft, 'runId'>

/** The engine's runs: held in memory, on disk before anything is done because of them, and shown live. */
export class RunBook {
  readonly #runs = new Map<RunId, RunWithSteps>()
  readonly #progress = new StepProgress()
  /** What of runs, or of what was to become one, the independent checkers reject. */
  readonly rejected: RejectedPlans
  readonly failing: FailingRuns
  readonly #recorder: Recorder
  readonly #publisher: Publisher

  constructor(recorder: Recorder, publisher: Publisher) {
    this.#recorder = recorder
    this.rejected = new RejectedPlans(recorder)
    this.failing = new FailingRuns(recorder)
    this.#publisher = publisher
  }

  /** Takes over what an earlier engine left. */
  adopt(runs: readonly RunWithSteps[]): void {
    for (const run of runs) {
      this.#runs.set(run.id, run)
      this.#publisher.put('run', run.id, withoutRecords(run))
    }
  }

  get active(): readonly RunWithSteps[] {
    return [...this.#runs.values()].filter((run) => !isEnded(run.phase))
  }

  get(id: RunId): RunWithSteps | null {
    return this.#runs.get(id) ?? null
  }

  step(runId: RunId, stepId: StepId): Step | null {
    return this.#runs.get(runId)?.steps.find((step) => step.id === stepId) ?? null
  }

  async add(run: RunWithSteps, drafts: readonly Draft[]): Promise<void> {
    this.#runs.set(run.id, run)
    await this.#persist(run.id, new Set(run.steps.map((step) => step.id)), drafts)
  }

  /**
   * Changes a run, steps of it, or both, as one: in memory at once, then in one transaction with its entries.
   * A run that has ended stays as it is. Returns whether anything was changed.
   */
  async change(
    runId: RunId,
    what: {
      readonly run?: Partial<Run>
      readonly stepIds?: Iterable<StepId>
      readonly patchStep?: (step: Step) => Step
      readonly newSteps?: readonly Step[]
      /** Written with it. */
      readonly also?: ((tx: StoreWrites) => Promise<void>) | undefined
    },
    drafts: readonly Draft[],
  ): Promise<boolean> {
    const run = this.#runs.get(runId)
    if (run === undefined || isEnded(run.phase)) return false
    const ids = new Set(what.stepIds ?? [])
    const { patchStep = (step: Step) => step, newSteps = [] } = what
    const steps = run.steps.map((step) => (ids.has(step.id) ? patchStep(step) : step))
    this.#runs.set(runId, { ...run, ...what.run, steps: [...steps, ...newSteps] })
    for (const step of newSteps) ids.add(step.id)
    await this.#persist(runId, ids, drafts, what.also)
    return true
  }

  /** How far a step's call has come, percent; null: not told (any more). People see it with the next `showProgress`. */
  noteProgress(runId: RunId, stepId: StepId, percent: number | null): void {
    this.#progress.note(runId, stepId, percent)
  }

  /** Shows what progress was noted: called now and then, for a run of thousands of steps is shown as a whole. */
  showProgress(): void {
    for (const runId of this.#progress.takeChanged()) this.#publish(runId)
  }

  /** Ended runs stay visible for a while, then leave memory and the live view; the record keeps them. */
  forget(runId: RunId): void {
    this.#runs.delete(runId)
    this.#progress.forget(runId)
    this.failing.forget(runId)
    this.#publisher.remove('run', runId)
  }

  get ended(): readonly RunWithSteps[] {
    return [...this.#runs.values()].filter((run) => isEnded(run.phase))
  }

  /** What is written is the state at the moment of writing, so that a change that waited for the store undoes no later one (K3). */
  async #persist(
    runId: RunId,
    stepIds: ReadonlySet<StepId>,
    drafts: readonly Draft[],
    also?: (tx: StoreWrites) => Promise<void>,
  ): Promise<void> {
    this.#publish(runId)
    await this.#recorder.record(
      drafts.map((draft) => ({ ...draft, runId })),
      async (tx, entryId) => {
        await also?.(tx)
        this.#nameIntent(runId, stepIds, entryId)
        const now = this.#runs.get(runId)
        if (now === undefined) return
        const { steps, ...row } = now
        await tx.runs.put(row)
        const changed = steps.filter((step) => stepIds.has(step.id))
        if (changed.length > 0) await tx.runs.putSteps(changed)
      },
    )
    this.#publish(runId)
  }

  /** An attempt begun with this write points at its intent's entry. */
  #nameIntent(runId: RunId, stepIds: ReadonlySet<StepId>, entryId: number): void {
    const run = this.#runs.get(runId)
    if (run === undefined || entryId === 0) return
    const named = (attempt: StepAttempt): StepAttempt =>
      attempt.intentEntryId === 0 ? { ...attempt, intentEntryId: entryId } : attempt
    const steps = run.steps.map((step) => (stepIds.has(step.id) ? { ...step, attempts: step.attempts.map(named) } : step))
    this.#runs.set(runId, { ...run, steps })
  }

  #publish(runId: RunId): void {
    const run = this.#runs.get(runId)
    if (run !== undefined) this.#publisher.put('run', runId, this.#progress.shownIn(withoutRecords(run)))
  }
}
