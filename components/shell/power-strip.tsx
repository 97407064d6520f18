'use client'

import Link from 'next/link'
import { LONG_OUTAGE_STAGE } from '@/server/domain/long-outage'
import type { GroupDoc } from '@/server/domain/view'
import { useFormat } from '@/components/format/use-format'
import { useDoc, useDocs } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { dangerNow } from '@/components/status/danger-now'
import { groupWords } from '@/components/status/danger-words'
import { likelyRuntime } from '@/components/status/likely-runtime'
import { MarginBasis } from '@/components/status/margin-basis-line'
import { bySeverity, wantsNotice } from '@/components/status/severities'
import { severityText, StatusMark } from '@/components/ui/status-mark'
import { runHref } from '@/components/shell/hrefs'
import { RecoveryLine } from './recovery-line'
import { useRecoveries } from './use-recoveries'

const ON_BATTERY: readonly GroupDoc['condition'][] = ['on-battery', 'low-battery', 'redundancy-lost']

const Line = ({ group }: { readonly group: GroupDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const run = useDoc('run', group.runId)
  // A policy for long outages is no stage of the plan.
  const fired = run?.fired.filter(({ stageId }) => stageId !== LONG_OUTAGE_STAGE).length ?? 0
  const tone = severityText(group.severity)
  const since = group.onBatterySinceMs
  const isDraining = group.condition === 'on-battery' || group.condition === 'low-battery'
  const likely = likelyRuntime(group)
  return (
    <div
      className={`flex min-h-9 tabular-nums flex-wrap items-center gap-x-5 gap-y-1 border-b border-line px-5 py-1.5 max-sm:gap-x-3 max-sm:gap-y-0 max-sm:px-3 max-sm:py-1 ${group.severity === 'critical' ? 'bg-crit-bg' : 'bg-warn-bg'}`}
    >
      <StatusMark severity={group.severity}>{m.shell.strip.state(group.name, groupWords(group, m))}</StatusMark>
      {since !== null && now !== null && ON_BATTERY.includes(group.condition) ? (
        <span>
          {m.shell.strip.for} <b className={tone}>{format.duration((now - since) / 1000)}</b>
        </span>
      ) : null}
      <span>
        {m.shell.strip.runtime} <b className={tone}>{format.duration(group.runtimeSeconds)}</b>
        {likely === null ? null : (
          <span className="text-fg-2 max-sm:hidden">
            {' '}
            ({m.shell.strip.likely(format.duration(likely.lowSeconds), format.duration(likely.highSeconds))})
          </span>
        )}
        {group.loadPercent === null ? null : (
          <span className="text-sm text-fg-2 max-sm:hidden"> {m.shell.strip.atLoad(format.percent(group.loadPercent))}</span>
        )}
      </span>
      <span className="max-sm:hidden">
        {group.planName && group.planMode
          ? m.shell.strip.plan(group.planName, m.status.mode[group.planMode].toLocaleLowerCase())
          : m.shell.strip.noPlan}
        {fired > 0 ? `, ${m.shell.strip.stage(fired, group.stageCount)}` : null}
      </span>
      {run === null || run.heldSinceMs === null || now === null ? null : (
        <b className={`font-[550] ${tone}`}>{m.shell.strip.heldFor(format.duration((now - run.heldSinceMs) / 1000))}</b>
      )}
      {/* While the mains carry the group it would be the margin of another outage. */}
      {isDraining && group.forecast && group.forecast.marginSeconds !== null ? (
        <span>
          {m.shell.strip.margin} <b className={tone}>{format.margin(group.forecast.marginSeconds)}</b>{' '}
          <MarginBasis forecast={group.forecast} className="max-sm:hidden" />
        </span>
      ) : null}
      <Danger group={group} />
      <span className="flex-1" />
      <Link href={group.runId ? runHref(group.runId) : '/power'} className="link inline-flex min-h-6 items-center text-sm">
        {group.runId ? m.shell.strip.openRun : m.shell.strip.openGroup}
      </Link>
    </div>
  )
}

/** What the plan sheds for, as the UPSs say it now, and that a person will be needed. */
const Danger = ({ group }: { readonly group: GroupDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const devices = useDocs('device').filter(({ id }) => group.deviceIds.includes(id))
  const danger = group.danger ?? null
  if (danger === null) return null
  if (danger.over) return <b className="font-[550]">{m.shell.strip.bringBack}</b>
  return <span>{m.shell.strip.staysDown(dangerNow(danger.kinds, devices, format.reading, m))}</span>
}

/** One line per group in trouble, or not yet as before, on every page; nothing at all while nothing is wrong. */
export const PowerStrip = () => {
  const m = useMessages()
  const groups = useDocs('group').filter(wantsNotice).toSorted(bySeverity)
  const recoveries = useRecoveries(groups)
  if (groups.length + recoveries.length === 0) return null
  return (
    <section aria-label={m.shell.strip.label}>
      {groups.map((group) => (
        <Line key={group.id} group={group} />
      ))}
      {recoveries.map((recovery) => (
        <RecoveryLine key={recovery.run.id} recovery={recovery} />
      ))}
    </section>
  )
}
