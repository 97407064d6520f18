import { z } from 'zod'
import { MOST_ADDED } from '../../domain/discovery'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { searchObject } from './search-object'

/** Has the engine add what its search found, with the credentials that it tried: they never come back to the browser (K5). */
export const addDiscovered = mutation({
  name: 'discovery.add',
  needs: 'configure',
  input: z.object({
    searchId: z.string().min(1).max(100),
    devices: z
      .array(z.object({ key: z.string().min(1).max(600), name: displayNameSchema }))
      .min(1)
      .max(MOST_ADDED),
  }),
  async run(context) {
    const { searchId, devices } = context.input
    const orderId = await placeOrder(context, { kind: 'discovery.add', searchId, devices })
    await tell(context, {
      kind: 'discovery.add-ordered',
      object: searchObject(searchId),
      message: `Adding ${devices.length} found devices was ordered`,
      data: { orderId, devices },
    })
    return { orderId }
  },
})
