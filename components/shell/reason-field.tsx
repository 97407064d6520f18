'use client'

import { useMessages } from '@/components/messages/use-messages'
import { TextField } from '@/components/ui/text-field'

/** Why something is changed: optional, kept with its journal entry. */
export const ReasonField = ({ value, onChange }: { readonly value: string; readonly onChange: (reason: string) => void }) => {
  const { common } = useMessages()
  return <TextField label={common.reason} hint={common.reasonHint} value={value} onChange={onChange} maxLength={500} />
}
