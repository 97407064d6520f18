'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, type ReactNode } from 'react'
import { errorText } from '@/components/api/error-text'
import { useTRPC } from '@/components/api/trpc'
import { useMessages } from '@/components/messages/use-messages'
import { Crashed } from '@/components/shell/crashed'
import { SkeletonRows } from '@/components/ui/skeleton'

/** Shows the console to those who are signed in and sends the others to the sign-in page. The server checks every call anyway. */
export const RequireUser = ({ children }: { readonly children: ReactNode }) => {
  const m = useMessages()
  const router = useRouter()
  const { data, error, refetch } = useQuery(useTRPC().auth.state.queryOptions())
  const anonymous = data !== undefined && data.user === null
  useEffect(() => {
    if (anonymous) router.replace('/sign-in')
  }, [anonymous, router])
  if (error) return <Crashed message={errorText(error, m).message} onRetry={() => void refetch()} />
  if (!data?.user) return <SkeletonRows rows={8} label={m.common.loading} />
  return children
}
