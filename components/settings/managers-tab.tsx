'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { RecoveryPanel } from '@/components/recovery/recovery-panel'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { AddManager } from './add-manager'
import { ChangeManager } from './change-manager'
import { EditRunbook } from './edit-runbook'

const CONTACT_SEVERITY = { ok: 'normal', lost: 'warning', never: 'stale' } as const

export const ManagersTab = () => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const may = useMay('configure')
  const live = useDocs('manager')
  const { data } = useQuery(useTRPC().managers.list.queryOptions())
  const [adding, setAdding] = useState(false)
  const [changing, setChanging] = useState<string | null>(null)
  const [editing, setEditing] = useState<string | null>(null)
  const [removing, setRemoving] = useState<{ readonly id: string; readonly name: string } | null>(null)
  const remove = useVerb(
    (client, given: { readonly managerId: string; readonly reason: string | null }) => client.managers.remove.mutate(given),
    () => setRemoving(null),
  )
  const add = (
    <Button variant="primary" isDisabled={!may} onPress={() => setAdding(true)}>
      {m.settings.managers.add}
    </Button>
  )
  const c = m.settings.managers.columns
  const changed = data?.find(({ id }) => id === changing)
  const edited = data?.find(({ id }) => id === editing)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {data ? (
        <TitledPanel title={m.settings.tabs.managers} actions={add} flush>
          {data.length === 0 ? <EmptyState title={m.settings.managers.empty} /> : null}
          <DataTable
            label={m.settings.managers.table}
            head={
              <>
                <Th>{c.name}</Th>
                <Th>{c.kind}</Th>
                <Th>{c.url}</Th>
                <Th>{c.contact}</Th>
                <Th end>{c.refreshed}</Th>
                <Th>
                  <span className="sr-only">{c.actions}</span>
                </Th>
              </>
            }
          >
            {data.map(({ id, name, address }) => {
              const view = live.find((manager) => manager.id === id)
              const contact = view?.contact ?? 'never'
              return (
                <Tr key={id}>
                  <Td className="font-[550]">{name}</Td>
                  <Td className="text-fg-2">{m.settings.managers.kinds[address.kind]}</Td>
                  {/* One below the other, where there are several. */}
                  <Td className="py-1 whitespace-pre-line text-fg-2">{address.url.replaceAll(',', ',\n')}</Td>
                  <Td title={view?.message ?? undefined}>
                    <StatusMark severity={CONTACT_SEVERITY[contact]}>{m.status.contact[contact]}</StatusMark>
                  </Td>
                  <Td end className="text-fg-2">
                    {view?.refreshedAtMs && now !== null ? m.common.ago(format.age(now - view.refreshedAtMs)) : '—'}
                  </Td>
                  <Td end>
                    {may ? (
                      <Button
                        size="small"
                        variant="quiet"
                        aria-label={m.managerChange.title(name)}
                        onPress={() => setChanging(id)}
                      >
                        {m.managerChange.open}
                      </Button>
                    ) : null}
                    {may && address.runbook ? (
                      <Button
                        size="small"
                        variant="quiet"
                        aria-label={m.settings.managers.runbook.editTitle(name)}
                        onPress={() => setEditing(id)}
                      >
                        {m.settings.managers.runbook.edit}
                      </Button>
                    ) : null}
                    {may ? (
                      <Button
                        size="small"
                        variant="quiet"
                        aria-label={m.settings.managers.removeTitle(name)}
                        onPress={() => setRemoving({ id, name })}
                      >
                        {m.common.remove}
                      </Button>
                    ) : null}
                  </Td>
                </Tr>
              )
            })}
          </DataTable>
        </TitledPanel>
      ) : (
        <SkeletonRows rows={4} label={m.common.loading} />
      )}
      {live.map((manager) =>
        manager.recovery ? <RecoveryPanel key={manager.id} manager={manager} view={manager.recovery} /> : null,
      )}
      {edited?.address.runbook ? (
        <EditRunbook
          key={edited.id}
          manager={{ id: edited.id, name: edited.name, url: edited.address.url, runbook: edited.address.runbook }}
          onClose={() => setEditing(null)}
        />
      ) : null}
      {changed ? <ChangeManager key={changed.id} manager={changed} onClose={() => setChanging(null)} /> : null}
      {adding ? <AddManager onClose={() => setAdding(false)} /> : null}
      <ReasonDialog
        key={removing?.id}
        isOpen={removing !== null}
        onClose={() => setRemoving(null)}
        title={m.settings.managers.removeTitle(removing?.name ?? '')}
        consequence={m.settings.managers.removeEffect}
        actLabel={m.settings.managers.removeTitle(removing?.name ?? '')}
        danger
        isPending={remove.isPending}
        onAct={(reason) => (removing ? remove.mutate({ managerId: removing.id, reason }) : undefined)}
      />
    </div>
  )
}
