import { z } from 'zod'
import { powerGroupIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { groupObject } from './group-object'

export const removeGroup = mutation({
  name: 'groups.remove',
  needs: 'configure',
  input: z.object({ id: powerGroupIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const group = (await tx.groups.list()).find(({ id }) => id === input.id)
    if (group === undefined) throw notFound('This power group')
    const plan = (await tx.plans.list()).find(({ powerGroupId }) => powerGroupId === group.id)
    if (plan !== undefined) throw conflict(`The plan “${plan.name}” protects ${group.name}`, 'Remove the plan first.')
    await tx.groups.remove(group.id)
    await tx.latest.remove('group', [group.id], nowMs)
    await tell(context, {
      kind: 'group.removed',
      object: groupObject(group),
      reason: input.reason,
      message: `Power group ${group.name} was removed`,
    })
    await configChanged(context)
  },
})
