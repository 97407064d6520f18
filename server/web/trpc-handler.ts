import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { appRouter } from '../api/root'
import { logError } from './log-error'
import { requestContext } from './request-context'
import type { WebHost } from './web-host'

export const TRPC_PATH = '/api/trpc'

/** Answers one request to the API: calls, batches and the live stream. */
export const handleTrpc = (web: WebHost, request: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: TRPC_PATH,
    req: request,
    router: appRouter,
    maxBatchSize: 50,
    // A query whose input is a whole plan is too long for an address.
    allowMethodOverride: true,
    createContext: ({ resHeaders }) => requestContext(web, { request, answer: resHeaders }),
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
    onError: ({ error, path }) => {
      if (error.code === 'INTERNAL_SERVER_ERROR') logError(path ?? 'api', error.cause ?? error)
    },
  })
