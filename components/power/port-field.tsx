'use client'

import { useMessages } from '@/components/messages/use-messages'
import { TextField } from '@/components/ui/text-field'

const HIGHEST = 65_535

export const isPort = (text: string): boolean => {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0
  return port >= 1 && port <= HIGHEST
}

/** A port as it is typed; what none can be is said beside it at once, before anything is sent. */
export const PortField = ({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (port: string) => void
}) => {
  const m = useMessages()
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      isRequired
      inputMode="numeric"
      error={value.trim() === '' || isPort(value) ? null : m.refusal.portRange}
    />
  )
}
