'use client'

import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { LinkButton } from '@/components/ui/button'
import { DISCOVERY } from '@/server/domain/discovery'

/** A search that goes on, and the way back to it. */
export const SearchNote = () => {
  const d = useMessages().discovery
  const search = useDoc('discovery', DISCOVERY)
  if (search?.state !== 'running') return null
  return (
    <LinkButton href="/power?discover=1" variant="quiet">
      {d.underWay(search.found.length)}
    </LinkButton>
  )
}
