'use client'

import { useMessages } from '@/components/messages/use-messages'
import { SecretFields } from '@/components/settings/manager-form'
import { PinsField } from '@/components/settings/pins-field'
import { Check } from '@/components/ui/check'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { DIRECT_METHODS, type DirectAddress, type DirectKind } from '@/server/domain/direct-path'
import { type DirectPathDraft, needsDirectSecret } from './direct-path-draft'

interface Props {
  readonly draft: DirectPathDraft
  readonly kind: DirectKind
  /** As it is now; null: there is none yet. */
  readonly before: DirectAddress | null
  readonly onChange: (draft: DirectPathDraft) => void
}

const AccountFields = ({ draft, kind, onChange }: Omit<Props, 'before'>) => {
  const { directPath, settings } = useMessages()
  const { secret } = draft
  return (
    <>
      <Select
        label={settings.managers.method}
        value={secret.method}
        onChange={(method) => onChange({ ...draft, secret: { ...secret, method } })}
        choices={DIRECT_METHODS[kind].map((id) => ({ id, label: settings.managers.methods[id] }))}
      />
      <p className="text-sm text-fg-2">{directPath.accountHints[kind]}</p>
      <SecretFields draft={secret} onChange={(next) => onChange({ ...draft, secret: next })} />
    </>
  )
}

/** How a host is reached without its manager. */
export const DirectPathForm = ({ draft, kind, before, onChange }: Props) => {
  const { directPath, managerChange } = useMessages()
  const isForced = needsDirectSecret({ ...draft, isNewSecret: false }, before)
  return (
    <>
      <TextField
        label={directPath.places[kind]}
        hint={directPath.placeHints[kind]}
        value={draft.url}
        onChange={(url) => onChange({ ...draft, url, pins: '' })}
        isRequired
        autoFocus
      />
      {before === null ? null : (
        <>
          <PinsField
            label={managerChange.pins}
            hint={managerChange.pinsHint}
            url={draft.url}
            value={draft.pins}
            onChange={(pins) => onChange({ ...draft, pins })}
          />
          <Check
            isSelected={isForced || draft.isNewSecret}
            isDisabled={isForced}
            onChange={(isNewSecret) => onChange({ ...draft, isNewSecret })}
          >
            {managerChange.newSecret}
          </Check>
          {isForced ? <p className="text-sm text-fg-2">{managerChange.newSecretForced}</p> : null}
        </>
      )}
      {needsDirectSecret(draft, before) ? <AccountFields draft={draft} kind={kind} onChange={onChange} /> : null}
    </>
  )
}
