import { z } from 'zod'
import { managerIdSchema } from '../../domain/ids'
import { recoveryRefusal, recoveryVerbSchema } from '../../domain/recovery'
import { tell } from '../acting'
import { docOf } from '../latest-doc'
import { managerObject } from '../managers/manager-object'
import { placeOrder } from '../orders/place-order'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'

/**
 * Orders a recovery plan's test, run, or end. It may take a whole site over, so only admins may, with a reason, and with the plan's
 * name typed. The engine looks at the plan again before it acts.
 */
export const runRecoveryPlan = mutation({
  name: 'recovery.run',
  needs: 'configure',
  input: z.object({
    managerId: managerIdSchema,
    planNativeId: z.string().min(1).max(500),
    verb: recoveryVerbSchema,
    confirmation: z.string().max(500),
    reason: z.string().trim().min(1).max(500),
  }),
  async run(context) {
    const { input, tx } = context
    const { managerId, planNativeId, verb, confirmation, reason } = input
    const manager = await tx.managers.get(managerId)
    if (manager === null) throw notFound('This manager')
    const shown = docOf('manager', await tx.latest.get('manager', managerId))
    const plan = shown?.recovery?.plans.find(({ nativeId }) => nativeId === planNativeId)
    if (plan === undefined) throw notFound('This recovery plan')
    if (confirmation !== plan.name)
      throw refused(`The name that was typed is not that of ${plan.name}`, 'Type the plan’s name exactly as it is shown.')
    const why = recoveryRefusal(plan, verb)
    if (why !== null) throw refused(why, 'Look at the plan’s state.')
    const orderId = await placeOrder(context, { kind: 'recovery.run', managerId, planNativeId, verb, confirmation, reason })
    await tell(context, {
      kind: 'manager.recovery-ordered',
      object: managerObject(manager),
      reason,
      message: `Recovery plan ${plan.name} of ${manager.name}: ${verb} was ordered`,
      data: { orderId, plan: plan.name, verb, before: plan.said },
    })
    return { orderId }
  },
})
