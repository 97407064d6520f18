import type { Json } from '../domain/journal'
import type { Order } from '../domain/order'
import { hashPassword } from '../services/auth/password'
import type { OrderRow, Store } from '../store/store'
import { until } from './require-peer'

/** The engine's part where none runs: what was ordered, and an answer to it. */
export const answeredOrder = async (
  store: Store,
  kind: Order['kind'],
  state: 'done' | 'failed',
  result: Json,
): Promise<OrderRow> => {
  const row = await until('the order', async () => (await store.read.orders.placed()).find(({ order }) => order.kind === kind))
  await store.write((tx) => tx.orders.finish(row.id, state, result))
  return row
}

/** Every account of the seed signs in with this. */
export const PASSWORD_OF_ALL = 'long enough for anna'
export const givePasswords = async (store: Store): Promise<void> => {
  const passwordHash = await hashPassword(PASSWORD_OF_ALL)
  await store.write(async (tx) => {
    for (const user of await tx.users.list()) await tx.users.put({ ...user, passwordHash })
  })
}
