'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { HARDWARE_KINDS } from '@/server/domain/hardware'
import { type BmcDraft, withBmcKind } from './bmc-draft'

interface Props {
  readonly draft: BmcDraft
  readonly onChange: (draft: BmcDraft) => void
}

const AccountFields = ({ draft, onChange }: Props) => {
  const { bmc } = useMessages()
  const set = (change: Partial<BmcDraft>): void => onChange({ ...draft, ...change })
  return (
    <>
      <TextField
        label={bmc.user}
        hint={bmc.userHint}
        value={draft.user}
        onChange={(user) => set({ user })}
        isRequired={draft.kind === 'redfish'}
        autoComplete="off"
      />
      <TextField
        label={bmc.password}
        type="password"
        value={draft.password}
        onChange={(password) => set({ password })}
        autoComplete="off"
      />
      {draft.kind === 'ipmi' ? (
        <>
          <Select
            label={bmc.privilege}
            value={draft.privilege}
            onChange={(privilege) => set({ privilege })}
            choices={(['operator', 'administrator'] as const).map((id) => ({ id, label: bmc.privileges[id] }))}
          />
          <TextField
            label={bmc.kg}
            hint={bmc.kgHint}
            type="password"
            value={draft.kgHex}
            onChange={(kgHex) => set({ kgHex })}
            autoComplete="off"
          />
        </>
      ) : (
        <TextField label={bmc.system} hint={bmc.systemHint} value={draft.system} onChange={(system) => set({ system })} />
      )}
    </>
  )
}

/** What is asked of a BMC, by its kind. */
export const BmcForm = ({ draft, onChange }: Props) => {
  const { bmc } = useMessages()
  const set = (change: Partial<BmcDraft>): void => onChange({ ...draft, ...change })
  return (
    <>
      <Select
        label={bmc.kind}
        value={draft.kind}
        onChange={(kind) => onChange(withBmcKind(draft, kind))}
        choices={HARDWARE_KINDS.map((id) => ({ id, label: bmc.kinds[id] }))}
      />
      {draft.kind === 'wake-on-lan' ? (
        <TextField label={bmc.mac} value={draft.mac} onChange={(mac) => set({ mac })} isRequired />
      ) : null}
      <TextField
        label={bmc.places[draft.kind]}
        hint={bmc.placeHints[draft.kind]}
        value={draft.place}
        onChange={(place) => set({ place, pins: [] })}
        isRequired
      />
      {draft.kind === 'wake-on-lan' ? (
        <TextField
          label={bmc.secureOn}
          hint={bmc.secureOnHint}
          type="password"
          value={draft.secureOn}
          onChange={(secureOn) => set({ secureOn })}
          autoComplete="off"
        />
      ) : (
        <AccountFields draft={draft} onChange={onChange} />
      )}
    </>
  )
}
