import { z } from 'zod'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { directPathInputSchema, hostForDirectPath } from './direct-path-input'

/**
 * Gives a host a way past its manager, or changes it. The engine signs in there first, and saves only where it works and leads to that
 * host.
 */
export const saveDirectPath = mutation({
  name: 'directPaths.save',
  needs: 'configure',
  input: directPathInputSchema.extend({
    /** A person has looked and says that it is that host; needed only where nothing proves it. */
    confirmed: z.boolean().default(false),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx, host } = context
    const { secret, confirmed, reason } = input
    const { host: of, address } = await hostForDirectPath(tx, input)
    await tell(context, {
      kind: 'host.direct-path-change-ordered',
      object: hostObject(of),
      reason,
      message: `A change of the direct path to ${of.name} was ordered (${address.kind}, ${address.url})`,
    })
    const sealed = secret === null ? null : host.store.secrets.seal(secret)
    const save = { confirmed, reason }
    const orderId = await placeOrder(context, { kind: 'direct-path.save', hostId: of.id, address, sealed, save })
    return { orderId }
  },
})
