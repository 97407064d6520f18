'use client'

import { QueryClient, QueryClientProvider, isServer } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { useState, type ReactNode } from 'react'
import superjson from 'superjson'
import type { AppRouter } from '@/server/api/root'
import { REQUEST_HEADER, REQUEST_HEADER_VALUE } from '@/server/domain/request-header'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const URL_PATH = '/api/trpc'

/** Their input is a whole plan, which no address can hold: they are asked in a body, and wait for no others of a batch. */
const ASKED_IN_A_BODY: ReadonlySet<string> = new Set(['plans.forecast', 'plans.moments'])

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

const OWN_HEADERS = { [REQUEST_HEADER]: REQUEST_HEADER_VALUE }

const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL_PATH, transformer: superjson }),
        false: splitLink({
          condition: ({ path }) => ASKED_IN_A_BODY.has(path),
          true: httpLink({ url: URL_PATH, transformer: superjson, headers: OWN_HEADERS, methodOverride: 'POST' }),
          false: httpBatchLink({ url: URL_PATH, transformer: superjson, maxItems: 12, headers: OWN_HEADERS }),
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
