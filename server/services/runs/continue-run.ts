import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { shownWaitSchema } from '../../domain/order'
import { isHeldDownByDanger, mayGoAhead, overrulableWait, type Run } from '../../domain/run'
import { isAsShown } from '../../domain/sustain'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { goingRun, isOrderedAlready, runInput, runObject } from './run-order'

const goesOn = (run: Run): boolean => run.heldSinceMs === null && !isHeldDownByDanger(run)

/** `overrules`: its way back waits no longer for this, as it was shown (A6, R2). Absent: a hold is lifted, or a danger set aside. */
const continueInput = runInput.extend({ overrules: shownWaitSchema.optional() })

export const continueRun = mutation({
  name: 'runs.continue',
  needs: 'operate',
  input: continueInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId, overrules } = input
    const isSo = overrules !== undefined ? (run: Run): boolean => !mayGoAhead(run) : goesOn
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.continue', runId, isSo })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    if (isSo(run))
      throw overrules !== undefined
        ? conflict(say(R.waitsForNothing, { run: run.title }), R.nothingToOverrule)
        : conflict(say(R.notHeld, { run: run.title }), R.goesOn)
    const wait = overrulableWait(run)
    if (overrules !== undefined && (wait === null || !isAsShown(overrules, wait)))
      throw conflict(say(R.waitChanged, { run: run.title }), R.lookAtItAnew)
    const besides = overrules === undefined ? {} : { overrules }
    const order = { kind: 'run.continue' as const, runId: run.id, reason: input.reason, ...besides }
    const orderId = await placeOrder(context, order, chosen)
    await tell(context, {
      kind: 'run.continue-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `“${run.title}” was ordered to go on${overrules === undefined ? '' : ' without waiting any longer'}`,
      data: {
        orderId,
        phase: run.phase,
        ...(overrules === undefined ? {} : { overrules, waitedFor: run.recoveryNote?.why ?? null }),
      },
    })
    return { orderId }
  },
})
