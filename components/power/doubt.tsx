'use client'

import { useMessages } from '@/components/messages/use-messages'
import type { PowerReading } from '@/server/domain/power-reading'

/** Why a value is not believed; nothing where it is. */
export const Doubt = ({ reading }: { readonly reading: PowerReading }) => {
  const m = useMessages()
  if (reading.credible) return null
  return (
    <span className="text-warn">
      {m.power.notCredible}
      {reading.reason === null ? '' : `: ${reading.reason}`}
    </span>
  )
}
