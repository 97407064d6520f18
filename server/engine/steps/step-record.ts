import { currentAction } from '../../decide/schedule'
import { callOff } from '../../decide/decide-called-off'
import type { RunId } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import type { MoveReport } from '../../domain/move-report'
import type { CalledOff, Run, RunWithSteps, Step } from '../../domain/run'
import { readRunSentence, RUN_SENTENCES, type RunSentence } from '../../domain/run-sentences'
import type { World } from '../../domain/world'
import type { RunBook } from '../run-book'
import { closeLast } from './attempts'
import type { CalledOffStep } from './called-off-watch'
import { awaitedEntry, calledOffEntry, describeAction, leftBehind, stepEntry } from './step-entry'

/** How a step ended. `outcome` as the journal says it. */
export interface StepEnd {
  readonly state: 'done' | 'failed' | 'skipped' | 'cancelled'
  readonly outcome: NonNullable<JournalDraft['outcome']>
  readonly result: string
  readonly moved?: MoveReport
}

export const DONE = { state: 'done', outcome: 'ok' } as const
export const FAILED = { state: 'failed', outcome: 'failed' } as const

/** What steps of these kinds may wait for without an end: a person has to know. */
const WAITS_TOLD: Partial<Record<Step['action'], { readonly words: string; readonly sentences: readonly string[] }>> = {
  restore: { words: 'is not put back yet', sentences: ['heldBack'] satisfies RunSentence[] },
  migrate: { words: 'is not moved yet', sentences: ['noMainsThere'] satisfies RunSentence[] },
  'migrate-home': { words: 'does not go home yet', sentences: ['noMainsThere'] satisfies RunSentence[] },
  start: { words: 'is not started yet', sentences: ['noMainsThere'] satisfies RunSentence[] },
  'power-on-host': { words: 'is not up yet', sentences: ['byHand', 'silentThoughOn'] satisfies RunSentence[] },
}

const heldEntry = ({ id, title }: Run, atMs: number, names: string): Omit<JournalDraft, 'runId'> => ({
  atMs,
  kind: 'run.held',
  actor: 'engine',
  channel: 'engine',
  object: { kind: 'run', id, name: title },
  reason: `an outage has called off the moves of ${names}: a person decides whether it goes on`,
  outcome: 'ok',
  message: `${title} held: no further step begins until a person continues it`,
  data: null,
})

/** It is not what has brought its object to where it is: what ended a VM, or whether it ran at all, is told by its calls (R6). */
const isRefused = ({ attempts }: Pick<Step, 'attempts'>): boolean => attempts.at(-1)?.outcome === 'refused'

/** Writes what becomes of steps: in the run book, and with it in the journal. */
export class StepRecord {
  readonly #book: RunBook
  readonly #now: () => number
  readonly #world: () => World

  constructor(parts: { readonly book: RunBook; readonly now: () => number; readonly world: () => World }) {
    this.#book = parts.book
    this.#now = parts.now
    this.#world = parts.world
  }

  async end(runId: RunId, step: Step, { state, outcome, result, moved }: StepEnd): Promise<void> {
    const nowMs = this.#now()
    const isFailed = state === 'failed'
    const message = `${step.object.name}: ${isFailed ? `${describeAction(step.action)} failed: ` : ''}${result}`
    const data = { action: currentAction(step), attempts: step.attempts.length, ...moved }
    const left = leftBehind(step, state, result, this.#world())
    await this.#book.change(
      runId,
      {
        stepIds: [step.id],
        patchStep: (now) => ({
          ...now,
          state,
          result,
          endedAtMs: nowMs,
          attempts: isRefused(now)
            ? now.attempts
            : closeLast(now.attempts, state === 'done' ? 'verified' : 'failed', null, nowMs),
          ...(moved === undefined ? {} : { moved }),
        }),
      },
      [
        stepEntry(step, nowMs, { kind: 'step.result', message, outcome, data }),
        ...(left === null ? [] : [stepEntry(step, nowMs, left)]),
      ],
    )
  }

