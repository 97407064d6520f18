'use client'

import { QueryClient, QueryClientProvider, isServer } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { useState, type ReactNode } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '@/server/api/root'
import { REQUEST_HEADER, REQUEST_HEADER_VALUE } from '@/server/domain/request-header'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const URL_PATH = '/api/trpc'

const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: 1, refetchOnWindowFocus: true },
      dehydrate: { serializeData: superjson.serialize },
      hydrate: { deserializeData: superjson.deserialize },
    },
  })

let browserQueryClient: QueryClient | null = null

/** One cache for the browser's life; on the server a new one per request, so that no answer leaks to another person. */
const queryClientOf = (): QueryClient => (isServer ? makeQueryClient() : (browserQueryClient ??= makeQueryClient()))

const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL_PATH, transformer: superjson }),
        false: httpBatchLink({
          url: URL_PATH,
          transformer: superjson,
          maxItems: 12,
          headers: { [REQUEST_HEADER]: REQUEST_HEADER_VALUE },
        }),
      }),
    ],
  })

export const ApiProvider = ({ children }: { readonly children: ReactNode }) => {
  const queryClient = queryClientOf()
  const [client] = useState(makeClient)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
