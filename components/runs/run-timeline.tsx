'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/api/trpc'
import { BatteryTimeline } from '@/components/charts/battery-timeline'
import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { LikelyLine } from '@/components/status/likely-line'
import { useMessages } from '@/components/messages/use-messages'
import { isEnded, isInOutage, type RunWithSteps } from '@/server/domain/run'
import { originOf, runRows } from './run-rows'
import { useRunMoments } from './use-run-moments'

const FORECAST_MS = 2_000

/** What was done and what is to come, against the battery. */
export const RunTimeline = ({ run }: { readonly run: RunWithSteps }) => {
  const m = useMessages()
  const now = useNow()
  const format = useFormat()
  const moments = useRunMoments(run)
  const ended = isEnded(run.phase)
  const { data } = useQuery({
    ...useTRPC().runs.forecast.queryOptions({ runId: run.id }),
    placeholderData: keepPreviousData,
    enabled: isInOutage(run),
    refetchInterval: FORECAST_MS,
  })
  const at = run.endedAtMs ?? now ?? run.startedAtMs
  // Once the mains are back, or the run is over, or where a danger began it on mains, nothing drains the battery: what the forecast says of it would mislead.
  const forecast = isInOutage(run) ? (data ?? null) : null
  return (
    <>
      <BatteryTimeline
        label={run.outageStartedAtMs === null ? m.runs.plainTimeline : m.runs.timeline}
        battery={forecast?.battery ?? []}
        reserveSeconds={forecast?.reserveSeconds ?? null}
        worst={forecast?.worst}
        worstCourse={forecast?.worstCourse}
        band={forecast?.band}
        rows={runRows(run, forecast, moments, at, format.clock, m)}
        nowSeconds={ended ? null : (at - originOf(run)) / 1000}
      />
      <LikelyLine band={forecast?.band} timeOf={(seconds) => format.clock(originOf(run) + seconds * 1000)} />
    </>
  )
}
