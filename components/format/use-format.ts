'use client'

import { useMemo } from 'react'
import { useLocale } from '@/components/messages/use-messages'
import { useClockZone } from '@/components/preferences/preferences'
import { formatAge } from './age'
import { formatDuration, formatMargin } from './duration'
import { formatCount, formatMemory, formatPercent, formatReading, formatWatts } from './quantity'
import { formatClock, formatMoment } from './time'

/** Every formatter, bound to the reader's language and clock. */
export const useFormat = () => {
  const { locale } = useLocale()
  const zone = useClockZone()
  return useMemo(
    () => ({
      duration: formatDuration,
      margin: formatMargin,
      age: (ageMs: number | null) => formatAge(ageMs, locale),
      percent: (percent: number | null | undefined) => formatPercent(percent, locale),
      watts: (watts: number | null | undefined) => formatWatts(watts, locale),
      memory: (mebibytes: number | null | undefined) => formatMemory(mebibytes, locale),
      reading: (value: number | null | undefined, unit: string) => formatReading(value, unit, locale),
      count: (value: number) => formatCount(value, locale),
      clock: (atMs: number) => formatClock(atMs, zone),
      moment: (atMs: number) => formatMoment(atMs, zone, locale === 'en' ? 'en-GB' : 'de-DE'),
    }),
    [locale, zone],
  )
}
