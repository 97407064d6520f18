import { z } from 'zod'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { searchObject } from './search-object'

/** Ends a search; what it has found stays. */
export const cancelDiscovery = mutation({
  name: 'discovery.cancel',
  needs: 'configure',
  input: z.object({ searchId: z.string().min(1).max(100) }),
  async run(context) {
    const { searchId } = context.input
    const orderId = await placeOrder(context, { kind: 'discovery.cancel', searchId })
    await tell(context, {
      kind: 'discovery.cancel-ordered',
      object: searchObject(searchId),
      message: 'The end of the search for devices was ordered',
      data: { orderId },
    })
    return { orderId }
  },
})
