import type { JournalDraft } from '../domain/journal'
import type { RunWithSteps } from '../domain/run'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { AbortedOutages } from './aborted-outages'
import type { RunBook } from './run-book'
import type { Clock } from './steady-clock'

/**
 * A6: what has not begun is cancelled; what has is left to its end on the manager and named. Nothing is undone. That nothing begins
 * again by itself holds before the run has ended, and is written with its end: an engine that dies in between begins no other.
 */
export const abortRun = async (
  { book, clock, aborted }: { readonly book: RunBook; readonly clock: Clock; readonly aborted: AbortedOutages },
  run: RunWithSteps,
  { actor, channel, reason }: Pick<JournalDraft, 'actor' | 'channel' | 'reason'>,
): Promise<{ readonly cancelled: number; readonly alreadyCalled: readonly string[] }> => {
  const nowMs = clock.now()
  const open = run.steps.filter((step) => step.state === 'pending' || step.state === 'running')
  const alreadyCalled = open.filter((step) => step.attempts.length > 0).map((step) => step.object.name)
  const called = alreadyCalled.length > 0 ? `, already called: ${alreadyCalled.join(', ')}` : ''
  await book.change(
    run.id,
    {
      run: { phase: 'aborted', endedAtMs: nowMs },
      stepIds: open.map((step) => step.id),
      patchStep: (step) => ({
        ...step,
        state: 'cancelled',
        endedAtMs: nowMs,
        result: say(step.attempts.length > 0 ? RUN_SENTENCES.abortedCalled : RUN_SENTENCES.aborted, { who: actor }),
      }),
      also: run.powerGroupId === null ? undefined : aborted.abort(run.powerGroupId, run.danger?.kinds ?? []),
    },
    [
      {
        atMs: nowMs,
        kind: 'run.aborted',
        actor,
        channel,
        object: { kind: 'run', id: run.id, name: run.title },
        reason,
        outcome: 'ok',
        message: `${run.title} was aborted; ${open.length} steps cancelled${called}`,
        data: null,
      },
    ],
  )
  return { cancelled: open.length, alreadyCalled }
}
