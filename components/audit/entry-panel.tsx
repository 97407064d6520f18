'use client'

import type { ReactNode } from 'react'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Sheet } from '@/components/ui/overlay'
import type { JournalEntry, Json } from '@/server/domain/journal'
import type { AuditFilter } from './audit-filter'
import { OutcomeMark } from './outcome-mark'

const Data = ({ term, data }: { readonly term: string; readonly data: Json }) => (
  <section className="grid gap-1">
    <h3 className="text-xs text-fg-3">{term}</h3>
    <pre
      className="overflow-x-auto rounded-md border border-line bg-panel p-3 font-mono text-sm whitespace-pre-wrap"
      tabIndex={0}
    >
      {JSON.stringify(data, null, 2)}
    </pre>
  </section>
)

/** Before → after side by side where the entry has them; the rest as it was seen. */
const Evidence = ({ data }: { readonly data: Json }) => {
  const m = useMessages()
  if (data === null || (typeof data === 'object' && Object.keys(data).length === 0)) return null
  if (typeof data !== 'object' || !('before' in data) || !('after' in data)) return <Data term={m.audit.evidence} data={data} />
  const { before, after, ...rest } = data
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Data term={m.audit.before} data={before ?? null} />
        <Data term={m.audit.after} data={after ?? null} />
      </div>
      {Object.keys(rest).length > 0 ? <Data term={m.audit.evidence} data={rest} /> : null}
    </>
  )
}

export const EntryPanel = ({
  entry,
  onFilter,
  onClose,
}: {
  readonly entry: JournalEntry
  readonly onFilter: (change: Partial<AuditFilter>) => void
  readonly onClose: () => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const only = (label: string, change: Partial<AuditFilter>): ReactNode => (
    <Button
      size="small"
      onPress={() => {
        onFilter(change)
        onClose()
      }}
    >
      {label}
    </Button>
  )
  return (
    <Sheet isOpen onClose={onClose} title={m.audit.entry(format.count(entry.id))} closeLabel={m.common.close}>
      <div className="grid gap-4">
        <p className="text-lg break-words">{entry.message}</p>
        <DefinitionList
          rows={[
            { term: m.audit.columns.time, value: format.moment(entry.atMs) },
            { term: m.audit.kindOf, value: entry.kind },
            { term: m.audit.columns.object, value: `${m.audit.objectKinds[entry.object.kind]} ${entry.object.name}` },
            { term: m.audit.columns.actor, value: entry.actor },
            { term: m.audit.columns.channel, value: m.audit.channels[entry.channel] },
            { term: m.audit.columns.outcome, value: <OutcomeMark outcome={entry.outcome} /> },
            { term: m.audit.reason, value: entry.reason ?? '—' },
          ]}
        />
        <div className="flex flex-wrap gap-2">
          {only(m.audit.only(entry.kind), { kindPrefix: entry.kind })}
          {only(m.audit.onlyThisObject, { objectKind: entry.object.kind, objectId: entry.object.id })}
          {entry.runId === null ? null : only(m.audit.onlyThisRun, { runId: entry.runId })}
        </div>
        <Evidence data={entry.data} />
        <DefinitionList
          rows={[
            { term: m.audit.hash, value: <code className="font-mono text-xs break-all">{entry.hash}</code> },
            { term: m.audit.previous, value: <code className="font-mono text-xs break-all">{entry.previousHash}</code> },
          ]}
        />
      </div>
    </Sheet>
  )
}
