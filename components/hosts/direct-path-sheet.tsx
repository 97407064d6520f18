'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { Removal } from '@/components/shell/removal'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Sheet } from '@/components/ui/overlay'
import { toast } from '@/components/ui/toast'
import type { Host } from '@/server/domain/world'
import { DirectPathEditor } from './direct-path-editor'
import { DirectPathMark } from './direct-path-state'
import { useDirectPath } from './use-direct-path'
import { WayFindings } from './way-findings'

const DirectPathRemoval = ({ host }: { readonly host: Host }) => {
  const { directPath } = useMessages()
  const remove = useVerb(
    (client, reason: string | null) => client.directPaths.remove.mutate({ hostId: host.id, reason }),
    () => toast({ title: directPath.removed(host.name) }),
  )
  return (
    <Removal
      label={directPath.remove}
      consequence={directPath.removeConsequence(host.name)}
      isPending={remove.isPending}
      onRemove={(reason) => remove.mutate(reason)}
    />
  )
}

/** How a host is reached without its manager, and whether that would work. */
export const DirectPathSheet = ({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) => {
  const m = useMessages()
  const { kind, address, proved } = useDirectPath(host)
  const mayConfigure = useMay('configure')
  const [isChanging, setChanging] = useState(false)
  const isForm = address === null || (isChanging && address !== undefined)
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
            <WayFindings findings={proved?.findings ?? []} />
          </>
        ) : (
          <p className="text-fg-2">{m.directPath.none}</p>
        )}
        {mayConfigure && isForm && kind ? (
          <DirectPathEditor
            host={host}
            kind={kind}
            before={address ?? null}
            onDone={address ? () => setChanging(false) : onClose}
          />
        ) : mayConfigure && address ? (
          <div className="flex gap-2">
            <Button onPress={() => setChanging(true)}>{m.directPath.change}</Button>
            <DirectPathRemoval host={host} />
          </div>
        ) : null}
      </div>
    </Sheet>
  )
}
