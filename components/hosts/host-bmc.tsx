'use client'

import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import type { Host } from '@/server/domain/world'
import { BmcMark } from './bmc-state'

/** Whether a host has a BMC and what that says, in one line; the rest is in its own sheet. */
export const HostBmc = ({ host, onOpen }: { readonly host: Host; readonly onOpen: () => void }) => {
  const { bmc } = useMessages()
  const doc = useDoc('hardware', host.id)
  return (
    <section className="grid gap-2" aria-label={bmc.title}>
      <h3 className="text-xs text-fg-3">{bmc.title}</h3>
      <div className="flex items-center gap-3">
        {doc ? <BmcMark doc={doc} /> : <span className="text-fg-2">{bmc.noneShort}</span>}
        <Button size="small" aria-label={bmc.openOf(host.name)} onPress={onOpen}>
          {doc ? bmc.open : bmc.add}
        </Button>
      </div>
    </section>
  )
}
