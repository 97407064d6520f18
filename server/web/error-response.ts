import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { errorForPeople, toTrpcError } from '../api/error-shape'
import { logError } from './log-error'

/** The answer of a plain route that failed, in the same words as the API's. */
export const errorResponse = (where: string, error: unknown): Response => {
  const shaped = toTrpcError(error)
  if (shaped.code === 'INTERNAL_SERVER_ERROR') logError(where, error)
  return Response.json(errorForPeople(shaped), {
    status: getHTTPStatusCodeFromError(shaped),
    headers: { 'cache-control': 'no-store' },
  })
}

export const badRequest = (error: Error): TRPCError =>
  new TRPCError({ code: 'BAD_REQUEST', message: error.message, cause: error })
