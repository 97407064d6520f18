'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { withProtocol, type DeviceDraft } from './device-address'
import { PortField } from './port-field'

interface Props {
  readonly draft: DeviceDraft
  readonly onChange: (draft: DeviceDraft) => void
}

const AUTH = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const
const PRIV = ['aes', 'aes256b', 'aes256r'] as const

const SnmpUserFields = ({ draft, onChange }: Props) => {
  const f = useMessages().power.form
  const set = (change: Partial<DeviceDraft>): void => onChange({ ...draft, ...change })
  return (
    <>
      <TextField label={f.user} value={draft.user} onChange={(user) => set({ user })} isRequired autoComplete="off" />
      <Select
        label={f.level}
        value={draft.level}
        onChange={(level) => set({ level })}
        choices={[
          { id: 'authPriv', label: f.authPriv },
          { id: 'authNoPriv', label: f.authNoPriv },
          { id: 'noAuthNoPriv', label: f.noAuthNoPriv },
        ]}
      />
      {draft.level === 'noAuthNoPriv' ? null : (
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={f.authProtocol}
            value={draft.authProtocol}
            onChange={(authProtocol) => set({ authProtocol })}
            choices={AUTH.map((id) => ({ id, label: id.toUpperCase() }))}
          />
          <TextField
            label={f.authKey}
            type="password"
            value={draft.authKey}
            onChange={(authKey) => set({ authKey })}
            isRequired
            autoComplete="off"
          />
        </div>
      )}
      {draft.level === 'authPriv' ? (
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={f.privProtocol}
            value={draft.privProtocol}
            onChange={(privProtocol) => set({ privProtocol })}
            choices={PRIV.map((id) => ({ id, label: id.toUpperCase() }))}
          />
          <TextField
            label={f.privKey}
            type="password"
            value={draft.privKey}
            onChange={(privKey) => set({ privKey })}
            isRequired
            autoComplete="off"
          />
        </div>
      ) : null}
    </>
  )
}

export const SnmpFields = ({ draft, onChange }: Props) => {
  const f = useMessages().power.form
  const set = (change: Partial<DeviceDraft>): void => onChange({ ...draft, ...change })
  return (
    <>
      <Select
        label={f.security}
        value={draft.version}
        onChange={(version) => set({ version })}
        choices={[
          { id: '2c', label: f.v2c },
          { id: '3', label: f.v3 },
          { id: '1', label: f.v1 },
        ]}
      />
      {draft.version === '3' ? (
        <SnmpUserFields draft={draft} onChange={onChange} />
      ) : (
        <TextField
          label={f.community}
          type="password"
          value={draft.community}
          onChange={(community) => set({ community })}
          isRequired
          autoComplete="off"
        />
      )}
    </>
  )
}

export const NutUserFields = ({ draft, onChange }: Props) => {
  const f = useMessages().power.form
  const set = (change: Partial<DeviceDraft>): void => onChange({ ...draft, ...change })
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField label={f.user} value={draft.user} onChange={(user) => set({ user })} autoComplete="off" />
      <TextField
        label={f.password}
        type="password"
        value={draft.password}
        onChange={(password) => set({ password })}
        autoComplete="off"
      />
    </div>
  )
}

/** Where the device is; of a NUT server also as what, and how encrypted. */
export const PlaceFields = ({ draft, onChange }: Props) => {
  const f = useMessages().power.form
  const set = (change: Partial<DeviceDraft>): void => onChange({ ...draft, ...change })
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_100px] items-start gap-3">
        <TextField label={f.host} hint={f.hostHint} value={draft.host} onChange={(host) => set({ host })} isRequired autoFocus />
        <PortField label={f.port} value={draft.port} onChange={(port) => set({ port })} />
      </div>
      {draft.protocol === 'snmp' ? null : (
        <>
          <TextField
            label={f.upsName}
            hint={f.upsNameHint}
            value={draft.upsName}
            onChange={(upsName) => set({ upsName })}
            isRequired
          />
          <Select
            label={f.tls}
            value={draft.tls}
            onChange={(tls) => set({ tls })}
            choices={[
              { id: 'off', label: f.tlsOff },
              { id: 'starttls', label: f.tlsStart },
              { id: 'required', label: f.tlsRequired },
            ]}
          />
        </>
      )}
    </>
  )
}

export const DeviceForm = ({ draft, onChange }: Props) => {
  const f = useMessages().power.form
  return (
    <>
      <Select
        label={f.protocol}
        value={draft.protocol}
        onChange={(protocol) => onChange(withProtocol(draft, protocol))}
        choices={[
          { id: 'snmp', label: f.snmp },
          { id: 'nut', label: f.nut },
        ]}
      />
      <PlaceFields draft={draft} onChange={onChange} />
      {draft.protocol === 'snmp' ? (
        <SnmpFields draft={draft} onChange={onChange} />
      ) : (
        <NutUserFields draft={draft} onChange={onChange} />
      )}
    </>
  )
}
