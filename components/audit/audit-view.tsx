'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { errorText } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { eventWords } from '@/components/events/event-words'
import { useFormat } from '@/components/format/use-format'
import { useLiveJournal } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { useClockZone } from '@/components/preferences/preferences'
import { useMay, useUser } from '@/components/shell/use-user'
import { Button, buttonLook } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorNote } from '@/components/ui/error-note'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { JournalEntry } from '@/server/domain/journal'
import { AuditFilters } from './audit-filters'
import { filterFrom, queryOf, requestOf, type AuditFilter } from './audit-filter'
import { EntryPanel } from './entry-panel'
import { Integrity } from './integrity'
import { objectWords } from './object-words'
import { OutcomeMark } from './outcome-mark'

const PAGE = 100
/** No entry has this id: the first page begins at the newest one. */
const FROM_HEAD = 0

const EntryRow = ({ entry, onOpen }: { readonly entry: JournalEntry; readonly onOpen: () => void }) => {
  const m = useMessages()
  const format = useFormat()
  return (
    <Tr>
      <Td className="text-fg-2">{format.moment(entry.atMs)}</Td>
      <Td className="w-full max-w-0 min-w-48">
        <AriaButton onPress={onOpen} className="block min-h-6 max-w-full truncate text-start hover:underline">
          {eventWords(entry, m)}
        </AriaButton>
      </Td>
      <Td className="max-w-36 truncate text-fg-2 max-sm:hidden xl:max-w-48">{objectWords(entry, m.audit)}</Td>
      <Td className="text-fg-2 max-sm:hidden">{entry.actor}</Td>
      <Td className="text-fg-2 max-xl:hidden">{m.audit.channels[entry.channel]}</Td>
      <Td className="max-sm:hidden">
        <OutcomeMark outcome={entry.outcome} />
      </Td>
    </Tr>
  )
}

const Journal = () => {
  const m = useMessages()
  const format = useFormat()
  const client = useTRPCClient()
  const router = useRouter()
  const zone = useClockZone()
  const filter = filterFrom(useSearchParams())
  const request = requestOf(filter, zone)
  const [open, setOpen] = useState<JournalEntry | null>(null)
  const query = useInfiniteQuery({
    queryKey: ['audit.page', request],
    queryFn: ({ pageParam }) =>
      client.audit.page.query({ ...request, limit: PAGE, beforeId: pageParam === FROM_HEAD ? undefined : pageParam }),
    initialPageParam: FROM_HEAD,
    getNextPageParam: ({ nextBeforeId }) => nextBeforeId,
    placeholderData: keepPreviousData,
  })
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? []
  const newer = useLiveJournal().filter(({ id }) => id > (entries[0]?.id ?? 0)).length
  const change = (next: Partial<AuditFilter>): void =>
    router.replace(`/audit?${queryOf({ ...filter, ...next })}`, { scroll: false })
  const exported = (kind: 'csv' | 'json'): string => `/api/audit/export?${queryOf({ format: kind, ...request })}`
  const c = m.audit.columns
  return (
    <>
      <PageHeader title={m.audit.title} aside={<Integrity />}>
        {newer > 0 ? (
          <Button onPress={() => void query.refetch()}>
            <span aria-live="polite">{m.audit.newer(newer)}</span>
          </Button>
        ) : null}
        <a href={exported('csv')} download className={buttonLook({})}>
          {m.audit.csv}
        </a>
        <a href={exported('json')} download className={buttonLook({})}>
          {m.audit.json}
        </a>
      </PageHeader>
      <AuditFilters filter={filter} onChange={change} onClear={() => router.replace('/audit', { scroll: false })} />
      {query.error ? <ErrorNote title={errorText(query.error, m).message} detail={errorText(query.error, m).hint} /> : null}
      <Panel className="overflow-hidden">
        {query.isPending ? (
          <SkeletonRows rows={12} label={m.common.loading} />
        ) : entries.length === 0 ? (
          <EmptyState title={m.audit.empty} />
        ) : (
          <DataTable
            label={m.audit.table}
            head={
              <>
                <Th>{c.time}</Th>
                <Th>{c.what}</Th>
                <Th className="max-sm:hidden">{c.object}</Th>
                <Th className="max-sm:hidden">{c.actor}</Th>
                <Th className="max-xl:hidden">{c.channel}</Th>
                <Th className="max-sm:hidden">{c.outcome}</Th>
              </>
            }
          >
            {entries.map((entry) => (
              <EntryRow key={entry.id} entry={entry} onOpen={() => setOpen(entry)} />
            ))}
          </DataTable>
        )}
      </Panel>
      <div className="flex justify-center pb-2 text-sm text-fg-3">
        {query.hasNextPage ? (
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {m.audit.more}
          </Button>
        ) : entries.length > 0 ? (
          m.audit.end
        ) : null}
      </div>
      {open ? <EntryPanel entry={open} onFilter={change} onClose={() => setOpen(null)} /> : null}
      <span className="sr-only" role="status">
        {format.count(entries.length)}
      </span>
    </>
  )
}

export const AuditView = () => {
  const m = useMessages()
  const user = useUser()
  const may = useMay('audit')
  if (user && !may) return <EmptyState title={m.audit.title}>{m.audit.forbidden}</EmptyState>
  return <Journal />
}
