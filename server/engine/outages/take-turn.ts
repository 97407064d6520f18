import type { JournalDraft } from '../../domain/journal'
import { isOpen, type RunWithSteps } from '../../domain/run'
import type { AbortedOutages } from './aborted-outages'
import type { Turn } from './outage-turns'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'

export interface TurnParts {
  readonly book: RunBook
  readonly clock: Clock
  readonly aborted: AbortedOutages
}

/** Dangers are set aside in the same write: an engine that ends in between would shed for them again (A1). */
export const takeTurn = async (
  { book, clock, aborted }: TurnParts,
  run: RunWithSteps,
  { run: patch, cancelled, cancelledBecause, setAside = [], untilOutage = false }: Turn,
  entry: Omit<JournalDraft, 'runId'>,
): Promise<void> => {
  const nowMs = clock.now()
  const isSetAside = run.powerGroupId !== null && setAside.length > 0
  await book.change(
    run.id,
    {
      run: patch,
      also: isSetAside ? aborted.dismiss(run.powerGroupId, setAside, untilOutage) : undefined,
      stepIds: cancelled.map((step) => step.id),
      patchStep: (step) => (isOpen(step) ? { ...step, state: 'cancelled', endedAtMs: nowMs, result: cancelledBecause } : step),
    },
    [entry],
  )
}
