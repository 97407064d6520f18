import { z } from 'zod'
import { planIdSchema, stageIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { placeOrder } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { knownPlan, planObject } from './plan-object'

/** Fires one stage of the published version by hand. */
export const fireStage = mutation({
  name: 'plans.fireStage',
  needs: 'operate',
  input: z.object({ planId: planIdSchema, stageId: stageIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const plan = await knownPlan(tx, input.planId)
    const version = plan.publishedVersionId === null ? null : await tx.plans.version(plan.publishedVersionId)
    if (version === null) throw conflict(`${plan.name} has no published version`, 'Publish a version first.')
    if (plan.mode === 'unarmed') throw conflict(`${plan.name} is not armed`, 'Arm it, or set it to dry run, first.')
    const stage = version.content.stages.find(({ id }) => id === input.stageId)
    if (stage === undefined) throw notFound('This stage of the published version')
    const orderId = await placeOrder(context, {
      kind: 'plan.fire-stage',
      planId: plan.id,
      stageId: stage.id,
      reason: input.reason,
    })
    await tell(context, {
      kind: 'plan.stage-fire-ordered',
      object: planObject(plan),
      reason: input.reason,
      message: `Stage “${stage.name}” of ${plan.name} was fired by hand (${plan.mode})`,
      data: { orderId, stageId: stage.id, versionId: version.id },
    })
    return { orderId }
  },
})
