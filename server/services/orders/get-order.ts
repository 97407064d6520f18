import { z } from 'zod'
import { orderIdSchema } from '../../domain/ids'
import { notFound } from '../service-error'
import { query } from '../verb'

/** How an order fares, and what came of it. */
export const getOrder = query({
  name: 'orders.get',
  needs: 'view',
  input: z.object({ orderId: orderIdSchema }),
  async run({ input, read }) {
    const row = await read.orders.get(input.orderId)
    if (row === null) throw notFound('This order')
    return { state: row.state, result: row.result }
  },
})
