import { callOff } from '../../decide/decide-called-off'
import type { JournalDraft } from '../../domain/journal'
import { isOpen, mayBeMoving, type RunWithSteps, type Step } from '../../domain/run'
import { calledOffEntry } from '../steps/step-entry'
import type { AbortedOutages } from './aborted-outages'
import type { Turn } from './outage-turns'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'

export interface TurnParts {
  readonly book: RunBook
  readonly clock: Clock
  readonly aborted: AbortedOutages
}

/** It is on its way home, which is in trouble again. */
const isUnderWay = (step: Step): boolean => mayBeMoving(step) && step.attempts.length > 0

/**
 * Dangers are set aside in the same write: an engine that ends in between would shed for them again (A1). What is cancelled while it is
 * moved is called off on its manager, and seen to end: else it would arrive where the power fails.
 */
export const takeTurn = async (
  { book, clock, aborted }: TurnParts,
  run: RunWithSteps,
  { run: patch, cancelled, cancelledBecause, setAside = [], untilOutage = false }: Turn,
  entry: Omit<JournalDraft, 'runId'>,
): Promise<void> => {
  const nowMs = clock.now()
  const calledOff = { atMs: nowMs, endsAs: 'cancelled', why: cancelledBecause } as const
  const moves = cancelled.filter((step) => isUnderWay(step) && step.calledOff === undefined)
  const isSetAside = run.powerGroupId !== null && setAside.length > 0
  await book.change(
    run.id,
    {
      run: patch,
      also: isSetAside ? aborted.dismiss(run.powerGroupId, setAside, untilOutage) : undefined,
      stepIds: cancelled.map((step) => step.id),
      patchStep: (step) => {
        if (!isOpen(step)) return step
        if (isUnderWay(step)) return callOff(step, calledOff)
        return { ...step, state: 'cancelled', endedAtMs: nowMs, result: cancelledBecause }
      },
    },
    [entry, ...moves.map((step) => calledOffEntry(step, calledOff))],
  )
}
