import { Worker } from 'node:worker_threads'
import type { Assignment, PlacementProblem } from '../domain/placement-problem'
import { assignmentSchema } from '../domain/plan-file/problems'

/** Longer nobody waits for a proof: the sheet is shown without. */
const DEADLINE_MS = 1_500
/** After one that took too long: the next would, too, as long as the site is the same. */
const REST_MS = 30_000
/** So long it stands by between two looks at a sheet. */
const IDLE_MS = 60_000
const MOST_KEPT = 16
const MOST_MEMORY_MB = 256

interface ProverParts {
  /** The worker's program, built. */
  readonly file: string
  readonly now: () => number
  readonly deadlineMs?: number
}

/**
 * Proves small placements in a thread of its own, one at a time, so that nobody waits for a solver that blocks. Null: another one is
 * being proven, it took too long, or the solver failed; then the heuristic's word stands.
 */
export class PlacementProver {
  readonly #parts: ProverParts
  /** What was proven of late, by problem, the oldest first. */
  readonly #known = new Map<string, Assignment | null>()
  #worker: Worker | null = null
  #isBusy = false
  #notBeforeMs = Number.NEGATIVE_INFINITY
  #idle: NodeJS.Timeout | null = null

  constructor(parts: ProverParts) {
    this.#parts = parts
  }

  async prove(problem: PlacementProblem): Promise<Assignment | null> {
    const key = JSON.stringify(problem)
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#isBusy || this.#parts.now() < this.#notBeforeMs) return null
    this.#isBusy = true
    if (this.#idle !== null) clearTimeout(this.#idle)
    try {
      const assignment = await this.#ask(problem)
      this.#keep(key, assignment)
      return assignment
    } catch {
      this.#notBeforeMs = this.#parts.now() + REST_MS
      // It may take a second to end; nobody waits for that.
      void this.stop()
      return null
    } finally {
      this.#isBusy = false
      this.#idle = setTimeout(() => void this.stop(), IDLE_MS).unref()
    }
  }

  async stop(): Promise<void> {
    const worker = this.#worker
    this.#worker = null
    if (this.#idle !== null) clearTimeout(this.#idle)
    await worker?.terminate()
  }

  /** Throws where it takes too long, or fails. */
  #ask(problem: PlacementProblem): Promise<Assignment | null> {
    const worker = (this.#worker ??= this.#begun())
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(late)
        worker.off('error', failed).off('exit', ended).off('message', answered)
        settle()
      }
      const fail = (why: string) => (): void => end(() => reject(new Error(why)))
      const failed = fail('the solver failed')
      const ended = fail('the solver ended')
      const answered = (answer: unknown): void => {
        const parsed = assignmentSchema.nullable().safeParse(answer)
        end(() => (parsed.success ? resolve(parsed.data) : reject(parsed.error)))
      }
      const late = setTimeout(fail('it takes too long'), this.#parts.deadlineMs ?? DEADLINE_MS)
      worker.on('error', failed).on('exit', ended).on('message', answered)
      worker.postMessage(problem)
    })
  }

  #begun(): Worker {
    const worker = new Worker(this.#parts.file, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } })
    worker.unref()
    // What fails between two questions shows with the next one, which is not answered then.
    worker.on('error', () => undefined)
    return worker
  }

  #keep(key: string, assignment: Assignment | null): void {
    this.#known.set(key, assignment)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MOST_KEPT && oldest !== undefined) this.#known.delete(oldest)
  }
}
