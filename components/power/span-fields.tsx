'use client'

import { useState } from 'react'
import { useMessages } from '@/components/messages/use-messages'
import { useClockZone } from '@/components/preferences/preferences'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { fieldText, momentOfField, type HistorySpan } from './history-span'

/** From when to when, in the zone of the clock above. */
export const SpanFields = ({
  fromMs,
  toMs,
  onChange,
}: {
  readonly fromMs: number
  readonly toMs: number
  readonly onChange: (span: HistorySpan) => void
}) => {
  const m = useMessages()
  const zone = useClockZone()
  const [from, setFrom] = useState(fieldText(fromMs, zone))
  const [to, setTo] = useState(fieldText(toMs, zone))
  const [chosenFrom, chosenTo] = [momentOfField(from, zone), momentOfField(to, zone)]
  const isSpan = chosenFrom !== null && chosenTo !== null && chosenFrom < chosenTo
  return (
    <form
      className="flex flex-wrap items-end gap-3 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (isSpan) onChange({ kind: 'between', fromMs: chosenFrom, toMs: chosenTo })
      }}
    >
      <TextField
        label={`${m.device.from} (${m.shell.clock[zone]})`}
        type="datetime-local"
        value={from}
        onChange={setFrom}
        isInvalid={!isSpan}
      />
      <TextField
        label={`${m.device.to} (${m.shell.clock[zone]})`}
        type="datetime-local"
        value={to}
        onChange={setTo}
        isInvalid={!isSpan}
      />
      <Button type="submit" isDisabled={!isSpan}>
        {m.device.show}
      </Button>
    </form>
  )
}
