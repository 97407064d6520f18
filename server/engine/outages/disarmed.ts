import type { RunWithSteps } from '../../domain/run'
import type { RunBook } from '../run-book'
import { runEntry } from './run-entry'

/** A dry run ends once its plan may act: what is due then has a run of its own. */
export const endDryRun = async (book: RunBook, run: RunWithSteps, nowMs: number): Promise<void> => {
  const message = `The dry run of ${run.title} ends: its plan was armed`
  await book.change(run.id, { run: { phase: 'done', endedAtMs: nowMs } }, [
    runEntry(run, nowMs, { kind: 'run.finished', message }),
  ])
}

/** A10: nothing acts while a plan is unarmed, also when it is disarmed in the middle of a run. */
export const holdDisarmed = async (book: RunBook, run: RunWithSteps, nowMs: number): Promise<void> => {
  const message = `${run.title} is held: its plan was disarmed`
  await book.change(run.id, { run: { heldSinceMs: nowMs } }, [runEntry(run, nowMs, { kind: 'run.held', message })])
}
