'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useDoc } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { Sparkline } from '@/components/ui/sparkline'
import type { DeviceId } from '@/server/domain/ids'

const HOUR_MS = 3_600_000
const STEP_MS = 15_000
const POINTS = 90

/** The runtime that a UPS told over the last hour: its shape, and between which values it lay. */
export const LastHour = ({ deviceId, isOneOfSeveral }: { readonly deviceId: DeviceId; readonly isOneOfSeveral: boolean }) => {
  const m = useMessages()
  const format = useFormat()
  const trpc = useTRPC()
  const now = useNow(STEP_MS)
  const device = useDoc('device', deviceId)
  const { data } = useQuery({
    ...trpc.power.series.queryOptions({
      deviceId,
      reading: 'runtimeSeconds',
      fromMs: (now ?? HOUR_MS) - HOUR_MS,
      toMs: now ?? HOUR_MS,
      points: POINTS,
    }),
    enabled: now !== null,
    placeholderData: keepPreviousData,
  })
  const told = device === null || device.contact === 'lost' ? null : device.readings.runtimeSeconds.value
  const values = [...(data ?? []).map(({ mean }) => mean), told]
  const known = values.filter((value) => value !== null)
  const [low, high] = [format.duration(Math.min(...known)), format.duration(Math.max(...known))]
  const range = low === high ? low : m.overview.between(low, high)
  const title = isOneOfSeveral && device !== null ? m.overview.lastHourOf(device.name) : m.overview.lastHour
  return (
    <figure className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
      <Sparkline values={values} label={`${title}: ${range}`} />
      <figcaption aria-hidden className="flex justify-between gap-3 text-xs text-fg-3">
        <span className="truncate">{title}</span>
        <span className="whitespace-nowrap tabular-nums">{range}</span>
      </figcaption>
    </figure>
  )
}
