'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { StripChart } from '@/components/charts/strip-chart'
import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { deviceHref } from '@/components/shell/hrefs'
import { Button } from '@/components/ui/button'
import { TitledPanel } from '@/components/ui/panel'
import { Segmented } from '@/components/ui/segmented'
import { Skeleton } from '@/components/ui/skeleton'
import type { DeviceDoc } from '@/server/domain/view'
import { HistoryEvents } from './history-events'
import { DEFAULT_SPAN, endsOf, lengthOf, queryOfSpan, SPAN_NAMES, spanOf, type HistorySpan } from './history-span'
import { SpanFields } from './span-fields'

type Sampled = 'runtimeSeconds' | 'chargePercent' | 'loadPercent' | 'outputWatts' | 'inputVolts' | 'outputVolts'

const POINTS = 360
const STRIP_HEIGHT = 92
const DURATION_STEPS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200] as const

interface Strip {
  readonly key: 'runtimeSeconds' | 'chargePercent' | 'loadPercent' | 'outputWatts' | 'volts'
  readonly readings: readonly Sampled[]
}
const VOLTS: Strip = { key: 'volts', readings: ['inputVolts', 'outputVolts'] }
const OF_UPS: readonly Strip[] = [
  { key: 'runtimeSeconds', readings: ['runtimeSeconds'] },
  { key: 'chargePercent', readings: ['chargePercent'] },
  { key: 'loadPercent', readings: ['loadPercent'] },
  VOLTS,
]
/** A PDU has no battery, and tells watts where it tells anything. */
const OF_OTHERS: readonly Strip[] = [{ key: 'outputWatts', readings: ['outputWatts'] }, VOLTS]

interface Ends {
  readonly fromMs: number
  readonly toMs: number
}

const NOWHERE: Ends = { fromMs: 0, toMs: 1 }

/** The newest answer stays until the next is there: each question begins a moment later than the one before. */
const useSeries = (deviceId: DeviceDoc['id'], reading: Sampled, ends: Ends | null) =>
  useQuery({
    ...useTRPC().power.series.queryOptions({ deviceId, reading, points: POINTS, ...(ends ?? NOWHERE) }),
    enabled: ends !== null,
    placeholderData: keepPreviousData,
  }).data

/** The past from the store under one time axis, what happened marked in it; the last point is the live value. */
export const DeviceHistory = ({ device, isUps }: { readonly device: DeviceDoc; readonly isUps: boolean }) => {
  const m = useMessages()
  const format = useFormat()
  const trpc = useTRPC()
  const router = useRouter()
  const span = spanOf(useSearchParams())
  // A new question each time the oldest bucket falls out of the span; between two of them the live value is appended.
  const now = useNow(Math.max(2_000, Math.round(lengthOf(span) / POINTS)))
  const { fromMs, toMs } = endsOf(span, now ?? lengthOf(span))
  const isLive = span.kind === 'last'
  const choose = (next: HistorySpan) => router.replace(`${deviceHref(device.id)}?${queryOfSpan(next)}`, { scroll: false })
  const ends = now === null ? null : { fromMs, toMs }
  const [ofBattery, ofOthers] = [isUps ? ends : null, isUps ? null : ends]
  const series = {
    runtimeSeconds: useSeries(device.id, 'runtimeSeconds', ofBattery),
    chargePercent: useSeries(device.id, 'chargePercent', ofBattery),
    loadPercent: useSeries(device.id, 'loadPercent', ofBattery),
    outputWatts: useSeries(device.id, 'outputWatts', ofOthers),
    inputVolts: useSeries(device.id, 'inputVolts', ends),
    outputVolts: useSeries(device.id, 'outputVolts', ends),
  }
  const { data: events } = useQuery({
    ...trpc.power.events.queryOptions({ deviceId: device.id, fromMs, toMs }),
    enabled: now !== null,
    placeholderData: keepPreviousData,
  })
  const marks = useMemo(() => (events ?? []).map(({ atMs, abnormal }) => ({ at: atMs / 1000, isAbnormal: abnormal })), [events])
  const strips = isUps ? OF_UPS : OF_OTHERS
  const isKnown = strips.every(({ readings }) => readings.every((reading) => series[reading] !== undefined))
  const moments = new Set(Object.values(series).flatMap((points) => (points ?? []).map(({ atMs }) => atMs)))
  const times = [...moments]
    .filter((atMs) => atMs < toMs)
    .sort((left, right) => left - right)
    .map((atMs) => atMs / 1000)
  const lineOf = (reading: Sampled) => {
    const byTime = new Map((series[reading] ?? []).map(({ atMs, mean }) => [atMs / 1000, mean]))
    const past = times.map((at) => byTime.get(at) ?? null)
    // What was told last is not what is now.
    return isLive ? [...past, device.contact === 'lost' ? null : device.readings[reading].value] : past
  }
  const shownTimes = isLive ? [...times, toMs / 1000] : times
  const labels = { ...m.power.readings, outputWatts: m.readings.outputWatts }
  const formats = {
    runtimeSeconds: format.duration,
    chargePercent: format.percent,
    loadPercent: format.percent,
    outputWatts: format.watts,
    volts: (volts: number) => format.reading(volts, 'V'),
  }
  return (
    <TitledPanel
      title={m.power.history}
      actions={
        <>
          {isLive ? null : (
            <Button size="small" onPress={() => choose(DEFAULT_SPAN)}>
              {m.device.zoomOut}
            </Button>
          )}
          <Segmented
            label={m.power.history}
            value={span.kind === 'last' ? span.name : 'between'}
            onChange={(chosen) =>
              choose(chosen === 'between' ? { kind: 'between', fromMs, toMs } : { kind: 'last', name: chosen })
            }
            choices={[
              ...SPAN_NAMES.map((id) => ({ id, label: m.power.spans[id] })),
              { id: 'between' as const, label: m.device.custom },
            ]}
          />
        </>
      }
    >
      {span.kind === 'between' ? <SpanFields key={queryOfSpan(span)} fromMs={fromMs} toMs={toMs} onChange={choose} /> : null}
      {isKnown && times.length === 0 ? <p className="text-fg-2">{m.power.noSamples}</p> : null}
      {isKnown ? (
        <div className="grid gap-1" title={m.device.zoomHint}>
          {strips.map(({ key, readings }, index) => (
            <StripChart
              key={key}
              label={labels[key]}
              group={device.id}
              times={shownTimes}
              lines={readings.map((reading, at) => ({
                label: readings.length === 1 ? labels[key] : at === 0 ? m.power.input : m.power.output,
                values: lineOf(reading),
                dashed: at > 0,
              }))}
              span={{ from: fromMs / 1000, to: toMs / 1000 }}
              marks={marks}
              formatValue={formats[key]}
              fromZero={key !== 'volts'}
              steps={key === 'runtimeSeconds' ? DURATION_STEPS : undefined}
              height={STRIP_HEIGHT}
              hasTimeAxis={index === strips.length - 1}
              onZoom={(from, to) => choose({ kind: 'between', fromMs: from * 1000, toMs: to * 1000 })}
              onZoomOut={() => choose(DEFAULT_SPAN)}
            />
          ))}
        </div>
      ) : (
        <Skeleton className="h-96 w-full" />
      )}
      <HistoryEvents events={events ?? []} />
    </TitledPanel>
  )
}
