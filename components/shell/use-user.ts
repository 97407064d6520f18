'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { mayDo, type Permission } from '@/server/domain/access'

/** Who is signed in; null: nobody, or not known yet. */
export const useUser = () => {
  const { data } = useQuery(useTRPC().auth.state.queryOptions())
  return data?.user ?? null
}

/** Whether to offer a verb at all; the server decides for itself. */
export const useMay = (permission: Permission): boolean => {
  const user = useUser()
  return user !== null && mayDo(user.role, permission)
}
