'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { Check } from '@/components/ui/check'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Sheet } from '@/components/ui/overlay'
import { TitledPanel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { kindOf } from '@/server/domain/device-kind'
import type { PowerGroup } from '@/server/domain/world'

const GroupSheet = ({
  group,
  taken,
  onClose,
}: {
  readonly group: PowerGroup | null
  readonly taken: ReadonlySet<string>
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const g = m.settings.groups
  const devices = useQuery(useTRPC().power.list.queryOptions())
  const [name, setName] = useState(group?.name ?? '')
  const [ids, setIds] = useState<readonly string[]>(group?.deviceIds ?? [])
  const [required, setRequired] = useState(group?.requiredDevices ?? 1)
  const needed = Math.min(required, Math.max(1, ids.length))
  const save = useVerb(
    (client) => client.groups.save.mutate({ id: group?.id ?? null, name, deviceIds: [...ids], requiredDevices: needed }),
    () => {
      toast({ title: g.saved(name) })
      onClose()
    },
  )
  // What turned out to be a PDU can only be taken out.
  const free = (devices.data ?? []).filter(
    ({ id, identity }) => ids.includes(id) || (!taken.has(id) && kindOf(identity) === 'ups'),
  )
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={group?.name ?? g.add}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <Button
            variant="primary"
            isPending={save.isPending}
            isDisabled={name.trim() === '' || ids.length === 0}
            onPress={() => save.mutate(undefined)}
          >
            {m.common.save}
          </Button>
        </div>
      }
    >
      <div className="grid gap-4">
        <TextField label={g.name} value={name} onChange={setName} autoFocus maxLength={80} />
        <fieldset className="grid gap-1">
          <legend className="pb-1 text-xs text-fg-3">{g.devices}</legend>
          {devices.data && free.length === 0 ? <p className="text-fg-2">{g.noDevices}</p> : null}
          {free.map(({ id, name: label, identity }) => (
            <Check
              key={id}
              isSelected={ids.includes(id)}
              onChange={(on) => setIds(on ? [...ids, id] : ids.filter((other) => other !== id))}
            >
              {kindOf(identity) === 'ups' ? label : `${label} (${m.power.kinds[kindOf(identity)]}: ${g.noEnergy})`}
            </Check>
          ))}
        </fieldset>
        {ids.length > 0 ? (
          <>
            <Select
              label={g.required}
              value={String(needed)}
              onChange={(id) => setRequired(Number(id))}
              choices={ids.map((_, index) => ({ id: String(index + 1), label: m.overview.required(index + 1, ids.length) }))}
            />
            <p className="text-sm text-fg-3">{g.requiredHint}</p>
          </>
        ) : null}
      </div>
    </Sheet>
  )
}

export const GroupsTab = () => {
  const m = useMessages()
  const g = m.settings.groups
  const trpc = useTRPC()
  const may = useMay('configure')
  const { data } = useQuery(trpc.groups.list.queryOptions())
  const devices = useQuery(trpc.power.list.queryOptions())
  const [editing, setEditing] = useState<PowerGroup | 'new' | null>(null)
  const [removing, setRemoving] = useState<PowerGroup | null>(null)
  const remove = useVerb(
    (client, given: { readonly id: string; readonly reason: string | null }) => client.groups.remove.mutate(given),
    () => setRemoving(null),
  )
  if (!data) return <SkeletonRows rows={4} label={m.common.loading} />
  const nameOf = (id: string): string => devices.data?.find((device) => device.id === id)?.name ?? id
  return (
    <>
      <TitledPanel
        title={m.settings.tabs.groups}
        flush
        actions={
          <Button variant="primary" isDisabled={!may} onPress={() => setEditing('new')}>
            {g.add}
          </Button>
        }
      >
        {data.length === 0 ? <EmptyState title={g.empty} /> : null}
        <DataTable
          label={g.table}
          head={
            <>
              <Th>{g.columns.name}</Th>
              <Th>{g.columns.devices}</Th>
              <Th>{g.columns.required}</Th>
              <Th>
                <span className="sr-only">{g.columns.actions}</span>
              </Th>
            </>
          }
        >
          {data.map((group) => (
            <Tr key={group.id}>
              <Td className="font-[550]">{group.name}</Td>
              <Td className="text-fg-2">{group.deviceIds.map(nameOf).join(', ')}</Td>
              <Td className="text-fg-2">{m.overview.required(group.requiredDevices, group.deviceIds.length)}</Td>
              <Td end>
                {may ? (
                  <span className="flex justify-end gap-1">
                    <Button size="small" aria-label={`${g.edit} ${group.name}`} onPress={() => setEditing(group)}>
                      {g.edit}
                    </Button>
                    <Button
                      size="small"
                      variant="quiet"
                      aria-label={g.removeTitle(group.name)}
                      onPress={() => setRemoving(group)}
                    >
                      {m.common.remove}
                    </Button>
                  </span>
                ) : null}
              </Td>
            </Tr>
          ))}
        </DataTable>
      </TitledPanel>
      {editing ? (
        <GroupSheet
          group={editing === 'new' ? null : editing}
          taken={new Set<string>(data.flatMap(({ deviceIds }) => deviceIds))}
          onClose={() => setEditing(null)}
        />
      ) : null}
      <ReasonDialog
        key={removing?.id}
        isOpen={removing !== null}
        onClose={() => setRemoving(null)}
        title={g.removeTitle(removing?.name ?? '')}
        consequence={g.removeEffect}
        actLabel={g.removeTitle(removing?.name ?? '')}
        danger
        isPending={remove.isPending}
        onAct={(reason) => (removing ? remove.mutate({ id: removing.id, reason }) : undefined)}
      />
    </>
  )
}
