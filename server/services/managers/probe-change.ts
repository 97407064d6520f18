import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { managerChangeSchema, tryableChange } from './change-input'
import { managerObject } from './manager-object'

/** Asks the engine to sign in to a manager in another way, and whether it is the same one. Nothing is saved. */
export const probeChange = mutation({
  name: 'managers.probeChange',
  needs: 'configure',
  input: managerChangeSchema,
  async run(context) {
    const { input, tx, host } = context
    const { manager, order } = await tryableChange(tx, input)
    await tell(context, {
      kind: 'manager.probe-ordered',
      object: managerObject(manager),
      message: `A probe of ${order.url} in place of ${manager.address.url} was ordered (${manager.name})`,
    })
    const sealed = input.secret === null ? null : host.store.secrets.seal(input.secret)
    const orderId = await placeOrder(context, { kind: 'manager.change', managerId: manager.id, ...order, sealed, save: null })
    return { orderId }
  },
})
