import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { isHeldDownByDanger, type Run } from '../../domain/run'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { goingRun, isOrderedAlready, runInput, runObject } from './run-order'

const goesOn = (run: Run): boolean => run.heldSinceMs === null && !isHeldDownByDanger(run)

export const continueRun = mutation({
  name: 'runs.continue',
  needs: 'operate',
  input: runInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId } = input
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.continue', runId, isSo: goesOn })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    if (goesOn(run)) throw conflict(say(R.notHeld, { run: run.title }), R.goesOn)
    const orderId = await placeOrder(context, { kind: 'run.continue', runId: run.id, reason: input.reason }, chosen)
    await tell(context, {
      kind: 'run.continue-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `“${run.title}” was ordered to go on`,
      data: { orderId, phase: run.phase },
    })
    return { orderId }
  },
})
