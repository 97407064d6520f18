import type { ReactNode } from 'react'
import { RequireUser } from '@/components/access/require-user'
import { Shell } from '@/components/shell/shell'

export default function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  return (
    <RequireUser>
      <Shell>{children}</Shell>
    </RequireUser>
  )
}
