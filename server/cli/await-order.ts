import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { OrderId } from '../domain/ids'
import type { Json } from '../domain/journal'
import { ORDER_PATIENCE_MS } from '../domain/order-patience'
import { getOrder } from '../services/orders/get-order'
import { callQuery } from '../services/call-verb'
import type { ServiceHost } from '../services/service-host'
import type { Caller } from '../services/verb'
import { EXIT_CODE } from './exit-code'
import { failed, type Outcome } from './outcome'

const STEP_MS = 100

const refusalSchema = z.object({ message: z.string(), hint: z.string().nullish() })

/** What the engine answered to an order, or what to say where it did not. */
export const awaitOrder = async (
  host: ServiceHost,
  caller: Caller,
  orderId: OrderId,
  patienceMs = ORDER_PATIENCE_MS,
): Promise<{ readonly result: Json } | { readonly outcome: Outcome }> => {
  let isBegun = false
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += STEP_MS) {
    const { state, result } = await callQuery(host, getOrder, caller, { orderId })
    if (state === 'done') return { result }
    if (state === 'failed') {
      const refusal = refusalSchema.safeParse(result).data
      const words = refusal === undefined ? 'The engine did not do it.' : `${refusal.message}\n${refusal.hint ?? ''}`.trim()
      return { outcome: failed(EXIT_CODE.refused, words) }
    }
    isBegun = state === 'taken'
    await pause(STEP_MS)
  }
  const unanswered = isBegun
    ? 'The engine has begun this; how it ended is not known yet.\nLook at its run, or in the audit, before doing it again.'
    : 'The engine has not taken this.\nIs the server running on this data directory?'
  return { outcome: failed(EXIT_CODE.unreachable, unanswered) }
}
