'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'
import { TextField } from '@/components/ui/text-field'
import { isRangeRefusal, parseRanges, type RangeRefusal } from '@/server/domain/address-range'
import { PortField } from '../port-field'
import { CredentialFields } from './credential-fields'
import { rateOf, type DiscoveryDraft } from './discovery-draft'

interface Props {
  readonly draft: DiscoveryDraft
  readonly onChange: (draft: DiscoveryDraft) => void
}

const useRangeText = () => {
  const d = useMessages().discovery
  return ({ problem, part }: RangeRefusal): string => {
    const words = d.problems[problem]
    return typeof words === 'string' ? words : words(part)
  }
}

const NutFields = ({ draft, onChange }: Props) => {
  const f = useMessages().power.form
  return (
    <div className="grid grid-cols-[100px_minmax(0,1fr)_minmax(0,1fr)] gap-3">
      <PortField label={f.port} value={draft.nutPort} onChange={(nutPort) => onChange({ ...draft, nutPort })} />
      <TextField
        label={f.user}
        value={draft.nutUser}
        onChange={(nutUser) => onChange({ ...draft, nutUser })}
        autoComplete="off"
      />
      <TextField
        label={f.password}
        type="password"
        value={draft.nutPassword}
        onChange={(nutPassword) => onChange({ ...draft, nutPassword })}
        autoComplete="off"
      />
    </div>
  )
}

/** Where to look, how fast, and with which credentials. */
export const DiscoveryForm = ({ draft, onChange }: Props) => {
  const m = useMessages()
  const d = m.discovery
  const f = m.power.form
  const rangeText = useRangeText()
  const read = parseRanges(draft.ranges)
  const refusal = isRangeRefusal(read) ? read : null
  return (
    <div className="grid gap-4">
      <TextField
        label={d.ranges}
        rows={3}
        hint={isRangeRefusal(read) ? d.rangesHint : d.counted(read.count)}
        error={refusal === null || refusal.problem === 'empty' ? null : rangeText(refusal)}
        value={draft.ranges}
        onChange={(ranges) => onChange({ ...draft, ranges })}
        isRequired
        autoFocus
        placeholder="10.0.4.0/24"
      />
      <div className="max-w-64">
        <TextField
          label={d.rate}
          hint={rateOf(draft) === null ? null : d.rateHint}
          error={rateOf(draft) === null ? d.rateHint : null}
          value={draft.rate}
          onChange={(rate) => onChange({ ...draft, rate })}
          isRequired
          inputMode="numeric"
        />
      </div>
      <Check isSelected={draft.snmp} onChange={(snmp) => onChange({ ...draft, snmp })}>
        {d.snmp}
      </Check>
      {draft.snmp ? (
        <>
          <div className="w-25">
            <PortField label={f.port} value={draft.snmpPort} onChange={(snmpPort) => onChange({ ...draft, snmpPort })} />
          </div>
          <CredentialFields draft={draft} onChange={onChange} />
        </>
      ) : null}
      <Check isSelected={draft.nut} onChange={(nut) => onChange({ ...draft, nut })}>
        {d.nut}
      </Check>
      {draft.nut ? <NutFields draft={draft} onChange={onChange} /> : null}
    </div>
  )
}
