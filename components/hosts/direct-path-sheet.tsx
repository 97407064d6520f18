'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Sheet } from '@/components/ui/overlay'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'
import { DirectPathEditor } from './direct-path-editor'
import { DirectPathFindings, DirectPathMark } from './direct-path-state'
import { useDirectPath } from './use-direct-path'

const Removal = ({ host }: { readonly host: Host }) => {
  const { directPath } = useMessages()
  const [isOpen, setOpen] = useState(false)
  const remove = useVerb(
    (client, reason: string | null) => client.directPaths.remove.mutate({ hostId: host.id, reason }),
    () => {
      setOpen(false)
      toast({ title: directPath.removed(host.name) })
    },
  )
  return (
    <>
      <Button onPress={() => setOpen(true)}>{directPath.remove}</Button>
      <ReasonDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={directPath.remove}
        consequence={directPath.removeConsequence(host.name)}
        actLabel={directPath.remove}
        isPending={remove.isPending}
        onAct={(reason) => remove.mutate(reason)}
      />
    </>
  )
}

/** How a host is reached without its manager, and whether that would work. */
export const DirectPathSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const { kind, address, proved } = useDirectPath(host)
  const mayConfigure = useMay('configure')
  const [isEditing, setEditing] = useState(false)
  return (
    <Sheet isOpen onClose={onClose} title={m.directPath.of(host.name)} closeLabel={m.common.close}>
      <div className="grid gap-5">
        {address ? (
          <>
            <DefinitionList
              rows={[
                { term: m.directPath.address, value: `${m.settings.managers.kinds[address.kind]}, ${address.url}` },
                { term: m.directPath.proof, value: <DirectPathMark proved={proved} /> },
              ]}
            />
            <DirectPathFindings findings={proved?.findings ?? []} />
          </>
        ) : (
          <p className="text-fg-2">{m.directPath.none}</p>
        )}
        {mayConfigure && isEditing && kind ? (
          <DirectPathEditor host={host} kind={kind} onDone={() => setEditing(false)} />
        ) : mayConfigure && kind ? (
          <div className="flex gap-2">
            <Button variant={address ? 'plain' : 'primary'} onPress={() => setEditing(true)}>
              {address ? m.directPath.change : m.directPath.add}
            </Button>
            {address ? <Removal host={host} /> : null}
          </div>
        ) : null}
      </div>
    </Sheet>
  )
}
