'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/overlay'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { Feed, Host } from '@/server/domain/world'

const NONE = 'none'

const FeedsForm = ({
  host,
  feeds,
  onClose,
}: {
  readonly host: Host
  readonly feeds: readonly Feed[]
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const devices = useDocs('device')
  const given = (label: Feed['label']): string => feeds.find((feed) => feed.label === label)?.deviceId ?? NONE
  const [a, setA] = useState(given('A'))
  const [b, setB] = useState(given('B'))
  const [reason, setReason] = useState('')
  const save = useVerb(
    (client) => {
      const chosen = [
        { deviceId: a, label: 'A' as const },
        { deviceId: b, label: 'B' as const },
      ].filter(({ deviceId }) => deviceId !== NONE)
      return client.topology.setFeeds.mutate({ hostId: host.id, feeds: chosen, reason: reason.trim() || null })
    },
    () => {
      toast({ title: m.hosts.feedsSaved(host.name) })
      onClose()
    },
  )
  const choices = [{ id: NONE, label: m.hosts.feedNone }, ...devices.map(({ id, name }) => ({ id: String(id), label: name }))]
  return (
    <div className="grid gap-4">
      <p className="text-fg-2">{m.hosts.feedsHint}</p>
      <Select label={m.hosts.feedA} choices={choices} value={a} onChange={setA} />
      <Select label={m.hosts.feedB} choices={choices} value={b} onChange={setB} />
      <TextField label={m.common.reason} hint={m.common.reasonHint} value={reason} onChange={setReason} maxLength={500} />
      <div className="flex justify-between">
        <Button onPress={onClose}>{m.common.cancel}</Button>
        <Button variant="primary" isPending={save.isPending} onPress={() => save.mutate(undefined)}>
          {m.common.save}
        </Button>
      </div>
    </div>
  )
}

export const FeedsSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const feeds = useQuery(useTRPC().topology.feeds.queryOptions())
  return (
    <Sheet isOpen onClose={onClose} title={m.hosts.feedsOf(host.name)} closeLabel={m.common.close}>
      {feeds.data ? (
        <FeedsForm host={host} feeds={feeds.data.filter(({ hostId }) => hostId === host.id)} onClose={onClose} />
      ) : (
        <SkeletonRows rows={3} label={m.common.loading} />
      )}
    </Sheet>
  )
}
