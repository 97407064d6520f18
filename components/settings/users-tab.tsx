'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay, useUser } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Sheet } from '@/components/ui/overlay'
import { TitledPanel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { toast } from '@/components/ui/toast'
import { ROLES, type Role } from '@/server/domain/access'

const SHORTEST_PASSWORD = 12

const NewUser = ({ onClose }: { readonly onClose: () => void }) => {
  const m = useMessages()
  const u = m.settings.users
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [password, setPassword] = useState('')
  const create = useVerb(
    (client) => client.users.create.mutate({ name, role, password }),
    () => {
      toast({ title: u.created(name) })
      onClose()
    },
  )
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={u.add}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <Button
            variant="primary"
            isPending={create.isPending}
            isDisabled={name.trim() === '' || password.length < SHORTEST_PASSWORD}
            onPress={() => create.mutate(undefined)}
          >
            {u.add}
          </Button>
        </div>
      }
    >
      <div className="grid gap-3">
        <TextField label={u.columns.name} value={name} onChange={setName} autoFocus maxLength={80} autoComplete="off" />
        <Select
          label={u.role}
          value={role}
          onChange={setRole}
          choices={ROLES.map((id) => ({ id, label: m.status.role[id], detail: u.roles[id] }))}
        />
        <TextField
          label={u.password}
          hint={u.passwordHint}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
      </div>
    </Sheet>
  )
}

const Accounts = () => {
  const m = useMessages()
  const u = m.settings.users
  const format = useFormat()
  const me = useUser()
  const { data } = useQuery(useTRPC().users.list.queryOptions())
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<{ readonly id: string; readonly name: string } | null>(null)
  const setRole = useVerb((client, given: { readonly userId: string; readonly role: Role }) => client.users.setRole.mutate(given))
  const remove = useVerb(
    (client, given: { readonly userId: string; readonly reason: string | null }) => client.users.remove.mutate(given),
    () => setRemoving(null),
  )
  if (!data) return <SkeletonRows rows={4} label={m.common.loading} />
  return (
    <>
      <TitledPanel
        title={m.settings.tabs.users}
        flush
        actions={
          <Button variant="primary" onPress={() => setAdding(true)}>
            {u.add}
          </Button>
        }
      >
        <DataTable
          label={u.table}
          head={
            <>
              <Th>{u.columns.name}</Th>
              <Th>{u.columns.role}</Th>
              <Th>{u.columns.created}</Th>
              <Th>
                <span className="sr-only">{u.columns.actions}</span>
              </Th>
            </>
          }
        >
          {data.map(({ id, name, role, createdAtMs }) => (
            <Tr key={id}>
              <Td className="font-[550]">{name}</Td>
              <Td>
                <Select
                  quiet
                  bare
                  label={u.roleOf(name)}
                  isDisabled={id === me?.id}
                  value={role}
                  onChange={(next) => setRole.mutate({ userId: id, role: next })}
                  choices={ROLES.map((each) => ({ id: each, label: m.status.role[each], detail: u.roles[each] }))}
                />
              </Td>
              <Td className="text-fg-2">{format.moment(createdAtMs)}</Td>
              <Td end>
                {id === me?.id ? null : (
                  <Button size="small" variant="quiet" aria-label={u.removeTitle(name)} onPress={() => setRemoving({ id, name })}>
                    {m.common.remove}
                  </Button>
                )}
              </Td>
            </Tr>
          ))}
        </DataTable>
      </TitledPanel>
      {adding ? <NewUser onClose={() => setAdding(false)} /> : null}
      <ReasonDialog
        key={removing?.id}
        isOpen={removing !== null}
        onClose={() => setRemoving(null)}
        title={u.removeTitle(removing?.name ?? '')}
        consequence={u.removeEffect}
        actLabel={u.removeTitle(removing?.name ?? '')}
        danger
        isPending={remove.isPending}
        onAct={(reason) => (removing ? remove.mutate({ userId: removing.id, reason }) : undefined)}
      />
    </>
  )
}

export const UsersTab = () => {
  const m = useMessages()
  const may = useMay('administer')
  return may ? <Accounts /> : <EmptyState title={m.settings.tabs.users}>{m.settings.users.forbidden}</EmptyState>
}
