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

const shortened = (step: Step, limitSeconds: number): Step => ({
  ...step,
  limitSeconds,
  plannedLimitSeconds: step.plannedLimitSeconds ?? step.limitSeconds,
})

const shortenedEntry = (step: Step, grace: ShorterGrace, evidence: Evidence, atMs: number): StepEntry => {
  const { limitSeconds, bySeconds, missingSeconds, lastEndSeconds } = grace
  const numbers = { missing: missingSeconds, end: lastEndSeconds, from: step.limitSeconds, to: limitSeconds }
  const why = say(RUN_SENTENCES.graceShortened, numbers)
  const entry = stepEntry(step, atMs, { kind: 'step.grace-shortened', message: `${step.object.name}: ${why}`, reason: why })
  return { ...entry, data: { ...evidence, stepId: step.id, seq: step.seq, ...numbers, gained: bySeconds } }
}

/** What a forecast leaves above the reserve, less than which no grace is given back: what is taken again is no gift. */
const SPARE_SECONDS = 30

/** Time that every forecast since then has left, and the least that one of them did. */
interface Spare {
  readonly sinceMs: number
  readonly leastSeconds: number
}

/** By step, its grace as far as the time that is left gives it back; what ends last counts most. Never more than the plan's. */
const returnedGraces = (steps: readonly Step[], spareSeconds: number): ReadonlyMap<StepId, number> => {
  const limits = new Map<StepId, number>()
  let left = Math.floor(spareSeconds - SPARE_SECONDS)
  for (const { id, limitSeconds, plannedLimitSeconds = limitSeconds } of steps.toSorted((one, other) => other.seq - one.seq)) {
    // Were they all to wait for each other, the whole would not end later than what is left allows.
    const more = Math.min(left, plannedLimitSeconds - limitSeconds)
    if (more <= 0) continue
    left -= more
    limits.set(id, limitSeconds + more)
  }
  return limits
}

const returnedEntry = (step: Step, to: number, leftSeconds: number, evidence: Evidence, atMs: number): StepEntry => {
  const numbers = { left: Math.floor(leftSeconds), from: step.limitSeconds, to }
  const why = say(RUN_SENTENCES.graceReturned, numbers)
  const entry = stepEntry(step, atMs, { kind: 'step.grace-returned', message: `${step.object.name}: ${why}`, reason: why })
  return { ...entry, data: { ...evidence, stepId: step.id, seq: step.seq, ...numbers } }
}

/** Shortens the grace of those guests of a run whose end keeps it from ending before the reserve, as the forecast says, and gives it back as time returns (D3). */
export class GraceKeeper {
  readonly #book: Pick<RunBook, 'get' | 'change'>
  readonly #clock: Pick<Clock, 'now'>
  readonly #foreseen = new Map<PowerGroupId, ReadonlyMap<StepId, Named>>()
  readonly #spare = new Map<PowerGroupId, Spare>()

  constructor(book: Pick<RunBook, 'get' | 'change'>, clock: Pick<Clock, 'now'>) {
    this.#book = book
    this.#clock = clock
  }

  foreseen(groupId: PowerGroupId, { graces = [], marginSeconds }: Pick<Forecast, 'graces' | 'marginSeconds'>): void {
    const before = this.#foreseen.get(groupId)
    const nowMs = this.#clock.now()
    const spare = this.#spare.get(groupId)
    if (marginSeconds === null || marginSeconds <= SPARE_SECONDS) this.#spare.delete(groupId)
    else
      this.#spare.set(groupId, {
        sinceMs: spare?.sinceMs ?? nowMs,
        leastSeconds: Math.min(marginSeconds, spare?.leastSeconds ?? Infinity),
      })
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
    this.#spare.delete(groupId)
  }

  /** On mains no battery hurries anybody (P8), and a held run nobody (A6). */
  async consider(run: RunWithSteps, groupId: PowerGroupId, state: GroupState): Promise<void> {
    const foreseen = this.#foreseen.get(groupId)
    if (foreseen === undefined || !state.inTrouble || !isInOutage(run) || run.dryRun || run.heldSinceMs !== null) return
    const confirmed = [...foreseen].filter(([, { sinceMs }]) => this.#clock.now() - sinceMs >= CONFIRMED_AFTER_MS)
    await this.#shorten(run.id, new Map(confirmed.map(([id, { mildest }]) => [id, mildest])), evidenceOf(state))
    // A UPS that says so is believed before any model: nobody gets more time by that (P7).
    if (state.condition === 'low-battery') this.#spare.delete(groupId)
    const spare = this.#spare.get(groupId)
    if (spare === undefined || this.#clock.now() - spare.sinceMs < CONFIRMED_AFTER_MS) return
    // More of it only by forecasts that reckon with what was given back.
    this.#spare.delete(groupId)
    await this.#giveBack(run.id, spare.leastSeconds, evidenceOf(state))
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
        patchStep: (step) => (isShorter(step) ? shortened(step, graces.get(step.id)?.limitSeconds ?? 0) : step),
      },
      steps.flatMap((step) => {
        const grace = graces.get(step.id)
        return grace === undefined ? [] : [shortenedEntry(step, grace, evidence, atMs)]
      }),
    )
  }

  async #giveBack(runId: RunId, spareSeconds: number, evidence: Evidence): Promise<void> {
    const mayGrow = (step: Step): boolean =>
      isOpen(step) && step.attempts.length === 0 && (step.plannedLimitSeconds ?? 0) > step.limitSeconds
    const steps = (this.#book.get(runId)?.steps ?? []).filter(mayGrow)
    const limits = returnedGraces(steps, spareSeconds)
    if (limits.size === 0) return
    const atMs = this.#clock.now()
    await this.#book.change(
      runId,
      {
        stepIds: limits.keys(),
        patchStep: (step) => (mayGrow(step) ? { ...step, limitSeconds: limits.get(step.id) ?? step.limitSeconds } : step),
      },
      steps.flatMap((step) => {
        const to = limits.get(step.id)
        return to === undefined ? [] : [returnedEntry(step, to, spareSeconds, evidence, atMs)]
      }),
    )
  }
}
