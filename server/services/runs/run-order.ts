import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { runIdSchema, stepIdSchema, type RunId } from '../../domain/ids'
import type { JournalObject } from '../../domain/journal'
import type { RunSeen } from '../../domain/order'
import { isEnded, type RunWithSteps } from '../../domain/run'
import type { StoreReads } from '../../store/store'
import { reasonSchema } from '../inputs'
import { conflict, notFound } from '../service-error'

export const runInput = z.object({ runId: runIdSchema, reason: reasonSchema })
export const stepInput = z.object({ runId: runIdSchema, stepId: stepIdSchema, reason: reasonSchema })

export const runObject = (run: Pick<RunWithSteps, 'id' | 'title'>): JournalObject => ({
  kind: 'run',
  id: run.id,
  name: run.title,
})

export const goingRun = async (read: Pick<StoreReads, 'runs'>, id: RunId): Promise<RunWithSteps> => {
  const run = await read.runs.get(id)
  if (run === null) throw notFound('This run')
  if (isEnded(run.phase)) throw conflict(say(R.runEnded, { run: run.title, phase: run.phase }), R.nothingToChange)
  return run
}

/** What a stop is about: what is so now, and not what comes of the run before the engine hears it. */
export const asSeen = ({ phase, abandoned = false }: Pick<RunWithSteps, 'phase' | 'abandoned'>): RunSeen => ({ phase, abandoned })
