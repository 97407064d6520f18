import { z } from 'zod'
import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { isHeldDownByDanger, mayGoAhead, type Run } from '../../domain/run'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { goingRun, isOrderedAlready, runInput, runObject } from './run-order'

const goesOn = (run: Run): boolean => run.heldSinceMs === null && !isHeldDownByDanger(run)

/** `now`: its way back also waits no longer for charge, for managers or for a UPS's answer (A6, R2). */
const continueInput = runInput.extend({ now: z.literal(true).optional() })

export const continueRun = mutation({
  name: 'runs.continue',
  needs: 'operate',
  input: continueInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId, now } = input
    const isSo = now === true ? (run: Run): boolean => !mayGoAhead(run) : goesOn
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.continue', runId, isSo })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    if (isSo(run))
      throw now === true
        ? conflict(say(R.waitsForNothing, { run: run.title }), R.nothingToOverrule)
        : conflict(say(R.notHeld, { run: run.title }), R.goesOn)
    const order = { kind: 'run.continue' as const, runId: run.id, reason: input.reason, ...(now === true ? { now } : {}) }
    const orderId = await placeOrder(context, order, chosen)
    await tell(context, {
      kind: 'run.continue-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `“${run.title}” was ordered to go on${now === true ? ' without waiting any longer' : ''}`,
      data: { orderId, phase: run.phase, ...(now === true ? { waitedFor: run.recoveryNote?.why ?? null } : {}) },
    })
    return { orderId }
  },
})
