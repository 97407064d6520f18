'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { CablingMark } from '@/components/power/cabling-mark'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import type { Feed, Host } from '@/server/domain/world'

/** What was seen of a host's cables, and that a person has looked after them. */
export const HostCabling = ({ host, feeds }: { readonly host: Host; readonly feeds: readonly Feed[] }) => {
  const m = useMessages()
  const mayConfigure = useMay('configure')
  const seen = useDoc('cabling', host.id)?.feeds ?? []
  const [isOpen, setOpen] = useState(false)
  const clear = useVerb(
    (client, reason: string | null) => client.topology.clearCabling.mutate({ hostId: host.id, reason }),
    () => {
      setOpen(false)
      toast({ title: m.cabling.checkedDone(host.name) })
    },
  )
  if (feeds.length === 0) return null
  return (
    <section className="grid gap-2" aria-label={m.cabling.title}>
      <h3 className="text-xs text-fg-3">{m.cabling.title}</h3>
      <ul className="grid gap-2">
        {feeds.map((feed) => (
          <li key={feed.label} className="flex gap-2">
            <b>{feed.label}</b>
            <CablingMark feed={feed} evidence />
          </li>
        ))}
      </ul>
      {seen.length < feeds.length ? <p className="text-sm text-fg-2">{m.cabling.unprovedHint}</p> : null}
      {seen.length > 0 && mayConfigure ? (
        <div>
          <Button onPress={() => setOpen(true)}>{m.cabling.checked}</Button>
        </div>
      ) : null}
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={m.cabling.checked}
        consequence={m.cabling.checkedConsequence(host.name)}
        actLabel={m.cabling.checked}
        isPending={clear.isPending}
        onAct={(reason) => clear.mutate(reason)}
      />
    </section>
  )
}