  /** Pending steps whose object is gone end, named. */
  async failLost(run: RunWithSteps, lost: readonly Step[]): Promise<void> {
    if (lost.length === 0) return
    const nowMs = this.#now()
    await this.#book.change(
      run.id,
      {
        stepIds: lost.map((step) => step.id),
        patchStep: (step) => ({ ...step, state: 'failed', endedAtMs: nowMs, result: RUN_SENTENCES.lost }),
      },
      lost.map((step) =>
        stepEntry(step, nowMs, { kind: 'step.result', message: `${step.object.name}: ${RUN_SENTENCES.lost}`, outcome: 'failed' }),
      ),
    )
  }

  /** A10: in dry run a step is decided and journalled, and nothing is touched. */
  async skipDry(run: RunWithSteps, steps: readonly Step[]): Promise<void> {
    const nowMs = this.#now()
    await this.#book.change(
      run.id,
      {
        stepIds: steps.map((step) => step.id),
        patchStep: (step) => ({
          ...step,
          state: 'skipped',
          startedAtMs: nowMs,
          endedAtMs: nowMs,
          result: RUN_SENTENCES.dryRun,
        }),
      },
      steps.map((step) =>
        stepEntry(step, nowMs, { kind: 'step.dry-run', message: `Would ${describeAction(step.action)} ${step.object.name}` }),
      ),
    )
  }

  /** What keeps a safeguard from being put back, or a host from coming up, is said, once for each reason (R7, R8). */
  async tellHeld(runId: RunId, step: Step, why: string): Promise<void> {
    const wait = WAITS_TOLD[step.action]
    if (step.result === why || wait?.sentences.includes(readRunSentence(why)?.name ?? '') !== true) return
    await this.#book.change(runId, { stepIds: [step.id], patchStep: (now) => ({ ...now, result: why }) }, [
      stepEntry(step, this.#now(), { kind: 'step.held', message: `${step.object.name} ${wait.words}: ${why}` }),
    ])
  }

  /** Kept, so that an engine that is started later knows it too. */
  async seenOn(runId: RunId, step: Step): Promise<void> {
    const patchStep = (now: Step): Step => ({
      ...now,
      attempts: now.attempts.map((attempt, at) => (at === now.attempts.length - 1 ? { ...attempt, seenOn: true } : attempt)),
    })
    await this.#book.change(runId, { stepIds: [step.id], patchStep }, [])
  }

  /** Durable before anything is cancelled: an engine that dies in between goes on with it (A1, A2). */
  async callOff(
    runId: RunId,
    steps: readonly Step[],
    off: Omit<CalledOff, 'atMs'>,
    /** Held with it. Null: its run goes on. */
    held: Run | null = null,
  ): Promise<void> {
    if (steps.length === 0) return
    const nowMs = this.#now()
    const calledOff = { ...off, atMs: nowMs }
    await this.#book.change(
      runId,
      {
        ...(held === null ? {} : { run: { heldSinceMs: nowMs } }),
        stepIds: steps.map(({ id }) => id),
        patchStep: (step) => callOff(step, calledOff),
      },
      [
        ...steps.map((step) => calledOffEntry(step, calledOff)),
        ...(held === null ? [] : [heldEntry(held, nowMs, steps.map(({ object }) => object.name).join(', '))]),
      ],
    )
  }

  /** Its manager does not cancel it: its end is awaited, and said to be. */
  async awaitMove(runId: RunId, step: CalledOffStep, why: string): Promise<void> {
    await this.#book.change(
      runId,
      {
        stepIds: [step.id],
        patchStep: (now) => (now.calledOff === undefined ? now : { ...now, calledOff: { ...now.calledOff, awaited: why } }),
      },
      [awaitedEntry(step, this.#now(), why)],
    )
  }

  /**
   * For an outage. A maintenance is held with it: its host will not have been emptied, so nothing more of it begins by itself when
   * mains are back (D11).
   */
  async callOffForOutage(run: RunWithSteps, steps: readonly Step[], off: Omit<CalledOff, 'atMs'>): Promise<void> {
    const holds = run.kind === 'maintenance' && run.heldSinceMs === null && run.steps.some(({ state }) => state === 'pending')
    await this.callOff(run.id, steps, off, holds ? run : null)
  }
}
