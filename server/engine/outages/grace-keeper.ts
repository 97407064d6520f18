import type { GroupState } from '../../decide/group-state'
import type { Forecast, ShorterGrace } from '../../domain/forecast'
import type { PowerGroupId, RunId, StepId } from '../../domain/ids'
import { isInOutage, isOpen, type RunWithSteps, type Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { say } from '../../domain/sentence'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'
import { type StepEntry, stepEntry } from '../steps/step-entry'
import { type Evidence, evidenceOf } from './run-entry'

/**
 * Time is missing for so long, in every forecast, before anybody's grace is shortened: cards renew what they tell each 5 to 30 s, and one
 * wrong answer makes several forecasts.
 */
const CONFIRMED_AFTER_MS = 30_000

/** A grace that every forecast since then has named, and the mildest that one of them asked for. */
interface Named {
  readonly sinceMs: number
  readonly mildest: ShorterGrace
}

const milder = (one: ShorterGrace, other: ShorterGrace): ShorterGrace => (one.limitSeconds > other.limitSeconds ? one : other)

const shortenedEntry = (step: Step, grace: ShorterGrace, evidence: Evidence, atMs: number): StepEntry => {
  const { limitSeconds, bySeconds, missingSeconds, lastEndSeconds } = grace
  const numbers = { missing: missingSeconds, end: lastEndSeconds, from: step.limitSeconds, to: limitSeconds }
  const why = say(RUN_SENTENCES.graceShortened, numbers)
  const entry = stepEntry(step, atMs, { kind: 'step.grace-shortened', message: `${step.object.name}: ${why}`, reason: why })
  return { ...entry, data: { ...evidence, stepId: step.id, seq: step.seq, ...numbers, gained: bySeconds } }
}

/** Shortens the grace of those guests of a run whose end keeps it from ending before the reserve, as the forecast says (D3). */
export class GraceKeeper {
  readonly #book: Pick<RunBook, 'get' | 'change'>
  readonly #clock: Pick<Clock, 'now'>
  readonly #foreseen = new Map<PowerGroupId, ReadonlyMap<StepId, Named>>()

  constructor(book: Pick<RunBook, 'get' | 'change'>, clock: Pick<Clock, 'now'>) {
    this.#book = book
    this.#clock = clock
  }

  foreseen(groupId: PowerGroupId, { graces = [] }: Pick<Forecast, 'graces'>): void {
    const before = this.#foreseen.get(groupId)
    const nowMs = this.#clock.now()
    this.#foreseen.set(
      groupId,
      new Map(
        graces.map((grace): [StepId, Named] => {
          const { sinceMs, mildest } = before?.get(grace.stepId) ?? { sinceMs: nowMs, mildest: grace }
          return [grace.stepId, { sinceMs, mildest: milder(grace, mildest) }]
        }),
      ),
    )
  }

  forget(groupId: PowerGroupId): void {
    this.#foreseen.delete(groupId)
  }

  /** On mains no battery hurries anybody (P8), and a held run nobody (A6). */
  async consider(run: RunWithSteps, groupId: PowerGroupId, state: GroupState): Promise<void> {
    const foreseen = this.#foreseen.get(groupId)
    if (foreseen === undefined || !state.inTrouble || !isInOutage(run) || run.dryRun || run.heldSinceMs !== null) return
    const confirmed = [...foreseen].filter(([, { sinceMs }]) => this.#clock.now() - sinceMs >= CONFIRMED_AFTER_MS)
    await this.#shorten(run.id, new Map(confirmed.map(([id, { mildest }]) => [id, mildest])), evidenceOf(state))
  }

  async #shorten(runId: RunId, graces: ReadonlyMap<StepId, ShorterGrace>, evidence: Evidence): Promise<void> {
    const isShorter = (step: Step): boolean =>
      isOpen(step) && step.attempts.length === 0 && (graces.get(step.id)?.limitSeconds ?? Infinity) < step.limitSeconds
    const steps = (this.#book.get(runId)?.steps ?? []).filter(isShorter)
    if (steps.length === 0) return
    const atMs = this.#clock.now()
    await this.#book.change(
      runId,
      {
        stepIds: steps.map(({ id }) => id),
        patchStep: (step) => (isShorter(step) ? { ...step, limitSeconds: graces.get(step.id)?.limitSeconds ?? 0 } : step),
      },
      steps.flatMap((step) => {
        const grace = graces.get(step.id)
        return grace === undefined ? [] : [shortenedEntry(step, grace, evidence, atMs)]
      }),
    )
  }
}
