'use client'

import { BatteryTimeline } from '@/components/charts/battery-timeline'
import { formatDuration } from '@/components/format/duration'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { LikelyLine } from '@/components/status/likely-line'
import { MarginBasis } from '@/components/status/margin-basis-line'
import { Verdict } from '@/components/status/verdict'
import { Panel } from '@/components/ui/panel'
import { Select } from '@/components/ui/select'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import type { Forecast } from '@/server/domain/forecast'
import type { PlanMoments } from '@/server/domain/latest-moment'
import { cutOffLines, noteLines } from './forecast-notes'
import { endWithHosts, forecastRows } from './forecast-rows'
import { NoteList } from './note-list'
import { PlanWarnings } from './plan-warnings'
import type { Assumptions } from './use-plan-forecast'

const SEVERITY = { clean: 'normal', late: 'warning', 'cut-off': 'critical', unknown: 'stale' } as const
/** So many are named at once. */
const NAMED = 12
const CHARGES = [null, 100, 80, 60, 40] as const

/** The verdict in one sentence, and below it why: battery band and bars on one axis. */
export const ForecastPanel = ({
  forecast,
  moments,
  ending,
  supposing,
  chargeIsGiven,
  assumptions,
  onAssume,
}: {
  readonly forecast: Forecast | null
  readonly moments: PlanMoments | null
  /** VMs that a stage of the plan ends or moves. */
  readonly ending: ReadonlySet<string>
  /** Where "if the mains failed now" would say too little. */
  readonly supposing: string | undefined
  /** An outage is on: its charge is what it is, nothing else can be supposed. */
  readonly chargeIsGiven: boolean
  readonly assumptions: Assumptions
  readonly onAssume: (assumptions: Assumptions) => void
}) => {
  const m = useMessages()
  const format = useFormat()
  const withHosts = forecast === null ? [] : endWithHosts(forecast, ending)
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
          <PlanWarnings warnings={forecast.warnings} />
          {withHosts.length === 0 ? null : (
            <p className="pb-2 text-sm text-warn">
              {m.plans.endWithHosts(withHosts.slice(0, NAMED).join(', '), Math.max(0, withHosts.length - NAMED))}
            </p>
          )}
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
          <NoteList label={m.plans.cutOffs} lines={cutOffLines(forecast, m)} tone="text-crit" />
          <NoteList label={m.plans.notes} lines={noteLines(forecast, m)} tone="text-fg-2" />
        </>
      ) : (
        <Skeleton className="h-40" />
      )}
    </Panel>
  )
}
