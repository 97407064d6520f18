import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { isEnded, type Run } from '../../domain/run'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { asSeen, goingRun, isOrderedAlready, runInput, runObject } from './run-order'

const holds = ({ phase, heldSinceMs }: Run): boolean => !isEnded(phase) && heldSinceMs !== null

/** No new step begins until it goes on; the hold ends by itself at the latest safe moment (A6). */
export const holdRun = mutation({
  name: 'runs.hold',
  needs: 'operate',
  input: runInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId } = input
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.hold', runId, isSo: holds })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    if (run.heldSinceMs !== null) throw conflict(say(R.heldAlready, { run: run.title }), R.letContinue)
    const orderId = await placeOrder(
      context,
      { kind: 'run.hold', runId: run.id, reason: input.reason, seen: asSeen(run) },
      chosen,
    )
    await tell(context, {
      kind: 'run.hold-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `“${run.title}” was ordered to hold`,
      data: { orderId, phase: run.phase },
    })
    return { orderId }
  },
})
