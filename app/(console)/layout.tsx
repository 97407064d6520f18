import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { RequireUser } from '@/components/access/require-user'
import { Shell } from '@/components/shell/shell'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from './hydrated'

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const { user } = await getQueryClient().fetchQuery(trpcServer.auth.state.queryOptions())
  if (user === null) redirect('/sign-in')
  return (
    <Hydrated>
      <RequireUser>
        <Shell>{children}</Shell>
      </RequireUser>
    </Hydrated>
  )
}
