'use client'

import { useState } from 'react'
import { formatDuration, parseDuration } from '@/components/format/duration'
import { useMessages } from '@/components/messages/use-messages'
import { TextField } from '@/components/ui/text-field'

/** Minutes and seconds as people write them. What cannot be read stays as typed, marked, and changes nothing. */
export const DurationField = ({
  label,
  seconds,
  onChange,
  min = 0,
  max = 86_400,
  bare,
  placeholder,
}: {
  readonly label: string
  readonly seconds: number | null
  readonly onChange: (seconds: number) => void
  readonly min?: number
  readonly max?: number
  readonly bare?: boolean
  readonly placeholder?: string
}) => {
  const m = useMessages()
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? (seconds === null ? '' : formatDuration(seconds))
  const parsed = parseDuration(shown)
  const fits = parsed !== null && parsed >= min && parsed <= max
  return (
    <TextField
      bare={bare}
      label={label}
      placeholder={placeholder}
      value={shown}
      error={typed !== null && !fits ? m.plans.invalidDuration : null}
      onChange={(text) => {
        setTyped(text)
        const value = parseDuration(text)
        if (value !== null && value >= min && value <= max) onChange(value)
      }}
      onBlur={() => (fits || typed === null ? setTyped(null) : undefined)}
    />
  )
}
