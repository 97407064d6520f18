'use client'

import { useMessages } from '@/components/messages/use-messages'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export const NotFound = () => {
  const m = useMessages()
  return (
    <main>
      <EmptyState title={m.common.notFound} action={<LinkButton href="/">{m.common.toOverview}</LinkButton>}>
        {m.common.notFoundHint}
      </EmptyState>
    </main>
  )
}
