'use client'

import { useState } from 'react'
import { useVerb } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonField } from '@/components/shell/reason-field'
import { SaveOrCancel } from '@/components/shell/save-or-cancel'
import { Check } from '@/components/ui/check'
import { Sheet } from '@/components/ui/overlay'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import type { Cluster, ManagerView } from '@/server/domain/world'

/** Hosts whose platform groups them not become a cluster, or another one than before. */
export const DefineCluster = ({
  manager,
  cluster,
  onClose,
}: {
  readonly manager: Pick<ManagerView, 'id' | 'name'>
  readonly cluster: Cluster | null
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const c = m.clusters
  const own = cluster?.nativeId ?? null
  const free = useDocs('host')
    .filter(
      ({ managerId, clusterNativeId }) =>
        managerId === manager.id && (clusterNativeId === null || (own !== null && clusterNativeId === own)),
    )
    .toSorted((left, right) => left.name.localeCompare(right.name, undefined, { numeric: true }))
  const [name, setName] = useState(cluster?.name ?? '')
  const [ids, setIds] = useState<readonly string[]>(() =>
    free.flatMap(({ id, clusterNativeId }) => (own !== null && clusterNativeId === own ? [id] : [])),
  )
  const [reason, setReason] = useState('')
  const save = useVerb(
    (client) =>
      client.clusters.define.mutate({
        managerId: manager.id,
        clusterNativeId: own,
        name,
        hostIds: [...ids],
        reason: reason.trim() || null,
      }),
    () => {
      toast({ title: c.saved(name) })
      onClose()
    },
  )
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={cluster === null ? c.define : c.titleOf(cluster.name)}
      closeLabel={m.common.close}
      footer={
        <SaveOrCancel
          onCancel={onClose}
          onSave={() => save.mutate(undefined)}
          isPending={save.isPending}
          isDisabled={name.trim() === '' || ids.length === 0}
        />
      }
    >
      <div className="grid gap-4">
        <p className="text-fg-2">{c.defineHint}</p>
        <TextField label={c.name} value={name} onChange={setName} autoFocus maxLength={80} />
        <fieldset className="grid gap-1">
          <legend className="pb-1 text-xs text-fg-3">{c.members}</legend>
          {free.length === 0 ? <p className="text-fg-2">{c.noFree}</p> : null}
          {free.map(({ id, name: label }) => (
            <Check
              key={id}
              isSelected={ids.includes(id)}
              onChange={(on) => setIds(on ? [...ids, id] : ids.filter((other) => other !== id))}
            >
              {label}
            </Check>
          ))}
        </fieldset>
        <ReasonField value={reason} onChange={setReason} />
      </div>
    </Sheet>
  )
}
