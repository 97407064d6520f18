import type { RunId, StepId } from '../domain/ids'
import type { JournalDraft } from '../domain/journal'
import { isEnded, type Run, type RunWithSteps, type Step } from '../domain/run'
import type { Publisher } from './publisher'
import type { Recorder } from './recorder'

type Draft = Omit<JournalDraft, 'runId'>

/** The engine's runs: held in memory, on disk before anything is done because of them, and shown live. */
export class RunBook {
  readonly #runs = new Map<RunId, RunWithSteps>()
  readonly #recorder: Recorder
  readonly #publisher: Publisher

  constructor(recorder: Recorder, publisher: Publisher) {
    this.#recorder = recorder
    this.#publisher = publisher
  }

  /** Takes over what an earlier engine left. */
  adopt(runs: readonly RunWithSteps[]): void {
    for (const run of runs) {
      this.#runs.set(run.id, run)
      this.#publisher.put('run', run.id, run)
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
    await this.#persist(run, run.steps, drafts)
  }

  /** Changes the run itself and appends new steps. */
  async change(runId: RunId, patch: Partial<Run>, drafts: readonly Draft[], newSteps: readonly Step[] = []): Promise<void> {
    const run = this.#runs.get(runId)
    if (run === undefined) return
    const next = { ...run, ...patch, steps: [...run.steps, ...newSteps] }
    this.#runs.set(runId, next)
    await this.#persist(next, newSteps, drafts)
  }

  /** Changes steps. `patch` gets the step as it is now and the id of the first entry written for it, and gives the step as it shall be. */
  async changeSteps(
    runId: RunId,
    stepIds: readonly StepId[],
    patch: (step: Step, entryId: number) => Step,
    drafts: readonly Draft[],
  ): Promise<void> {
    const run = this.#runs.get(runId)
    if (run === undefined) return
    const ids = new Set(stepIds)
    const apply = (entryId: number): readonly Step[] => {
      const current = this.#runs.get(runId) ?? run
      const steps = current.steps.map((step) => (ids.has(step.id) ? patch(step, entryId) : step))
      this.#runs.set(runId, { ...current, steps })
      return steps.filter((step) => ids.has(step.id))
    }
    let applied = false
    await this.#recorder.record(
      drafts.map((draft) => ({ ...draft, runId })),
      async (tx, entryId) => {
        const changed = apply(entryId)
        applied = true
        await tx.runs.putSteps(changed)
      },
    )
    // The store did not answer: the change counts all the same, and is written later (K3).
    if (!applied) apply(0)
    this.#publish(runId)
  }

  /** Ended runs stay visible for a while, then leave memory and the live view; the record keeps them. */
  forget(runId: RunId): void {
    this.#runs.delete(runId)
    this.#publisher.remove('run', runId)
  }

  get ended(): readonly RunWithSteps[] {
    return [...this.#runs.values()].filter((run) => isEnded(run.phase))
  }

  async #persist(run: RunWithSteps, steps: readonly Step[], drafts: readonly Draft[]): Promise<void> {
    const { steps: _, ...row } = run
    await this.#recorder.record(
      drafts.map((draft) => ({ ...draft, runId: run.id })),
      async (tx) => {
        await tx.runs.put(row)
        if (steps.length > 0) await tx.runs.putSteps(steps)
      },
    )
    this.#publish(run.id)
  }

  #publish(runId: RunId): void {
    const run = this.#runs.get(runId)
    if (run !== undefined) this.#publisher.put('run', runId, run)
  }
}
