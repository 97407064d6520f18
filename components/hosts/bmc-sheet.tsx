'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Removal } from '@/components/shell/removal'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/overlay'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'
import { BmcEditor } from './bmc-editor'
import { BmcReading } from './bmc-reading'
import { BmcState } from './bmc-state'

const BmcRemoval = ({ host }: { readonly host: Host }) => {
  const { bmc } = useMessages()
  const remove = useVerb(
    (client, reason: string | null) => client.hardware.remove.mutate({ hostId: host.id, reason }),
    () => toast({ title: bmc.removed(host.name) }),
  )
  return (
    <Removal
      label={bmc.remove}
      consequence={bmc.removeConsequence(host.name)}
      isPending={remove.isPending}
      onRemove={(reason) => remove.mutate(reason)}
    />
  )
}

/** A host's own management controller: what it says, and how it is reached. */
export const BmcSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const doc = useDoc('hardware', host.id)
  const mayConfigure = useMay('configure')
  const [isChanging, setChanging] = useState(false)
  const listed = useQuery(useTRPC().hardware.list.queryOptions()).data
  const before = listed?.find(({ hostId }) => hostId === host.id)?.address ?? null
  const isForm = mayConfigure && listed !== undefined && (isChanging || doc === null)
  return (
    <Sheet isOpen onClose={onClose} wide title={m.bmc.of(host.name)} closeLabel={m.common.close}>
      <div className="grid gap-5">
        {doc ? <BmcState doc={doc} /> : <p className="text-fg-2">{m.bmc.none}</p>}
        {isForm ? (
          <BmcEditor host={host} before={before} onDone={doc ? () => setChanging(false) : onClose} />
        ) : mayConfigure ? (
          <div className="flex gap-2">
            <Button onPress={() => setChanging(true)}>{m.bmc.change}</Button>
            <BmcRemoval host={host} />
          </div>
        ) : null}
        {doc?.reading && !isForm ? <BmcReading reading={doc.reading} /> : null}
      </div>
    </Sheet>
  )
}
