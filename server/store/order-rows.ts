import { z } from 'zod'
import { orderIdSchema } from '../domain/ids'
import { CHANNELS } from '../domain/journal'
import { orderSchema, type Order } from '../domain/order'
import type { StoreTransaction } from './database'
import type { Order as OrderRecord } from './generated/sqlite/client'
import { documentFromText, jsonFromText, textOfJson } from './json-text'
import type { OrderRow, StoreReads, StoreWrites } from './store'

const channelSchema = z.enum(CHANNELS)
const stateSchema = z.enum(['placed', 'taken', 'done', 'failed'])

const toOrder = (row: OrderRecord): OrderRow => ({
  id: orderIdSchema.parse(row.id),
  order: documentFromText(orderSchema, row.doc),
  actor: row.actor,
  channel: channelSchema.parse(row.channel),
  placedAtMs: Number(row.placedAtMs),
  state: stateSchema.parse(row.state),
  result: jsonFromText(row.result),
})

const wiped = (order: Order): Order => {
  if (!('sealed' in order)) return order
  return order.kind === 'discovery.start' ? { ...order, sealed: [] } : { ...order, sealed: '' }
}

export const orderReads = (client: StoreTransaction): StoreReads['orders'] => ({
  get: async (id) => {
    const row = await client.order.findUnique({ where: { id } })
    return row && toOrder(row)
  },
  unanswered: async () => (await client.order.findMany({ where: { state: 'taken' }, orderBy: { seq: 'asc' } })).map(toOrder),
  placed: async () => (await client.order.findMany({ where: { state: 'placed' }, orderBy: { seq: 'asc' } })).map(toOrder),
})

export const orderWrites = (tx: StoreTransaction): StoreWrites['orders'] => ({
  ...orderReads(tx),
  place: async ({ id, order, actor, channel, placedAtMs, state, result }) => {
    const newest = await tx.order.findFirst({ select: { seq: true }, orderBy: { seq: 'desc' } })
    await tx.order.create({
      data: {
        id,
        seq: (newest?.seq ?? 0n) + 1n,
        state,
        actor,
        channel,
        placedAtMs: BigInt(Math.trunc(placedAtMs)),
        doc: textOfJson(order),
        result: textOfJson(result),
      },
    })
  },
  take: async (id) => {
    const row = await tx.order.findUnique({ where: { id } })
    if (row?.state !== 'placed') return false
    const order = wiped(documentFromText(orderSchema, row.doc))
    await tx.order.update({ where: { id }, data: { state: 'taken', doc: textOfJson(order) } })
    return true
  },
  finish: async (id, state, result) =>
    void (await tx.order.updateMany({ where: { id }, data: { state, result: textOfJson(result) } })),
})
