import { z } from 'zod'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { placeOrder } from '../orders/place-order'
import { refused } from '../service-error'
import { mutation } from '../verb'
import { managerChangeSchema, toldDifference, tryableChange } from './change-input'
import { managerObject } from './manager-object'

/**
 * Changes how a manager is reached: address, fingerprints, credential. It stays the same manager, with all that hangs on it. The
 * engine signs in first, and saves only where the same installation answers.
 */
export const changeManager = mutation({
  name: 'managers.change',
  needs: 'configure',
  input: managerChangeSchema.extend({
    /** A person has looked and says that it is the same manager; needed only where the platform cannot tell. */
    confirmed: z.boolean().default(false),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx, host } = context
    const { manager, order } = await tryableChange(tx, input)
    const what = toldDifference(manager, { ...order, secret: input.secret })
    if (what.length === 0) throw refused(`Nothing of ${manager.name} would be changed`, 'Change something of it first.')
    await tell(context, {
      kind: 'manager.change-ordered',
      object: managerObject(manager),
      reason: input.reason,
      message: `A change of ${manager.name} was ordered: ${what.join(', ')}`,
    })
    const sealed = input.secret === null ? null : host.store.secrets.seal(input.secret)
    const save = { confirmed: input.confirmed, reason: input.reason }
    const orderId = await placeOrder(context, { kind: 'manager.change', managerId: manager.id, ...order, sealed, save })
    return { orderId }
  },
})
