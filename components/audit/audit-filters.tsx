'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { CHANNELS } from '@/server/domain/journal'
import { OBJECT_KINDS, OUTCOMES, type AuditFilter } from './audit-filter'
import { kindChoices } from './kind-areas'

const ANY = 'any'

export const AuditFilters = ({
  filter,
  onChange,
  onClear,
}: {
  readonly filter: AuditFilter
  readonly onChange: (change: Partial<AuditFilter>) => void
  readonly onClear: () => void
}) => {
  const m = useMessages()
  const a = m.audit
  const any = { id: ANY, label: a.any }
  const word = (id: string): string => (id === ANY ? '' : id)
  return (
    <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-3 xl:grid-cols-[1.4fr_1fr_0.9fr_1fr_1fr_1fr_195px_195px_auto]">
      <TextField label={a.text} value={filter.text} onChange={(text) => onChange({ text })} type="search" />
      <Select
        label={a.kind}
        value={filter.kindPrefix || ANY}
        onChange={(id) => onChange({ kindPrefix: word(id) })}
        choices={[any, ...kindChoices(filter.kindPrefix, a)]}
      />
      <TextField label={a.actor} value={filter.actor} onChange={(actor) => onChange({ actor })} />
      <Select
        label={a.channel}
        value={filter.channel || ANY}
        onChange={(id) => onChange({ channel: word(id) })}
        choices={[any, ...CHANNELS.map((id) => ({ id: String(id), label: a.channels[id] }))]}
      />
      <Select
        label={a.outcome}
        value={filter.outcome || ANY}
        onChange={(id) => onChange({ outcome: word(id) })}
        choices={[any, ...OUTCOMES.map((id) => ({ id: String(id), label: m.status.outcome[id] }))]}
      />
      <Select
        label={a.objectKind}
        value={filter.objectKind || ANY}
        onChange={(id) => onChange({ objectKind: word(id) })}
        choices={[any, ...OBJECT_KINDS.map((id) => ({ id: String(id), label: a.objectKinds[id] }))]}
      />
      <TextField label={a.from} type="datetime-local" value={filter.from} onChange={(from) => onChange({ from })} />
      <TextField label={a.to} type="datetime-local" value={filter.to} onChange={(to) => onChange({ to })} />
      <Button variant="quiet" onPress={onClear} isDisabled={Object.values(filter).every((value) => value === '')}>
        {a.clear}
      </Button>
    </div>
  )
}
