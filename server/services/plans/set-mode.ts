import { z } from 'zod'
import { planIdSchema } from '../../domain/ids'
import { planModeSchema } from '../../domain/plan'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { mutation } from '../verb'
import { knownPlan, planObject } from './plan-object'

/** Arms a plan, lets it run dry, or disarms it (A10). */
export const setMode = mutation({
  name: 'plans.setMode',
  needs: 'configure',
  input: z.object({ planId: planIdSchema, mode: planModeSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const plan = await knownPlan(tx, input.planId)
    if (input.mode !== 'unarmed' && plan.publishedVersionId === null)
      throw conflict(`${plan.name} has no published version`, 'Publish a version first.')
    await tx.plans.put({ ...plan, mode: input.mode })
    await tell(context, {
      kind: 'plan.mode-changed',
      object: planObject(plan),
      reason: input.reason,
      message: `Plan ${plan.name} is now ${input.mode}`,
      data: { before: plan.mode, after: input.mode },
    })
    await configChanged(context)
  },
})
