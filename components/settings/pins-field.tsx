'use client'

import { useMessages } from '@/components/messages/use-messages'
import { TextField } from '@/components/ui/text-field'

/** A certificate's fills two. */
const ROWS_A_PIN = 2

/** Fingerprints, one a line: of certificates, or of SSH host keys where the address is one of SSH. */
export const PinsField = ({
  label,
  hint,
  url,
  value,
  onChange,
}: {
  readonly label: string
  /** What they mean here, before how they are written. */
  readonly hint?: string
  readonly url: string
  readonly value: string
  readonly onChange: (text: string) => void
}) => {
  const { managerChange } = useMessages()
  const how = url.trim().startsWith('ssh://') ? managerChange.pinHints.ssh : managerChange.pinHints.tls
  const lines = value.split('\n').length
  return (
    <TextField
      label={label}
      hint={[hint, how].filter(Boolean).join(' ')}
      value={value}
      onChange={onChange}
      rows={lines * ROWS_A_PIN}
      autoComplete="off"
    />
  )
}
