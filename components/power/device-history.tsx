'use client'

import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { TimeChart } from '@/components/charts/time-chart'
import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { TitledPanel } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { Skeleton } from '@/components/ui/skeleton'
import type { DeviceDoc } from '@/server/domain/view'

const SPANS = { '1h': 3_600_000, '6h': 21_600_000, '24h': 86_400_000, '7d': 604_800_000 } as const
type Span = keyof typeof SPANS

const CURVES = {
  runtimeSeconds: ['runtimeSeconds'],
  chargePercent: ['chargePercent'],
  loadPercent: ['loadPercent'],
  volts: ['inputVolts', 'outputVolts'],
} as const
type Curve = keyof typeof CURVES

const POINTS = 360
const DURATION_STEPS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200] as const

/** The past from the store, its last point the live value. */
export const DeviceHistory = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const trpc = useTRPC()
  const [span, setSpan] = useState<Span>('1h')
  const [curve, setCurve] = useState<Curve>('runtimeSeconds')
  // A new question each time the oldest bucket falls out of the span; between two of them the live value is appended.
  const step = Math.max(2_000, Math.round(SPANS[span] / POINTS))
  const now = useNow(step)
  const names = CURVES[curve]
  const answers = useQueries({
    queries: names.map((reading) => ({
      ...trpc.power.series.queryOptions({
        deviceId: device.id,
        reading,
        fromMs: (now ?? SPANS[span]) - SPANS[span],
        toMs: now ?? SPANS[span],
        points: POINTS,
      }),
      enabled: now !== null,
      placeholderData: keepPreviousData,
    })),
  })
  const first = answers[0]?.data
  const second = answers[1]?.data
  const { times, lines } = useMemo(() => {
    const nowSeconds = (now ?? 0) / 1000
    const past = (first ?? []).filter(({ atMs }) => atMs / 1000 < nowSeconds)
    const live = (index: number) => {
      const name = names[index]
      return name ? device.readings[name].value : null
    }
    const label = (index: number) => (names.length === 1 ? m.power.readings[curve] : index === 0 ? m.power.input : m.power.output)
    return {
      times: [...past.map(({ atMs }) => atMs / 1000), nowSeconds],
      lines: [first, second].slice(0, names.length).map((points, index) => {
        const byTime = new Map((points ?? []).map(({ atMs, mean }) => [atMs, mean]))
        return {
          label: label(index),
          values: [...past.map(({ atMs }) => byTime.get(atMs) ?? null), live(index)],
          dashed: index > 0,
        }
      }),
    }
  }, [first, second, now, names, device, m, curve])
  const formatValue =
    curve === 'runtimeSeconds' ? format.duration : curve === 'volts' ? (v: number) => format.reading(v, 'V') : format.percent
  return (
    <TitledPanel
      title={m.power.history}
      actions={
        <>
          <Segmented
            label={m.power.value}
            value={curve}
            onChange={setCurve}
            choices={[
              { id: 'runtimeSeconds', label: m.power.readings.runtimeSeconds },
              { id: 'chargePercent', label: m.power.readings.chargePercent },
              { id: 'loadPercent', label: m.power.readings.loadPercent },
              { id: 'volts', label: m.power.readings.volts },
            ]}
          />
          <Segmented
            label={m.power.history}
            value={span}
            onChange={setSpan}
            choices={[
              { id: '1h', label: m.power.spans['1h'] },
              { id: '6h', label: m.power.spans['6h'] },
              { id: '24h', label: m.power.spans['24h'] },
              { id: '7d', label: m.power.spans['7d'] },
            ]}
          />
        </>
      }
    >
      {first && first.length === 0 ? <p className="text-fg-2">{m.power.noSamples}</p> : null}
      {first ? (
        <TimeChart
          label={m.power.chart(m.power.readings[curve], m.power.spans[span])}
          times={times}
          lines={lines}
          formatValue={formatValue}
          fromZero={curve !== 'volts'}
          steps={curve === 'runtimeSeconds' ? DURATION_STEPS : undefined}
        />
      ) : (
        <Skeleton className="h-60 w-full" />
      )}
    </TitledPanel>
  )
}
