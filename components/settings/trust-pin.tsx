'use client'

import { useMessages } from '@/components/messages/use-messages'
import { Check } from '@/components/ui/check'

/** A fingerprint that was seen and that nobody has accepted yet: it is trusted by hand only, once it was compared. */
export const TrustPin = ({
  pin,
  hint,
  onTrust,
}: {
  readonly pin: string
  /** With what it is compared. Absent: with the platform's own. */
  readonly hint?: string
  readonly onTrust: () => void
}) => {
  const { managers } = useMessages().settings
  return (
    <div className="grid gap-1 rounded-md border border-line p-3">
      <code className="text-xs break-all">{pin}</code>
      <p className="text-sm text-fg-2">{hint ?? managers.trustHint}</p>
      <Check isSelected={false} onChange={onTrust}>
        {managers.trust}
      </Check>
    </div>
  )
}
