'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { MOST_SECRETS } from '@/server/domain/discovery'
import { SnmpFields } from '../device-form'
import { changedCredential, type DiscoveryDraft, withCredential, withoutCredential } from './discovery-draft'

/** The credentials that a search tries, in their order. */
export const CredentialFields = ({
  draft,
  onChange,
}: {
  readonly draft: DiscoveryDraft
  readonly onChange: (draft: DiscoveryDraft) => void
}) => {
  const m = useMessages()
  const d = m.discovery
  const { credentials } = draft
  return (
    <div className="grid gap-3">
      {credentials.map(({ id, draft: credential }, index) => (
        <fieldset key={id} className="grid gap-3 rounded-md border border-line p-3">
          <legend className="px-1 text-xs text-fg-3">{d.credential(index + 1)}</legend>
          <SnmpFields draft={credential} onChange={(change) => onChange(changedCredential(draft, id, change))} />
          {credentials.length > 1 ? (
            <div>
              <Button
                size="small"
                aria-label={d.removeCredential(index + 1)}
                onPress={() => onChange(withoutCredential(draft, id))}
              >
                {m.common.remove}
              </Button>
            </div>
          ) : null}
        </fieldset>
      ))}
      <p className="text-xs text-fg-3">{d.credentialsHint}</p>
      <div>
        <Button size="small" isDisabled={credentials.length >= MOST_SECRETS} onPress={() => onChange(withCredential(draft))}>
          {d.addCredential}
        </Button>
      </div>
    </div>
  )
}
