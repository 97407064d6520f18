import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { OrderId } from '../domain/ids'
import type { Json } from '../domain/journal'
import { getOrder } from '../services/orders/get-order'
import { callQuery } from '../services/call-verb'
import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import { EXIT_CODE } from './exit-code'
import { failed, type Outcome } from './outcome'

const STEP_MS = 100
/** Covers the slowest probe. */
const PATIENCE_MS = 70_000

const refusalSchema = z.object({ message: z.string(), hint: z.string() })

/** What the engine answered to an order, or what to say where it did not. */
export const awaitOrder = async (
  host: ServiceHost,
  caller: Caller,
  orderId: OrderId,
): Promise<{ readonly result: Json } | { readonly outcome: Outcome }> => {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += STEP_MS) {
    const { state, result } = await callQuery(host, getOrder, caller, { orderId })
    if (state === 'done') return { result }
    if (state === 'failed') {
      const refusal = refusalSchema.safeParse(result).data
      const words = refusal === undefined ? 'The engine did not do it.' : `${refusal.message}\n${refusal.hint}`
      return { outcome: failed(EXIT_CODE.refused, words) }
    }
    await pause(STEP_MS)
  }
  return { outcome: failed(EXIT_CODE.unreachable, 'No engine answered.\nIs the server running on this data directory?') }
}
