import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { planIdSchema, powerGroupIdSchema } from '../../domain/ids'
import type { PlanRow } from '../../store/store'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { planObject } from './plan-object'

/** Makes an empty, unarmed plan. A power group has one plan. */
export const createPlan = mutation({
  name: 'plans.create',
  needs: 'configure',
  input: z.object({ name: displayNameSchema, powerGroupId: powerGroupIdSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const group = (await tx.groups.list()).find(({ id }) => id === input.powerGroupId)
    if (group === undefined) throw notFound('This power group')
    for (const other of await tx.plans.list()) {
      if (other.powerGroupId === group.id)
        throw conflict(`${group.name} has the plan “${other.name}” already`, 'Change that plan.')
      if (other.name === input.name) throw conflict(`Another plan is called “${input.name}”`, 'Choose another name.')
    }
    const plan: PlanRow = {
      id: planIdSchema.parse(randomUUID()),
      name: input.name,
      powerGroupId: group.id,
      mode: 'unarmed',
      publishedVersionId: null,
      createdAtMs: nowMs,
    }
    await tx.plans.put(plan)
    await tell(context, {
      kind: 'plan.created',
      object: planObject(plan),
      message: `Plan ${plan.name} was made for ${group.name}`,
      data: { powerGroupId: group.id },
    })
    await configChanged(context)
    return { planId: plan.id }
  },
})
