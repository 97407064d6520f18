'use client'

import Link from 'next/link'
import { alarmWords } from '@/components/events/alarm-words'
import { useFormat } from '@/components/format/use-format'
import { useDocs, useLivePhase } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { phaseWords } from '@/components/status/danger-words'
import { bySeverity, PHASE_SEVERITY } from '@/components/status/severities'
import { TitledPanel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import { maintenanceWords } from '@/components/hosts/maintenance-words'
import { isMaintained } from '@/server/domain/maintained'
import { isEnded } from '@/server/domain/run'
import { deviceHref, runHref } from '@/components/shell/hrefs'

const ROW = 'flex min-h-8 items-center gap-3 border-b border-line px-4 py-1 last:border-b-0'

const AlarmText = ({ alarm }: { readonly alarm: Parameters<typeof alarmWords>[0] }) => {
  const { message, hint } = alarmWords(alarm, useMessages())
  return (
    <>
      <p className="text-sm text-fg-2">{message}</p>
      {hint ? <p className="text-xs text-fg-3">{hint}</p> : null}
    </>
  )
}

export const Alarms = () => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const phase = useLivePhase()
  const alarms = useDocs('alarm').toSorted((a, b) => bySeverity(a, b) || b.sinceMs - a.sinceMs)
  return (
    <TitledPanel title={m.overview.alarms} aside={alarms.length > 0 ? m.overview.alarmsOpen(alarms.length) : null} flush>
      {alarms.length === 0 ? (
        <p className="px-4 text-fg-2">{phase === 'connecting' ? m.common.loading : m.overview.noAlarms}</p>
      ) : null}
      <ul>
        {alarms.map(({ id, severity, object, sinceMs, ...alarm }) => (
          <li key={id} className="grid gap-0.5 border-b border-line px-4 py-1.5 last:border-b-0">
            <div className="flex items-center gap-3">
              <StatusMark severity={severity}>{object.name}</StatusMark>
              <span className="ms-auto text-sm text-fg-2">{now === null ? null : format.age(now - sinceMs)}</span>
            </div>
            <AlarmText alarm={alarm} />
          </li>
        ))}
      </ul>
    </TitledPanel>
  )
}

export const ActiveRuns = () => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const runs = useDocs('run').filter(({ phase }) => !isEnded(phase))
  if (runs.length === 0) return null
  return (
    <TitledPanel title={m.overview.runs} flush>
      <ul>
        {runs.map((run) => (
          <li key={run.id} className={ROW}>
            <Link href={runHref(run.id)} className="link truncate">
              {run.title}
            </Link>
            <span className="ms-auto text-sm whitespace-nowrap">
              <StatusMark severity={PHASE_SEVERITY[run.phase]}>{phaseWords(run, m)}</StatusMark>
            </span>
            <span className="text-sm text-fg-2">{now === null ? null : format.duration((now - run.startedAtMs) / 1000)}</span>
          </li>
        ))}
      </ul>
    </TitledPanel>
  )
}

export const HostsInMaintenance = () => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow(60_000)
  const hosts = useDocs('host').filter(isMaintained)
  const runs = useDocs('run').filter(({ kind, phase }) => kind === 'maintenance' && !isEnded(phase))
  if (hosts.length === 0) return null
  return (
    <TitledPanel title={m.overview.maintenance} flush>
      <ul>
        {hosts.map((host) => {
          const { id, name, outsideMaintenanceSinceMs } = host
          const run = runs.find(({ hostId }) => hostId === id)
          return (
            <li key={id} className={ROW}>
              <StatusMark severity="maintenance">{name}</StatusMark>
              <span className="ms-auto min-w-0 truncate text-sm text-fg-2">
                {run
                  ? [run.startedBy, run.reason, now === null ? null : format.age(now - run.startedAtMs)]
                      .filter(Boolean)
                      .join(' · ')
                  : outsideMaintenanceSinceMs === undefined
                    ? m.overview.byOthers
                    : maintenanceWords(host, m, format.clock)}
              </span>
            </li>
          )
        })}
      </ul>
    </TitledPanel>
  )
}

export const Silent = () => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const age = (atMs: number | null): string =>
    atMs === null || now === null ? m.status.contact.never : m.common.ago(format.age(now - atMs))
  const devices = useDocs('device')
    .filter(({ enabled, contact }) => enabled && contact === 'lost')
    .map(({ id, name, answeredAtMs, message }) => ({ id, name, href: deviceHref(id), last: age(answeredAtMs), message }))
  const managers = useDocs('manager')
    .filter(({ contact }) => contact !== 'ok')
    .map(({ id, name, refreshedAtMs, message }) => ({
      id,
      name,
      href: '/settings?tab=managers',
      last: age(refreshedAtMs),
      message,
    }))
  const silent = [...devices, ...managers]
  if (silent.length === 0) return null
  return (
    <TitledPanel title={m.overview.silent} flush>
      <ul>
        {silent.map(({ id, name, href, last, message }) => (
          <li key={id} className="hatched grid gap-0.5 border-b border-line px-4 py-1.5 last:border-b-0">
            <div className="flex items-center gap-3">
              <StatusMark severity="stale">
                <Link href={href} className="link">
                  {name}
                </Link>
              </StatusMark>
              <span className="ms-auto text-sm text-fg-2">{last}</span>
            </div>
            {message ? <p className="text-sm text-fg-2">{message}</p> : null}
          </li>
        ))}
      </ul>
    </TitledPanel>
  )
}
