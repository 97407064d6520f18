import { z } from 'zod'

/** Parts of answers. What cannot be true counts as not told. */
export const text = z.string().nullish()
export const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER).nullish().catch(null)
export const flag = z.boolean().nullish()
/** What something is known by, whatever it looks like: without it the answer is spoilt. */
export const id = z.string().trim().min(1)
/** An id without which nothing can be acted on: anything else spoils the answer. */
export const guid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
