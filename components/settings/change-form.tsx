'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import type { ManagerAddress } from '@/server/domain/manager'
import { type ChangeDraft, needsSecret } from './change-draft'
import { METHODS } from './manager-draft'
import { SecretFields } from './manager-form'
import { PinsField } from './pins-field'

/** How a manager that is there already is reached. */
export const ChangeForm = ({
  draft,
  address,
  onChange,
}: {
  readonly draft: ChangeDraft
  /** As it is now. */
  readonly address: ManagerAddress
  readonly onChange: (draft: ChangeDraft) => void
}) => {
  const { managerChange: words, settings } = useMessages()
  const s = settings.managers
  const { secret } = draft
  const isElsewhere = draft.url.trim() !== address.url
  return (
    <>
      <TextField
        label={s.url}
        hint={isElsewhere ? words.newSecretForced : words.inRun}
        value={draft.url}
        onChange={(url) => onChange({ ...draft, url })}
        isRequired
      />
      <PinsField
        label={words.pins}
        hint={words.pinsHint}
        url={draft.url}
        value={draft.pins}
        onChange={(pins) => onChange({ ...draft, pins })}
      />
      <Check
        isSelected={needsSecret(draft, address)}
        isDisabled={isElsewhere}
        onChange={(isNewSecret) => onChange({ ...draft, isNewSecret })}
      >
        {words.newSecret}
      </Check>
      {needsSecret(draft, address) ? (
        <>
          <Select
            label={s.method}
            value={secret.method}
            onChange={(method) => onChange({ ...draft, secret: { ...secret, method } })}
            choices={METHODS[address.kind].map((id) => ({ id, label: s.methods[id] }))}
          />
          <SecretFields draft={secret} onChange={(next) => onChange({ ...draft, secret: next })} />
        </>
      ) : null}
    </>
  )
}
