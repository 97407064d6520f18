'use client'

import type { ReactNode } from 'react'
import { eventWords } from '@/components/events/event-words'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { Sheet } from '@/components/ui/overlay'
import type { JournalEntry } from '@/server/domain/journal'
import type { AuditFilter } from './audit-filter'
import { Evidence } from './evidence'
import { areaWords } from './kind-areas'
import { objectWords } from './object-words'
import { OutcomeMark } from './outcome-mark'

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
        <p className="text-lg break-words">{eventWords(entry, m)}</p>
        <DefinitionList
          rows={[
            { term: m.audit.columns.time, value: format.moment(entry.atMs) },
            { term: m.audit.kindOf, value: areaWords(entry.kind, m.audit) ?? entry.kind },
            { term: m.audit.columns.object, value: objectWords(entry, m.audit) },
            { term: m.audit.columns.actor, value: entry.actor },
            { term: m.audit.columns.channel, value: m.audit.channels[entry.channel] },
            { term: m.audit.columns.outcome, value: <OutcomeMark outcome={entry.outcome} /> },
            { term: m.audit.reason, value: entry.reason ?? '—' },
          ]}
        />
        <div className="flex flex-wrap gap-2">
          {only(m.audit.onlyThisKind, { kindPrefix: entry.kind })}
          {only(m.audit.onlyThisObject, { objectKind: entry.object.kind, objectId: entry.object.id })}
          {entry.runId === null ? null : only(m.audit.onlyThisRun, { runId: entry.runId })}
        </div>
        <Evidence data={entry.data} />
        <DefinitionList
          rows={[
            {
              term: m.audit.recorded,
              value: (
                <>
                  <code className="font-mono text-xs break-all">{entry.kind}</code> {entry.message}
                </>
              ),
            },
            { term: m.audit.hash, value: <code className="font-mono text-xs break-all">{entry.hash}</code> },
            { term: m.audit.previous, value: <code className="font-mono text-xs break-all">{entry.previousHash}</code> },
          ]}
        />
      </div>
    </Sheet>
  )
}
