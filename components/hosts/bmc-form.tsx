'use client'

import { useMessages } from '@/components/messages/use-messages'
import { PortField } from '@/components/power/port-field'
import { PinsField } from '@/components/settings/pins-field'
import { Check } from '@/components/ui/check'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { HARDWARE_KINDS, type HardwareAddress } from '@/server/domain/hardware'
import { type BmcDraft, needsBmcSecret, withBmcKind } from './bmc-draft'

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
        <TextField
          label={bmc.kg}
          hint={bmc.kgHint}
          type="password"
          value={draft.kgHex}
          onChange={(kgHex) => set({ kgHex })}
          autoComplete="off"
        />
      ) : null}
    </>
  )
}

/** Where it is, and what it is asked as. */
const PlaceFields = ({ draft, before, onChange }: Props & { readonly before: HardwareAddress | null }) => {
  const { bmc, power, managerChange } = useMessages()
  const set = (change: Partial<BmcDraft>): void => onChange({ ...draft, ...change })
  const place = (
    <TextField
      label={bmc.places[draft.kind]}
      hint={bmc.placeHints[draft.kind]}
      value={draft.place}
      onChange={(next) => set({ place: next, pins: '' })}
      isRequired
    />
  )
  if (draft.kind === 'redfish')
    return (
      <>
        {place}
        <TextField label={bmc.system} hint={bmc.systemHint} value={draft.system} onChange={(system) => set({ system })} />
        {before === null ? null : (
          <PinsField
            label={managerChange.pins}
            hint={managerChange.pinsHint}
            url={draft.place}
            value={draft.pins}
            onChange={(pins) => set({ pins })}
          />
        )}
      </>
    )
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_100px] items-start gap-3">
        {place}
        <PortField label={power.form.port} value={draft.port} onChange={(port) => set({ port })} />
      </div>
      {draft.kind === 'ipmi' ? (
        <Select
          label={bmc.privilege}
          value={draft.privilege}
          onChange={(privilege) => set({ privilege })}
          choices={(['operator', 'administrator'] as const).map((id) => ({ id, label: bmc.privileges[id] }))}
        />
      ) : null}
    </>
  )
}

/** What is asked of a BMC, by its kind. `before`: as it is reached now; null: the host has none yet. */
export const BmcForm = ({ draft, before, onChange }: Props & { readonly before: HardwareAddress | null }) => {
  const { bmc, managerChange } = useMessages()
  const set = (change: Partial<BmcDraft>): void => onChange({ ...draft, ...change })
  const isForced = needsBmcSecret({ ...draft, isNewSecret: false }, before)
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
      <PlaceFields draft={draft} before={before} onChange={onChange} />
      {before === null ? null : (
        <Check isSelected={isForced || draft.isNewSecret} isDisabled={isForced} onChange={(isNewSecret) => set({ isNewSecret })}>
          {managerChange.newSecret}
        </Check>
      )}
      {before !== null && isForced ? <p className="text-sm text-fg-2">{managerChange.newSecretForced}</p> : null}
      {!needsBmcSecret(draft, before) ? null : draft.kind === 'wake-on-lan' ? (
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
