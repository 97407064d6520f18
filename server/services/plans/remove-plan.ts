import { z } from 'zod'
import { planIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { knownPlan, planObject } from './plan-object'

export const removePlan = mutation({
  name: 'plans.remove',
  needs: 'configure',
  input: z.object({ planId: planIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const plan = await knownPlan(tx, input.planId)
    if (plan.mode === 'armed') throw conflict(`${plan.name} is armed`, 'Disarm it first.')
    if ((await tx.runs.active()).some(({ planId }) => planId === plan.id))
      throw conflict(`A run of ${plan.name} has not ended`, 'Let it end, or abort it first.')
    await tx.plans.remove(plan.id)
    await tell(context, {
      kind: 'plan.removed',
      object: planObject(plan),
      reason: input.reason,
      message: `Plan ${plan.name} was removed`,
    })
    await configChanged(context)
  },
})
