'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/overlay'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'
import { BmcEditor } from './bmc-editor'
import { BmcReading } from './bmc-reading'
import { BmcState } from './bmc-state'

const Removal = ({ host }: { readonly host: Host }) => {
  const m = useMessages()
  const [isOpen, setOpen] = useState(false)
  const remove = useVerb(
    (client, reason: string | null) => client.hardware.remove.mutate({ hostId: host.id, reason }),
    () => {
      setOpen(false)
      toast({ title: m.bmc.removed(host.name) })
    },
  )
  return (
    <>
      <Button onPress={() => setOpen(true)}>{m.bmc.remove}</Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={m.bmc.remove}
        consequence={m.bmc.removeConsequence(host.name)}
        actLabel={m.bmc.remove}
        isPending={remove.isPending}
        onAct={(reason) => remove.mutate(reason)}
      />
    </>
  )
}

/** A host's own management controller: what it says, and how it is reached. */
export const BmcSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const doc = useDoc('hardware', host.id)
  const mayConfigure = useMay('configure')
  const [isEditing, setEditing] = useState(false)
  const isForm = mayConfigure && isEditing
  return (
    <Sheet isOpen onClose={onClose} wide title={m.bmc.of(host.name)} closeLabel={m.common.close}>
      <div className="grid gap-5">
        {doc ? <BmcState doc={doc} /> : <p className="text-fg-2">{m.bmc.none}</p>}
        {isForm ? (
          <BmcEditor host={host} onDone={() => setEditing(false)} />
        ) : mayConfigure ? (
          <div className="flex gap-2">
            <Button variant={doc ? 'plain' : 'primary'} onPress={() => setEditing(true)}>
              {doc ? m.bmc.change : m.bmc.add}
            </Button>
            {doc ? <Removal host={host} /> : null}
          </div>
        ) : null}
        {doc?.reading && !isForm ? <BmcReading reading={doc.reading} /> : null}
      </div>
    </Sheet>
  )
}
