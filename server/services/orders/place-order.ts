import { randomUUID } from 'node:crypto'
import { orderIdSchema, type OrderId } from '../../domain/ids'
import type { Order } from '../../domain/order'
import type { Acting } from '../acting'

/** Leaves an order for the engine, in the caller's transaction: order and journal entry are there together or not at all. */
export const placeOrder = async (
  { tx, nowMs, actorName, channel }: Acting,
  order: Order,
  id: OrderId = orderIdSchema.parse(randomUUID()),
): Promise<OrderId> => {
  await tx.orders.place({ id, order, actor: actorName, channel, placedAtMs: nowMs, state: 'placed', result: null })
  return id
}

/** Makes the engine reload its configuration at once. */
export const configChanged = async (acting: Acting): Promise<void> => {
  await placeOrder(acting, { kind: 'config.changed' })
}
