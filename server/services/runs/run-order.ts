import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { z } from 'zod'
import { type OrderId, orderIdSchema, type RunId, runIdSchema, type StepId, stepIdSchema } from '../../domain/ids'
import type { JournalObject } from '../../domain/journal'
import type { Order, RunSeen } from '../../domain/order'
import { isEnded, type RunWithSteps } from '../../domain/run'
import { type Acting, tell } from '../acting'
import type { StoreReads } from '../../store/store'
import { reasonSchema } from '../inputs'
import { conflict, notFound } from '../service-error'

/** `orderId`: chosen by who asks, so that the same asked again, when no answer came, is done once (A2). Absent: each is its own. */
export const runInput = z.object({ runId: runIdSchema, reason: reasonSchema, orderId: orderIdSchema.optional() })
export const stepInput = runInput.extend({ stepId: stepIdSchema })

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

interface Ordered {
  readonly kind: Order['kind']
  readonly runId: RunId
  /** Of an order about one step. */
  readonly stepId?: StepId
  /** What it is to bring about is so. */
  readonly isSo: (run: RunWithSteps) => boolean
}

/**
 * The same was ordered before, under the id that was chosen for it: it is only told that it was asked for again (A2). One that was
 * carried out and is not so any more is a conflict: nobody may take what was done then for what is so now (A6, K1). Of one that
 * failed the engine's own words are told.
 */
export const isOrderedAlready = async (
  context: Acting,
  orderId: OrderId,
  { kind, runId, stepId, isSo }: Ordered,
): Promise<boolean> => {
  const row = await context.tx.orders.get(orderId)
  if (row === null) return false
  const { order } = row
  const isOfRun = 'runId' in order && order.runId === runId
  const isOfStep = ('stepId' in order ? order.stepId : undefined) === stepId
  const isSame = row.actor === context.actorName && order.kind === kind && isOfRun && isOfStep
  const run = isSame ? await context.tx.runs.get(runId) : null
  if (run === null) throw conflict('This order id was used for something else.', 'Ask again with another.')
  if (row.state === 'done' && !isSo(run)) {
    const seconds = Math.round((context.nowMs - row.placedAtMs) / 1000)
    throw conflict(say(R.notSoAnyMore, { run: run.title, seconds }), R.orderAnew)
  }
  await tell(context, {
    kind: 'run.order-repeated',
    object: runObject(run),
    runId,
    message: `“${run.title}”: the same was asked for again (its first answer was lost); it was ordered once`,
    data: { orderId, order: kind },
  })
  return true
}
