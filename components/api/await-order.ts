import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import { ORDER_PATIENCE_MS } from '@/server/domain/order-patience'

/** How an order to the engine went; the engine answers within a fraction of a second, a probe within its deadlines. */
interface OrderAnswer {
  readonly state: 'placed' | 'taken' | 'done' | 'failed'
  readonly result: unknown
}

const refusalSchema = z.object({ message: z.string(), hint: z.string().nullish() })

/** The engine said no: `message` says why, `hint` what to do. */
export class OrderRefused extends Error {
  override readonly name = 'OrderRefused'
  constructor(
    message: string,
    readonly hint: string | null,
  ) {
    super(message)
  }
}

/**
 * The engine said nothing that could be shown. `silent`: it has not even begun; `begun`: it has, and its outcome is not known yet;
 * `unsaid`: no, and not why; `lost`: not even the console's server said anything, and may have passed it on.
 */
export class OrderUnanswered extends Error {
  override readonly name = 'OrderUnanswered'
  constructor(readonly how: 'silent' | 'begun' | 'unsaid' | 'lost') {
    super(how)
  }
}

/** The console's server answers at once, or its answer is lost: whoever pressed may press again after so long. */
export const REQUEST_DEADLINE_MS = 10_000

/** Whatever the console's server answers has data: without any, the request or its answer went astray, and nobody can tell which. */
const isAstray = (error: unknown): boolean => error instanceof TRPCClientError && (error.data ?? null) === null

/** A request to the console's server; one that hangs is given up. Without an answer of that server it is `lost`. */
export const withinDeadline = async <T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new OrderUnanswered('lost'))
      abort.abort()
    }, REQUEST_DEADLINE_MS)
  })
  try {
    return await Promise.race([request(abort.signal), late])
  } catch (error) {
    throw isAstray(error) ? new OrderUnanswered('lost') : error
  } finally {
    clearTimeout(timer)
  }
}

const STEP_MS = 120

/** Asks until the order has ended. `patienceMs` covers the slowest probe. What the engine has begun may be done after it. */
export const awaitOrder = async (
  ask: (signal: AbortSignal) => Promise<OrderAnswer>,
  patienceMs = ORDER_PATIENCE_MS,
): Promise<unknown> => {
  let isBegun = false
  for (let waited = 0; waited < patienceMs; waited += STEP_MS) {
    const { state, result } = await withinDeadline(ask)
    if (state === 'done') return result
    if (state === 'failed') throw refused(result)
    isBegun = state === 'taken'
    await new Promise((resolve) => setTimeout(resolve, STEP_MS))
  }
  throw new OrderUnanswered(isBegun ? 'begun' : 'silent')
}

const refused = (result: unknown): Error => {
  const parsed = refusalSchema.safeParse(result)
  if (parsed.success) return new OrderRefused(parsed.data.message, parsed.data.hint ?? null)
  return new OrderUnanswered('unsaid')
}
