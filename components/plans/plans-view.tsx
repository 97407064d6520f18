'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { MODE_SEVERITY } from '@/components/status/severities'
import { Verdict } from '@/components/status/verdict'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Dialog } from '@/components/ui/overlay'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { TextField } from '@/components/ui/text-field'
import { planHref, runHref } from '@/components/shell/hrefs'

const CreatePlan = ({ onClose }: { readonly onClose: () => void }) => {
  const m = useMessages()
  const router = useRouter()
  const groups = useDocs('group')
  const [name, setName] = useState('')
  const [groupId, setGroupId] = useState<string | null>(groups[0]?.id ?? null)
  const create = useVerb(
    (client, powerGroupId: string) => client.plans.create.mutate({ name, powerGroupId }),
    ({ planId }) => router.push(planHref(planId)),
  )
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={m.plans.create}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between">
          <Button onPress={onClose}>{m.common.cancel}</Button>
          <Button
            variant="primary"
            isPending={create.isPending}
            isDisabled={name.trim() === '' || groupId === null}
            onPress={() => (groupId === null ? undefined : create.mutate(groupId))}
          >
            {m.plans.create}
          </Button>
        </div>
      }
    >
      <div className="grid gap-3">
        <TextField label={m.plans.name} value={name} onChange={setName} autoFocus maxLength={80} />
        {groups.length === 0 ? (
          <p className="text-fg-2">
            <Link href="/settings?tab=groups" className="link">
              {m.plans.noGroup}
            </Link>
          </p>
        ) : (
          <Select
            label={m.plans.group}
            value={groupId}
            onChange={setGroupId}
            choices={groups.map(({ id, name: label }) => ({ id: String(id), label }))}
          />
        )}
      </div>
    </Dialog>
  )
}

export const PlansView = () => {
  const m = useMessages()
  const may = useMay('configure')
  const [creating, setCreating] = useState(false)
  const { data } = useQuery(useTRPC().plans.list.queryOptions())
  const groups = useDocs('group')
  const create = (
    <Button variant="primary" isDisabled={!may} onPress={() => setCreating(true)}>
      {m.plans.create}
    </Button>
  )
  const c = m.plans.columns
  return (
    <>
      <PageHeader title={m.plans.title}>{create}</PageHeader>
      <Panel className="overflow-hidden">
        {!data ? (
          <SkeletonRows rows={4} label={m.common.loading} />
        ) : data.length === 0 ? (
          <EmptyState title={m.plans.emptyTitle} action={create}>
            {m.plans.emptyHint}
          </EmptyState>
        ) : (
          <DataTable
            label={m.plans.table}
            head={
              <>
                <Th>{c.name}</Th>
                <Th>{c.group}</Th>
                <Th>{c.mode}</Th>
                <Th>{c.version}</Th>
                <Th>{c.verdict}</Th>
              </>
            }
          >
            {data.map(({ plan, groupName, latestVersionNumber, publishedVersionNumber }) => {
              const group = groups.find(({ id, planId }) => id === plan.powerGroupId && planId === plan.id)
              const forecast = group?.forecast
              return (
                <Tr key={plan.id}>
                  <Td>
                    <Link href={planHref(plan.id)} className="link font-[550]">
                      {plan.name}
                    </Link>
                  </Td>
                  <Td className="text-fg-2">{groupName ?? '—'}</Td>
                  <Td>
                    <StatusMark severity={MODE_SEVERITY[plan.mode]}>{m.status.mode[plan.mode]}</StatusMark>
                  </Td>
                  <Td className="text-fg-2">
                    {publishedVersionNumber ?? m.plans.notPublished}
                    {latestVersionNumber !== null && latestVersionNumber !== publishedVersionNumber
                      ? ` · ${m.plans.draftOf(latestVersionNumber)}`
                      : null}
                  </Td>
                  <Td className="!whitespace-normal text-fg-2">
                    {forecast ? <Verdict forecast={forecast} running /> : '—'}
                    {group?.runId ? (
                      <>
                        {' · '}
                        <Link href={runHref(group.runId)} className="link whitespace-nowrap">
                          {m.plans.itsRun}
                        </Link>
                      </>
                    ) : null}
                  </Td>
                </Tr>
              )
            })}
          </DataTable>
        )}
      </Panel>
      {creating ? <CreatePlan onClose={() => setCreating(false)} /> : null}
    </>
  )
}
