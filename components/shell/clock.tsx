'use client'

import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { setClockZone, useClockZone } from '@/components/preferences/preferences'
import { Button } from '@/components/ui/button'

/** The server's time. Pressing it changes all times between UTC and local at once. */
export const Clock = () => {
  const m = useMessages()
  const format = useFormat()
  const zone = useClockZone()
  const now = useNow()
  return (
    <Button
      variant="quiet"
      size="small"
      aria-label={m.shell.clock.toggle(m.shell.clock[zone])}
      onPress={() => setClockZone(zone === 'utc' ? 'local' : 'utc')}
    >
      <span className="font-normal tabular-nums">
        {now === null ? '—' : format.clock(now)} {m.shell.clock[zone]}
      </span>
    </Button>
  )
}
