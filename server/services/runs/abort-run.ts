import { isEnded, type Run } from '../../domain/run'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { asSeen, goingRun, isOrderedAlready, runInput, runObject } from './run-order'

const isAborted = ({ phase, abandoned = false }: Run): boolean => isEnded(phase) || abandoned

/** Ends the run; live moves are called off, what else was begun is finished, and what cannot be undone stays (A6). */
export const abortRun = mutation({
  name: 'runs.abort',
  needs: 'operate',
  input: runInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId } = input
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.abort', runId, isSo: isAborted })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    const orderId = await placeOrder(
      context,
      { kind: 'run.abort', runId: run.id, reason: input.reason, seen: asSeen(run) },
      chosen,
    )
    await tell(context, {
      kind: 'run.abort-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `“${run.title}” was ordered to end`,
      data: { orderId, phase: run.phase },
    })
    return { orderId }
  },
})
