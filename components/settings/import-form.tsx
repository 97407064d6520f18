'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { formatOf, IMPORT_FORMATS, SNMP_CHOICES, type ImportDraft } from './import-draft'

interface Props {
  readonly draft: ImportDraft
  readonly onChange: (draft: ImportDraft) => void
}

const SnmpFields = ({ draft, onChange }: Props) => {
  const t = useMessages().topologyImport
  const labels = { none: t.snmpNone, community: t.snmpCommunity, user: t.snmpUser } as const
  const secret = (label: string, key: 'community' | 'authKey' | 'privKey') => (
    <TextField
      label={label}
      type="password"
      value={draft[key]}
      onChange={(text) => onChange({ ...draft, [key]: text })}
      autoComplete="off"
    />
  )
  return (
    <>
      <Select
        label={t.snmp}
        value={draft.snmp}
        onChange={(snmp) => onChange({ ...draft, snmp })}
        choices={SNMP_CHOICES.map((id) => ({ id, label: labels[id] }))}
      />
      {draft.snmp === 'community' ? secret(t.community, 'community') : null}
      {draft.snmp === 'user' ? (
        <>
          <TextField label={t.user} value={draft.user} onChange={(user) => onChange({ ...draft, user })} autoComplete="off" />
          {secret(t.authKey, 'authKey')}
          {secret(t.privKey, 'privKey')}
        </>
      ) : null}
    </>
  )
}

/** The file, and what it does not say itself. */
export const ImportForm = ({ draft, onChange }: Props) => {
  const t = useMessages().topologyImport
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const text = await file.text()
    onChange({ ...draft, text, format: formatOf(file.name, text) })
  }
  return (
    <div className="grid gap-3">
      <label className="grid gap-1 text-xs text-fg-3">
        {t.file}
        <input
          type="file"
          accept=".csv,.txt,.conf,.ini,text/plain,text/csv"
          onChange={(event) => void take(event.target.files?.[0])}
          className="text-sm text-fg-2 file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-raised file:px-2.5 file:text-fg"
        />
      </label>
      <TextField
        label={t.text}
        rows={8}
        value={draft.text}
        onChange={(text) => onChange({ ...draft, text, format: draft.text === '' ? formatOf('', text) : draft.format })}
        spellCheck="false"
      />
      <div className="grid max-w-3xl gap-3 sm:grid-cols-2">
        <Select
          label={t.format}
          value={draft.format}
          onChange={(format) => onChange({ ...draft, format })}
          choices={IMPORT_FORMATS.map((id) => ({ id, label: t.formats[id] }))}
        />
        {draft.format === 'csv' ? null : (
          <TextField
            label={t.groupName}
            hint={t.groupNameHint}
            value={draft.groupName}
            onChange={(groupName) => onChange({ ...draft, groupName })}
            maxLength={80}
          />
        )}
        {draft.format === 'nut' ? (
          <TextField
            label={t.nutServer}
            hint={t.nutServerHint}
            value={draft.nutServer}
            onChange={(nutServer) => onChange({ ...draft, nutServer })}
          />
        ) : (
          <SnmpFields draft={draft} onChange={onChange} />
        )}
      </div>
    </div>
  )
}
