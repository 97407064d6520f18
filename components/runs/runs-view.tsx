'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { type ListedRun, phaseWords, runKindWords } from '@/components/status/danger-words'
import { PHASE_SEVERITY } from '@/components/status/severities'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import type { Run } from '@/server/domain/run'
import { runHref } from '@/components/shell/hrefs'
import { RUNS_LISTED } from './runs-listed'

/** What the store lists, with the live documents laid over it: a run that began just now is there at once. */
const merge = (listed: readonly Run[], live: readonly ListedRun[]): readonly ListedRun[] => {
  const byId = new Map<string, ListedRun>(listed.map((run) => [run.id, run]))
  for (const run of live) byId.set(run.id, run)
  return [...byId.values()].toSorted((a, b) => b.startedAtMs - a.startedAtMs)
}

export const RunsView = () => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const live = useDocs('run')
  const { data } = useQuery(useTRPC().runs.list.queryOptions({ limit: RUNS_LISTED }))
  const runs = data ? merge(data, live) : null
  const c = m.runs.columns
  return (
    <>
      <PageHeader title={m.runs.title} />
      <Panel className="overflow-hidden">
        {runs === null ? (
          <SkeletonRows label={m.common.loading} />
        ) : runs.length === 0 ? (
          <EmptyState title={m.runs.emptyTitle}>{m.runs.emptyHint}</EmptyState>
        ) : (
          <DataTable
            label={m.runs.table}
            head={
              <>
                <Th>{c.title}</Th>
                <Th className="max-sm:hidden">{c.kind}</Th>
                <Th>{c.phase}</Th>
                <Th>{c.started}</Th>
                <Th end className="max-sm:hidden">
                  {c.lasted}
                </Th>
                <Th className="max-sm:hidden">{c.by}</Th>
              </>
            }
          >
            {runs.map((run) => {
              const { id, title, phase, dryRun, startedAtMs, endedAtMs, startedBy, reason } = run
              const end = endedAtMs ?? now
              return (
                <Tr key={id}>
                  <Td className="max-sm:py-1 max-sm:!whitespace-normal">
                    <Link href={runHref(id)} className="link font-[550]">
                      {title}
                    </Link>
                    {reason ? <span className="text-sm text-fg-2"> · {reason}</span> : null}
                  </Td>
                  <Td className="text-fg-2 max-sm:hidden">
                    {[runKindWords(run, m), dryRun ? m.runs.dryRun : null].filter(Boolean).join(', ')}
                  </Td>
                  <Td>
                    <StatusMark severity={PHASE_SEVERITY[phase]}>{phaseWords(run, m)}</StatusMark>
                  </Td>
                  <Td className="text-fg-2 max-sm:py-1 max-sm:!whitespace-normal">{format.moment(startedAtMs)}</Td>
                  <Td end className="max-sm:hidden">
                    {end === null ? '—' : format.duration((end - startedAtMs) / 1000)}
                  </Td>
                  <Td className="text-fg-2 max-sm:hidden">{startedBy}</Td>
                </Tr>
              )
            })}
          </DataTable>
        )}
      </Panel>
    </>
  )
}
