import { REFUSAL_SENTENCES as R } from '../../domain/refusal-sentences'
import { say } from '../../domain/sentence'
import { isRecordOnly, type RunWithSteps, type Step } from '../../domain/run'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { goingRun, isOrderedAlready, runObject, stepInput } from './run-order'

const isLeftOut = (step: Step): boolean =>
  (step.state === 'failed' || step.state === 'skipped' || step.state === 'cancelled') && !isRecordOnly(step)

export const retryStep = mutation({
  name: 'runs.retryStep',
  needs: 'operate',
  input: stepInput,
  async run(context) {
    const { input, tx } = context
    const { orderId: chosen, runId, stepId } = input
    const isSo = ({ steps }: RunWithSteps): boolean => steps.some((step) => step.id === stepId && !isLeftOut(step))
    if (chosen !== undefined && (await isOrderedAlready(context, chosen, { kind: 'run.retry-step', runId, stepId, isSo })))
      return { orderId: chosen }
    const run = await goingRun(tx, runId)
    const step = run.steps.find(({ id }) => id === stepId)
    if (step === undefined) throw notFound('This step')
    if (!isLeftOut(step)) throw conflict(say(R.stepIs, { object: step.object.name, state: step.state }), R.onlyLeftOut)
    const orderId = await placeOrder(
      context,
      { kind: 'run.retry-step', runId: run.id, stepId: step.id, reason: input.reason },
      chosen,
    )
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
