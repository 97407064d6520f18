import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { getQueryClient } from '@/server/api/prefetch'

/** Hands what the page fetched on the server to the queries in the browser. */
export const Hydrated = ({ children }: { readonly children: ReactNode }) => (
  <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>
)
