'use client'

import { useMessages } from '@/components/messages/use-messages'
import type { ForecastBand } from '@/server/domain/forecast'

/** In words what the picture's band says: between when all has ended, and between when the battery is empty. */
export const LikelyLine = ({
  band,
  timeOf,
}: {
  readonly band: ForecastBand | undefined
  /** Since the mains failed, as the axis beside it says it. */
  readonly timeOf: (seconds: number) => string
}) => {
  const m = useMessages()
  if (band === undefined || (band.endsAt === null && band.emptyAt === null)) return null
  const between = (range: { readonly lowSeconds: number; readonly highSeconds: number } | null): string | null =>
    range === null ? null : m.plans.between(timeOf(range.lowSeconds), timeOf(range.highSeconds))
  return <p className="text-sm text-fg-2">{m.plans.likely(between(band.endsAt), between(band.emptyAt))}</p>
}
