'use client'

import Link from 'next/link'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { groupWords } from '@/components/status/danger-words'
import { likelyRuntime } from '@/components/status/likely-runtime'
import { MarginBasis } from '@/components/status/margin-basis-line'
import { inTrouble } from '@/components/status/severities'
import { Verdict } from '@/components/status/verdict'
import { MeterBar } from '@/components/ui/meter-bar'
import { StatusMark } from '@/components/ui/status-mark'
import type { GroupDoc } from '@/server/domain/view'
import { planHref } from '@/components/shell/hrefs'
import { LastHour } from './last-hour'

const BORDER = {
  normal: 'border-line',
  advisory: 'border-line',
  maintenance: 'border-line',
  stale: 'border-line hatched',
  warning: 'border-warn',
  critical: 'border-crit',
} as const

/** One power group: how long it lasts, and how it would end. */
export const GroupTile = ({ group }: { readonly group: GroupDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const { severity } = group
  const silent = severity === 'stale'
  const first = group.deviceIds[0]
  const total = group.deviceIds.length
  const likely = likelyRuntime(group)
  const range =
    likely === null ? null : m.shell.strip.likely(format.duration(likely.lowSeconds), format.duration(likely.highSeconds))
  return (
    <article
      aria-label={group.name}
      className={`flex min-w-0 flex-col gap-2 rounded-lg border bg-panel px-4 py-3.5 ${BORDER[severity]}`}
    >
      <header className="flex items-center gap-3">
        <h2 className="truncate">{group.name}</h2>
        {severity === 'normal' ? (
          <span className="text-xs whitespace-nowrap text-fg-3">
            {total > 1 ? m.overview.required(group.requiredDevices, total) : m.overview.single}
          </span>
        ) : null}
        <span className="flex-1" />
        {severity === 'normal' ? null : <StatusMark severity={severity}>{groupWords(group, m)}</StatusMark>}
      </header>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span
          className={`text-figure font-semibold tabular-nums tracking-tight ${silent ? 'text-fg-3' : ''}`}
          title={group.runtimeReason}
          aria-label={`${m.overview.runtime} ${format.duration(group.runtimeSeconds)}`}
        >
          {format.duration(group.runtimeSeconds)}
        </span>
        <span aria-hidden className="text-sm whitespace-nowrap text-fg-2">
          {m.overview.runtime}
        </span>
        <span className="w-full text-sm text-fg-2">
          {[
            range,
            m.shell.strip.atLoad(format.percent(group.loadPercent)),
            group.outputWatts === null ? null : format.watts(group.outputWatts),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      </div>
      <div className="flex items-center gap-2">
        <MeterBar
          percent={group.chargePercent}
          label={m.overview.charge(format.percent(group.chargePercent))}
          severity={severity === 'advisory' ? 'normal' : severity}
          className="h-1 min-w-0 flex-1 !shrink"
        />
        <span className="text-xs text-fg-3">{format.percent(group.chargePercent)}</span>
      </div>
      {first ? <LastHour deviceId={first} isOneOfSeveral={total > 1} /> : null}
      {group.notes.map((note) => (
        <p key={note} className="text-sm text-fg-2">
          {note}
        </p>
      ))}
      <p className="border-t border-line pt-2 text-fg-2">
        {group.forecast ? (
          <Verdict forecast={group.forecast} running={inTrouble(group)} isAllDown={group.vmCount > 0} />
        ) : group.planId ? (
          m.verdict.unknown
        ) : group.vmCount === 0 ? (
          m.verdict.noVms
        ) : (
          m.verdict.noPlan
        )}
        {group.planId ? (
          <>
            {' · '}
            <Link href={planHref(group.planId)} className="link whitespace-nowrap">
              {group.forecast && group.forecast.verdict !== 'clean' ? m.common.why : m.shell.kinds.plan}
            </Link>
          </>
        ) : null}
        {group.forecast ? <MarginBasis forecast={group.forecast} className="block" /> : null}
      </p>
    </article>
  )
}
