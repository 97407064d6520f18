import { randomUUID } from 'node:crypto'
import { stepIdSchema } from '../../domain/ids'
import type { JournalDraft } from '../../domain/journal'
import { callOff } from '../../decide/decide-called-off'
import { isOpen, mayBeMoving, type RunWithSteps, type Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { say } from '../../domain/sentence'
import { planRestores } from '../../planner/recovery-steps'
import { isSetAside } from '../../planner/safeguard-steps'
import { nextSeq } from './outage-steps'
import { calledOffEntry } from '../steps/step-entry'
import type { AbortedOutages } from './aborted-outages'
import type { RunBook } from '../run-book'
import type { Clock } from '../steady-clock'

/** What has been called to set a safeguard aside is seen to its end, so that it does not land after it was put back (A1, R8). */
const isPuttingBack = ({ action, attempts }: Step): boolean =>
  action === 'restore' || (action === 'disarm' && attempts.length > 0)

/** A host whose end was called goes, whatever is said now: what guards it is put back after that, or it would meet it (R8, D10). */
const isEndingUnder =
  (aside: readonly Step[]) =>
  ({ object, action, attempts }: Step): boolean =>
    action === 'shutdown-host' &&
    attempts.some(({ outcome }) => outcome !== 'refused' && outcome !== 'failed') &&
    aside.some(({ safeguard }) => safeguard?.hostIds.some((id) => id === object.id) === true)

/**
 * A6: what has not begun is cancelled; what has is left to its end on the manager and named, but for live moves, which are called
 * off. Nothing is undone. That nothing begins again by itself holds before the run has ended, and is written with its end: an
 * engine that dies in between begins no other. What it has set aside is put back all the same, and a move is seen to end; only then
 * the run has ended (R8, A4). A second abort waits for neither.
 */
export const abortRun = async (
  { book, clock, aborted }: { readonly book: RunBook; readonly clock: Clock; readonly aborted: AbortedOutages },
  run: RunWithSteps,
  { actor, channel, reason }: Pick<JournalDraft, 'actor' | 'channel' | 'reason'>,
): Promise<{ readonly cancelled: number; readonly alreadyCalled: readonly string[] }> => {
  const nowMs = clock.now()
  const isEnding = isEndingUnder(run.dryRun ? [] : isSetAside(run.steps))
  const goesOn = (step: Step): boolean => run.abandoned !== true && (isPuttingBack(step) || isEnding(step) || mayBeMoving(step))
  const moves = run.steps.filter((step) => goesOn(step) && mayBeMoving(step))
  const calledOff = { atMs: nowMs, endsAs: 'cancelled', why: say(RUN_SENTENCES.aborted, { who: actor }) } as const
  const open = run.steps.filter((step) => isOpen(step) && !goesOn(step))
  const dropped = new Set(open)
  const droppedIds = new Set(open.map(({ id }) => id))
  const { steps: restores } = planRestores({
    runId: run.id,
    steps:
      run.abandoned === true || run.dryRun
        ? []
        : run.steps.map((step) => (dropped.has(step) ? { ...step, state: 'cancelled' as const } : step)),
    nextSeq: nextSeq(run),
    makeId: () => stepIdSchema.parse(randomUUID()),
  })
  const restoring = [...run.steps.filter((step) => isOpen(step) && goesOn(step)), ...restores]
  const alreadyCalled = run.steps
    .filter((step) => isOpen(step) && !moves.includes(step) && (dropped.has(step) || isEnding(step)) && step.attempts.length > 0)
    .map((step) => step.object.name)
  const safeguards = restoring.filter(({ object }) => object.kind === 'safeguard')
  const names = [...new Set(safeguards.map((step) => step.object.name))].join(', ')
  const back = safeguards.length === 0 ? '' : `; put back before it ends: ${names}`
  const ending = moves.length === 0 ? '' : `; called off: ${moves.map(({ object }) => object.name).join(', ')}`
  const called = alreadyCalled.length > 0 ? `, already called: ${alreadyCalled.join(', ')}` : ''
  await book.change(
    run.id,
    {
      run:
        restoring.length === 0
          ? { phase: 'aborted', endedAtMs: nowMs }
          : { phase: run.kind === 'outage' ? 'recovering' : 'leaving', abandoned: true, heldSinceMs: null, danger: null },
      newSteps: restores,
      stepIds: [...open, ...moves].map((step) => step.id),
      patchStep: (step) =>
        droppedIds.has(step.id)
          ? {
              ...step,
              state: 'cancelled',
              endedAtMs: nowMs,
              result: say(step.attempts.length > 0 ? RUN_SENTENCES.abortedCalled : RUN_SENTENCES.aborted, { who: actor }),
            }
          : callOff(step, calledOff),
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
        message: `${run.title} was aborted; ${open.length} steps cancelled${called}${ending}${back}`,
        data: null,
      },
      ...moves.map((step) => ({ ...calledOffEntry(step, calledOff), actor, channel })),
    ],
  )
  return { cancelled: open.length, alreadyCalled }
}
