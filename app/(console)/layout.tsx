import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { RequireUser } from '@/components/access/require-user'
import { Shell } from '@/components/shell/shell'
import { getQueryClient, trpcServer } from '@/server/api/prefetch'
import { Hydrated } from './hydrated'

// Else the build would try to make these pages ahead, and open the store for it.
export const dynamic = 'force-dynamic'

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
