import { QueryClient } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { cache } from 'react'
import superjson from 'superjson'
import { appRouter } from './root'
import { pageContext } from './page-context'

/** One per request: `getQueryClient().prefetchQuery(trpcServer.power.list.queryOptions())`, then hydrate `dehydrate(getQueryClient())`. */
export const getQueryClient = cache(
  () =>
    new QueryClient({
      defaultOptions: {
        queries: { staleTime: 5_000 },
        dehydrate: { serializeData: superjson.serialize },
        hydrate: { deserializeData: superjson.deserialize },
      },
    }),
)

export const trpcServer = createTRPCOptionsProxy({ ctx: pageContext, router: appRouter, queryClient: getQueryClient })
