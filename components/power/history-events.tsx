'use client'

import { useState } from 'react'
import { eventWords, type ToldEvent } from '@/components/events/event-words'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { severityText, SeverityShape } from '@/components/ui/status-mark'

const SHOWN = 5

interface HistoryEvent extends ToldEvent {
  readonly id: number
  readonly atMs: number
  readonly abnormal: boolean
}

/** What happened in the span, the newest first. */
export const HistoryEvents = ({ events }: { readonly events: readonly HistoryEvent[] }) => {
  const m = useMessages()
  const format = useFormat()
  const [isWhole, setWhole] = useState(false)
  const newest = events.toReversed()
  if (newest.length === 0) return <p className="pt-2 text-sm text-fg-2">{m.device.noEvents}</p>
  return (
    <div className="pt-3">
      <h3 className="pb-1 text-xs text-fg-3">{m.device.events(newest.length)}</h3>
      <ul className="grid gap-0.5 text-sm">
        {newest.slice(0, isWhole ? newest.length : SHOWN).map((event) => (
          <li key={event.id} className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4">
            <span className="tabular-nums text-fg-2">{format.moment(event.atMs)}</span>
            {event.abnormal ? (
              <span className={`flex gap-1.5 font-[550] ${severityText('warning')}`}>
                <span className="pt-0.5">
                  <SeverityShape severity="warning" />
                </span>
                <span className="min-w-0 break-words">{eventWords(event, m)}</span>
              </span>
            ) : (
              <span className="min-w-0 break-words">{eventWords(event, m)}</span>
            )}
          </li>
        ))}
      </ul>
      {newest.length > SHOWN ? (
        <Button size="small" variant="quiet" onPress={() => setWhole(!isWhole)}>
          {isWhole ? m.device.fewerEvents : m.device.allEvents}
        </Button>
      ) : null}
    </div>
  )
}
