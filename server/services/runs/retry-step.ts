import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { goingRun, runObject, stepInput } from './run-order'

export const retryStep = mutation({
  name: 'runs.retryStep',
  needs: 'operate',
  input: stepInput,
  async run(context) {
    const { input, tx } = context
    const run = await goingRun(tx, input.runId)
    const step = run.steps.find(({ id }) => id === input.stepId)
    if (step === undefined) throw notFound('This step')
    if (step.state !== 'failed' && step.state !== 'skipped' && step.state !== 'cancelled')
      throw conflict(say(R.stepIs, { object: step.object.name, state: step.state }), R.onlyLeftOut)
    const orderId = await placeOrder(context, {
      kind: 'run.retry-step',
      runId: run.id,
      stepId: step.id,
      reason: input.reason,
    })
    await tell(context, {
      kind: 'run.retry-step-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `The step “${step.action.replaceAll('-', ' ')}” for ${step.object.name} was ordered to be tried again`,
      data: { orderId, stepId: step.id, state: step.state },
    })
    return { orderId }
  },
})
