'use client'

import { BatteryTimeline } from '@/components/charts/battery-timeline'
import { lateEndsOf } from '@/components/charts/late-ends'
import type { TimelineRow } from '@/components/charts/timeline-row'
import { formatDuration } from '@/components/format/duration'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import type { Messages } from '@/components/messages/messages'
import { latestOnAxis } from '@/components/status/latest-words'
import { LikelyLine } from '@/components/status/likely-line'
import { MarginBasis } from '@/components/status/margin-basis-line'
import { stageLabels } from '@/components/status/stage-labels'
import { Verdict } from '@/components/status/verdict'
import { Panel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import type { Forecast } from '@/server/domain/forecast'
import type { PlanMoments } from '@/server/domain/latest-moment'
import { cutOffLines, noteLines } from './forecast-notes'
import { NoteList } from './note-list'
import { PlanWarnings } from './plan-warnings'
import type { Assumptions } from './use-plan-forecast'

const SEVERITY = { clean: 'normal', late: 'warning', 'cut-off': 'critical', unknown: 'stale' } as const
const CHARGES = [null, 100, 80, 60, 40] as const

export const forecastRows = (forecast: Forecast, moments: PlanMoments | null, m: Messages): readonly TimelineRow[] => {
  const lateOf = lateEndsOf(forecast)
  const barsOf = (stageId: string | null, kind: 'vm' | 'host') =>
    forecast.bars
      .filter((bar) => bar.object.kind === kind && (kind === 'host' || bar.stageId === stageId))
      .map((bar) => ({
        key: `${bar.object.id}-${bar.action}`,
        title: m.plans.barTitle(
          bar.name,
          m.status.action[bar.action],
          formatDuration(bar.startSeconds),
          formatDuration(bar.endSeconds),
          lateOf(bar) === undefined ? null : formatDuration(lateOf(bar) ?? bar.endSeconds),
        ),
        startSeconds: bar.startSeconds,
        endSeconds: bar.endSeconds,
        lateEndSeconds: lateOf(bar),
        look: 'expected' as const,
      }))
  const labels = stageLabels(forecast.stages, m)
  const stages = forecast.stages.map((stage, index) => ({
    key: stage.stageId,
    label: labels[index] ?? stage.name,
    note:
      stage.firesAtSeconds === null
        ? m.plans.neverFires
        : stage.endsAtSeconds === null
          ? undefined
          : m.plans.endsAt(formatDuration(stage.endsAtSeconds)),
    bars: barsOf(stage.stageId, 'vm'),
    latest: latestOnAxis(moments, stage.stageId, formatDuration, m),
  }))
  const hosts = barsOf(null, 'host')
  return hosts.length === 0 ? stages : [...stages, { key: 'hosts', label: m.plans.hostsRow, bars: hosts }]
}

/** The verdict in one sentence, and below it why: battery band and bars on one axis. */
export const ForecastPanel = ({
  forecast,
  moments,
  supposing,
  chargeIsGiven,
  assumptions,
  onAssume,
}: {
  readonly forecast: Forecast | null
  readonly moments: PlanMoments | null
  /** Where "if the mains failed now" would say too little. */
  readonly supposing: string | undefined
  /** An outage is on: its charge is what it is, nothing else can be supposed. */
  readonly chargeIsGiven: boolean
  readonly assumptions: Assumptions
  readonly onAssume: (assumptions: Assumptions) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  return (
    <Panel className="px-4 py-3">
      <header className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 pb-2">
        <p aria-live="polite" className="min-w-0">
          {forecast ? (
            <StatusMark severity={SEVERITY[forecast.verdict]}>
              <span className="font-normal whitespace-normal text-fg">
                <Verdict forecast={forecast} supposing={supposing} />
              </span>
            </StatusMark>
          ) : (
            <span className="text-fg-2">{m.plans.computing}</span>
          )}
          {forecast ? <MarginBasis forecast={forecast} className="block" /> : null}
        </p>
        <div className="ms-auto flex items-center gap-2">
          <span className="text-sm text-fg-2">{m.plans.whatIf}</span>
          <div className="w-36">
            <Select
              bare
              label={m.plans.startCharge}
              isDisabled={chargeIsGiven}
              value={String(chargeIsGiven ? null : assumptions.startChargePercent)}
              onChange={(id) =>
                onAssume({ ...assumptions, startChargePercent: CHARGES.find((charge) => String(charge) === id) ?? null })
              }
              choices={CHARGES.map((charge) => ({
                id: String(charge),
                label: charge === null ? m.plans.chargeNow : m.plans.chargeAt(format.percent(charge)),
              }))}
            />
          </div>
          <div className="w-44">
            <Select
              bare
              label={m.plans.feeds}
              value={assumptions.oneFeedOnly ? 'one' : 'both'}
              onChange={(id) => onAssume({ ...assumptions, oneFeedOnly: id === 'one' })}
              choices={[
                { id: 'both', label: m.plans.bothFeeds },
                { id: 'one', label: m.plans.oneFeed },
              ]}
            />
          </div>
        </div>
      </header>
      {forecast ? (
        <>
          <BatteryTimeline
            label={m.plans.timeline}
            battery={forecast.battery}
            reserveSeconds={forecast.reserveSeconds}
            worst={forecast.worst}
            worstCourse={forecast.worstCourse}
            band={forecast.band}
            rows={forecastRows(forecast, moments, m)}
          />
          <LikelyLine band={forecast.band} timeOf={formatDuration} />
          <PlanWarnings warnings={forecast.warnings} />
          <NoteList label={m.plans.cutOffs} lines={cutOffLines(forecast, m)} tone="text-crit" />
          <NoteList label={m.plans.notes} lines={noteLines(forecast, m)} tone="text-fg-2" />
        </>
      ) : (
        <Skeleton className="h-40" />
      )}
    </Panel>
  )
}
