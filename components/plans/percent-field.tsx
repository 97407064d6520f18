'use client'

import { useMessages } from '@/components/messages/use-messages'
import { TextField } from '@/components/ui/text-field'

export const PercentField = ({
  label,
  percent,
  onChange,
  bare,
}: {
  readonly label: string
  readonly percent: number
  readonly onChange: (percent: number) => void
  readonly bare?: boolean
}) => {
  const m = useMessages()
  return (
    <TextField
      bare={bare}
      label={label}
      type="number"
      inputMode="numeric"
      placeholder={m.plans.percent}
      value={String(percent)}
      onChange={(text) => {
        const value = Number(text)
        if (text !== '' && value >= 0 && value <= 100) onChange(value)
      }}
    />
  )
}
