import { z } from 'zod'
import { planIdSchema } from '../../domain/ids'
import { planModeSchema } from '../../domain/plan'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict } from '../service-error'
import { preparedMutation } from '../verb'
import { firingNow, wouldActAtOnce } from './acts-at-once'
import { knownPlan, planObject } from './plan-object'

/** Arms a plan, lets it run dry, or disarms it (A10). One that would act at once is armed only when that is confirmed (A6, A8). */
export const setMode = preparedMutation({
  name: 'plans.setMode',
  needs: 'configure',
  input: z.object({
    planId: planIdSchema,
    mode: planModeSchema,
    reason: reasonSchema,
    /** The caller knows what would be done at once, and wants it. */
    actsAtOnce: z.boolean().optional(),
  }),
  async prepare({ input, read }) {
    const plan = await read.plans.get(input.planId)
    if (input.mode !== 'armed' || plan === null || plan.mode === 'armed' || plan.publishedVersionId === null) return []
    const version = await read.plans.version(plan.publishedVersionId)
    return version === null ? [] : firingNow(read, plan, version.content)
  },
  async run(context) {
    const { input, tx, prepared: firing } = context
    const plan = await knownPlan(tx, input.planId)
    if (input.mode !== 'unarmed' && plan.publishedVersionId === null)
      throw conflict(`${plan.name} has no published version`, 'Publish a version first.')
    if (firing.length > 0 && input.actsAtOnce !== true) throw wouldActAtOnce(plan, firing)
    await tx.plans.put({ ...plan, mode: input.mode })
    await tell(context, {
      kind: 'plan.mode-changed',
      object: planObject(plan),
      reason: input.reason,
      message: `Plan ${plan.name} is now ${input.mode}`,
      data: { before: plan.mode, after: input.mode, ...(firing.length === 0 ? {} : { actsAtOnce: [...firing] }) },
    })
    await configChanged(context)
  },
})
