'use client'

import type { inferRouterOutputs } from '@trpc/server'
import { useMessages } from '@/components/messages/use-messages'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { SeverityShape } from '@/components/ui/status-mark'
import type { AppRouter } from '@/server/api/root'

type ImportRows = inferRouterOutputs<AppRouter>['topology']['previewImport']['rows']

const OUTCOMES = ['add', 'change', 'same', 'refused', 'not-understood', 'left-out'] as const

export const ImportPreview = ({ rows }: { readonly rows: ImportRows }) => {
  const t = useMessages().topologyImport
  const counted = OUTCOMES.flatMap((outcome) => {
    const count = rows.filter((row) => row.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${t.outcomes[outcome]}`]
  })
  return (
    <section className="grid gap-2" aria-live="polite">
      <p className="text-fg-2">{rows.length === 0 ? t.nothing : t.counts(counted.join(', '))}</p>
      <DataTable
        label={t.preview}
        head={
          <>
            <Th end>{t.columns.line}</Th>
            <Th>{t.columns.what}</Th>
            <Th>{t.columns.name}</Th>
            <Th>{t.columns.outcome}</Th>
            <Th>{t.columns.message}</Th>
          </>
        }
      >
        {rows.map(({ line, kind, name, outcome, message }, index) => (
          <Tr key={index}>
            <Td end className="text-fg-3">
              {line}
            </Td>
            <Td className="text-fg-2">{t.kinds[kind]}</Td>
            <Td className="font-[550]">{name || '—'}</Td>
            <Td>
              <span className="flex items-center gap-1.5">
                {outcome === 'refused' || outcome === 'not-understood' ? <SeverityShape severity="warning" /> : null}
                {t.outcomes[outcome]}
              </span>
            </Td>
            <Td className="min-w-72 py-1 !whitespace-normal text-fg-2">{message}</Td>
          </Tr>
        ))}
      </DataTable>
    </section>
  )
}
