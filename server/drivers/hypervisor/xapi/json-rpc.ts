import { z } from 'zod'
import { parseJsonInTurns } from '../../protocols/json-in-turns'
import type { Turns } from '../../protocols/turns'

/** An error code of the API and its parameters, as it tells them. */
export interface Fault {
  readonly code: string
  readonly params: readonly string[]
}

type Answer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'garbage' }

export const requestBody = (method: string, params: readonly unknown[], id: number): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params, id })

const words = z
  .array(z.unknown())
  .transform((items) => items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))))

/** Code and parameters in one list (before 7.3, and where the call was not even begun), else `message` and `data`. */
const faultSchema = z.union([
  words.refine((items) => items.length > 0).transform(([code = '', ...params]): Fault => ({ code, params })),
  z
    .object({ message: z.string().min(1), data: words.catch([]) })
    .transform(({ message, data }): Fault => ({ code: message, params: data })),
])

const envelopeSchema = z.object({ result: z.unknown().optional(), error: z.unknown().optional() })

/** In turns; `garbage` also where the work ended before its end (`turns.hasEnded`). */
export const parseAnswer = async (body: string, turns: Turns): Promise<Answer> => {
  const envelope = envelopeSchema.safeParse(await parseJsonInTurns(body, turns))
  if (!envelope.success) return { kind: 'garbage' }
  const { result, error } = envelope.data
  if (error !== undefined && error !== null) {
    const fault = faultSchema.safeParse(error)
    return fault.success ? { kind: 'fault', fault: fault.data } : { kind: 'garbage' }
  }
  return result === undefined || result === null ? { kind: 'garbage' } : { kind: 'result', result }
}
