'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'
import type { UpsAddress } from '@/server/domain/ups'
import { type ChangeDeviceDraft, needsDeviceSecret } from './change-device-draft'
import { NutUserFields, PlaceFields, SnmpFields } from './device-form'

const NAMED = 8

/** How a device that is there already is reached. */
export const ChangeDeviceForm = ({
  draft,
  before,
  sharing,
  onChange,
}: {
  readonly draft: ChangeDeviceDraft
  /** As it is now. */
  readonly before: UpsAddress
  /** The other devices with the same credential. */
  readonly sharing: readonly { readonly name: string }[]
  readonly onChange: (draft: ChangeDeviceDraft) => void
}) => {
  const { deviceChange: words } = useMessages()
  const { place } = draft
  const setPlace = (next: ChangeDeviceDraft['place']): void => onChange({ ...draft, place: next })
  const isForced = needsDeviceSecret({ ...draft, isNewSecret: false }, before)
  const names = sharing.map(({ name }) => name)
  return (
    <>
      <PlaceFields draft={place} onChange={setPlace} />
      <Check
        isSelected={isForced || draft.isNewSecret}
        isDisabled={isForced}
        onChange={(isNewSecret) => onChange({ ...draft, isNewSecret })}
      >
        {words.newSecret}
      </Check>
      {isForced ? <p className="text-sm text-fg-2">{words.newSecretForced}</p> : null}
      {needsDeviceSecret(draft, before) ? (
        <>
          {place.protocol === 'snmp' ? (
            <SnmpFields draft={place} onChange={setPlace} />
          ) : (
            <NutUserFields draft={place} onChange={setPlace} />
          )}
          {names.length === 0 ? null : (
            <div className="grid gap-1 rounded-md border border-line p-3">
              <p>{words.shared(names.length)}</p>
              <p className="text-sm text-fg-2">{names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ' …' : '')}</p>
              <Check isSelected={draft.isForAll} onChange={(isForAll) => onChange({ ...draft, isForAll })}>
                {words.forAll}
              </Check>
              <p className="text-sm text-fg-2">{draft.isForAll ? words.forAllHint : words.onlyThisHint}</p>
            </div>
          )}
        </>
      ) : null}
    </>
  )
}
