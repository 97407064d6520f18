import { initTRPC, TRPCError } from '@trpc/server'
import type { z } from 'zod'
import { callMutation, callQuery } from '../services/call-verb'
import type { MutationVerb, QueryVerb } from '../services/verb'
import type { ApiContext } from './context'
import { errorForPeople, toTrpcError } from './error-shape'
import { plainJson, transformer } from './plain-output'

const t = initTRPC.context<ApiContext>().create({
  transformer,
  errorFormatter: ({ shape, error }) => {
    const { message, ...rest } = errorForPeople(error)
    return {
      ...shape,
      message,
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, ...rest },
    }
  },
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
})

const serviceErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (!result.ok) throw toTrpcError(result.error)
  return result
})

/** No page of another site may make a signed-in browser change anything. */
const ownMutations = t.middleware(({ type, ctx, next }) => {
  if (type === 'mutation' && ctx.forgedBecause !== null)
    throw new TRPCError({ code: 'FORBIDDEN', message: `The request was not believed: ${ctx.forgedBecause}` })
  return next()
})

export const router = t.router
export const procedure = t.procedure.use(serviceErrors).use(ownMutations)

interface Call<Input> {
  readonly ctx: ApiContext
  readonly input: Input
}

/** The resolver of a query verb. */
export const ask =
  <Schema extends z.ZodType, Output>(verb: QueryVerb<Schema, Output>) =>
  ({ ctx, input }: Call<z.output<Schema>>): Promise<Output> =>
    callQuery(ctx.host, verb, ctx.caller, input)

/** As `ask`, of an answer that is long and plain JSON. */
export const askPlain =
  <Schema extends z.ZodType, Output extends object | null>(verb: QueryVerb<Schema, Output>) =>
  async ({ ctx, input }: Call<z.output<Schema>>): Promise<Output> => {
    const answer = await callQuery(ctx.host, verb, ctx.caller, input)
    return answer === null ? answer : plainJson(answer)
  }

/** The resolver of a mutation verb. */
export const act =
  <Schema extends z.ZodType, Output, Prepared>(verb: MutationVerb<Schema, Output, Prepared>) =>
  ({ ctx, input }: Call<z.output<Schema>>): Promise<Output> =>
    callMutation(ctx.host, verb, ctx.caller, input)
