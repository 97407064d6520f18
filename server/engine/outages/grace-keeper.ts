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

/** What two forecasts one after the other ask for: one that misses time because of a single wrong answer shortens nobody's grace. */
interface Foreseen {
  readonly before: readonly ShorterGrace[]
  readonly now: readonly ShorterGrace[]
}

/** The milder of both, for those that both name. */
const confirmed = ({ before, now }: Foreseen): ReadonlyMap<StepId, ShorterGrace> => {
  const earlier = new Map(before.map((grace) => [grace.stepId, grace]))
  return new Map(
    now.flatMap((grace): [StepId, ShorterGrace][] => {
      const other = earlier.get(grace.stepId)
      if (other === undefined) return []
      return [[grace.stepId, other.limitSeconds > grace.limitSeconds ? other : grace]]
    }),
  )
}

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
  readonly #foreseen = new Map<PowerGroupId, Foreseen>()

  constructor(book: Pick<RunBook, 'get' | 'change'>, clock: Pick<Clock, 'now'>) {
    this.#book = book
    this.#clock = clock
  }

  foreseen(groupId: PowerGroupId, { graces = [] }: Pick<Forecast, 'graces'>): void {
    this.#foreseen.set(groupId, { before: this.#foreseen.get(groupId)?.now ?? [], now: graces })
  }

  forget(groupId: PowerGroupId): void {
    this.#foreseen.delete(groupId)
  }

  /** On mains no battery hurries anybody (P8), and a held run nobody (A6). */
  async consider(run: RunWithSteps, groupId: PowerGroupId, state: GroupState): Promise<void> {
    const foreseen = this.#foreseen.get(groupId)
    if (foreseen === undefined || !state.inTrouble || !isInOutage(run) || run.dryRun || run.heldSinceMs !== null) return
    await this.#shorten(run.id, confirmed(foreseen), evidenceOf(state))
  }

  async #shorten(runId: RunId, graces: ReadonlyMap<StepId, ShorterGrace>, evidence: Evidence): Promise<void> {
    const isShorter = (step: Step): boolean => isOpen(step) && (graces.get(step.id)?.limitSeconds ?? Infinity) < step.limitSeconds
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
