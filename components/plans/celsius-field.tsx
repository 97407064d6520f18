'use client'

import { useState } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { TextField } from '@/components/ui/text-field'
import { HEAT_CELSIUS } from '@/server/domain/danger'

const DEGREES = /^\s*(\d{1,3})\s*(?:°\s*c?)?\s*$/i

/** Whole degrees. What cannot be read stays as typed, marked, and changes nothing. */
export const CelsiusField = ({
  label,
  celsius,
  onChange,
}: {
  readonly label: string
  readonly celsius: number
  readonly onChange: (celsius: number) => void
}) => {
  const m = useMessages()
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? `${celsius} °C`
  const read = (text: string): number | null => {
    const degrees = DEGREES.exec(text)?.[1]
    const value = degrees === undefined ? null : Number(degrees)
    return value !== null && value >= HEAT_CELSIUS.min && value <= HEAT_CELSIUS.max ? value : null
  }
  const fits = read(shown) !== null
  return (
    <TextField
      bare
      label={label}
      value={shown}
      error={typed !== null && !fits ? m.plans.invalidCelsius(HEAT_CELSIUS.min, HEAT_CELSIUS.max) : null}
      onChange={(text) => {
        setTyped(text)
        const value = read(text)
        if (value !== null) onChange(value)
      }}
      onBlur={() => (fits ? setTyped(null) : undefined)}
    />
  )
}
