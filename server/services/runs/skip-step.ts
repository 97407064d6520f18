import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { isOpen, type RunWithSteps } from '../../domain/run'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { goingRun, isOrderedAlready, runObject, stepInput } from './run-order'

export const skipStep = mutation({
  name: 'runs.skipStep',
  needs: 'operate',
  input: stepInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId, stepId } = input
    const isSo = ({ steps }: RunWithSteps): boolean =>
      steps.some((step) => step.id === stepId && (!isOpen(step) || step.calledOff !== undefined))
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.skip-step', runId, stepId, isSo })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    const step = run.steps.find(({ id }) => id === stepId)
    if (step === undefined) throw notFound('This step')
    if (!isOpen(step)) throw conflict(say(R.stepIs, { object: step.object.name, state: step.state }), R.onlyGoing)
    const orderId = await placeOrder(
      context,
      { kind: 'run.skip-step', runId: run.id, stepId: step.id, reason: input.reason },
      chosen,
    )
    await tell(context, {
      kind: 'run.skip-step-ordered',
      object: runObject(run),
      runId: run.id,
      reason: input.reason,
      message: `The step “${step.action.replaceAll('-', ' ')}” for ${step.object.name} was ordered to be skipped`,
      data: { orderId, stepId: step.id, state: step.state },
    })
    return { orderId }
  },
})
