'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useFormat } from '@/components/format/use-format'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { DefinitionList } from '@/components/ui/definition-list'
import { TitledPanel } from '@/components/ui/panel'
import { Sparkline } from '@/components/ui/sparkline'
import { StatusMark } from '@/components/ui/status-mark'
import type { SelfTestOutcome } from '@/server/domain/care'
import type { Severity } from '@/server/domain/severity'
import type { DeviceDoc } from '@/server/domain/view'
import { CareDialogs, type CareDialog } from './care-dialogs'

const OUTCOME_SEVERITY = {
  running: 'advisory',
  passed: 'normal',
  failed: 'critical',
  aborted: 'warning',
  unknown: 'stale',
} as const satisfies Record<SelfTestOutcome, Severity>

const TESTS_SHOWN = 4
const REFRESH_MS = 5_000
const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

/** Age of the battery, its tests and what it was worth month by month; and whether somebody works on the UPS. */
export const DeviceCarePanel = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow(60_000)
  const trpc = useTRPC()
  const [mayConfigure, mayOperate] = [useMay('configure'), useMay('operate')]
  const [open, setOpen] = useState<CareDialog | null>(null)
  const { data } = useQuery({ ...trpc.power.care.queryOptions({ deviceId: device.id }), refetchInterval: REFRESH_MS })
  const close = useVerb((client, deviceId: string) => client.power.closeWindow.mutate({ deviceId, reason: null }))
  if (!data) return null
  const { care, batteryDueAtMs, tests, months } = data
  const { test } = care
  const day = m.care.weekdays[test.weekday] ?? ''
  const isOverdue = batteryDueAtMs !== null && now !== null && batteryDueAtMs <= now
  const [first, last] = [months.at(0), months.at(-1)]
  return (
    <TitledPanel
      title={m.care.title}
      actions={
        <>
          {mayConfigure ? (
            <Button size="small" onPress={() => setOpen('edit')}>
              {m.care.edit}
            </Button>
          ) : null}
          {mayOperate && device.window === null ? (
            <Button size="small" onPress={() => setOpen('window')}>
              {m.care.windowOpen}
            </Button>
          ) : null}
          {mayOperate && device.window !== null ? (
            <Button size="small" isPending={close.isPending} onPress={() => close.mutate(device.id)}>
              {m.care.windowClose}
            </Button>
          ) : null}
        </>
      }
    >
      <DefinitionList
        rows={[
          ...(device.window === null
            ? []
            : [
                {
                  term: m.care.window,
                  value: m.care.windowUntil(format.moment(device.window.untilMs), device.window.by, device.window.reason),
                },
              ]),
          { term: m.care.battery, value: care.batteryInstalledAtMs === null ? '—' : dayOf(care.batteryInstalledAtMs) },
          { term: m.care.life, value: care.batteryLifeYears === null ? '—' : m.care.years(care.batteryLifeYears) },
          {
            term: m.care.due,
            value:
              batteryDueAtMs === null ? (
                '—'
              ) : (
                <span className={isOverdue ? 'text-warn' : ''}>
                  {dayOf(batteryDueAtMs)}
                  {isOverdue ? ` · ${m.care.overdue}` : ''}
                </span>
              ),
          },
          {
            term: m.care.schedule,
            value: test.every === 'off' ? m.care.every.off : m.care.onDay(m.care.every[test.every], day, test.hour),
          },
        ]}
      />
      <h3 className="pt-3 pb-1 text-xs text-fg-3">{m.care.tests}</h3>
      {tests.length === 0 ? <p className="text-fg-2">{m.care.noTests}</p> : null}
      <ul className="grid gap-1">
        {tests.slice(0, TESTS_SHOWN).map(({ id, atMs, outcome, said, startedBy }) => (
          <li key={id} className="grid">
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <StatusMark severity={OUTCOME_SEVERITY[outcome]}>{m.care.outcomes[outcome]}</StatusMark>
              <span className="text-sm text-fg-2">
                {format.moment(atMs)} · {startedBy}
              </span>
            </span>
            {said === '' ? null : <span className="text-sm break-words text-fg-2">{said}</span>}
          </li>
        ))}
      </ul>
      <h3 className="pt-3 pb-1 text-xs text-fg-3">{m.care.history}</h3>
      {last === undefined ? (
        <p className="text-fg-2">{m.care.noHistory}</p>
      ) : (
        <>
          <Sparkline values={months.map(({ runtimeSeconds }) => runtimeSeconds)} label={m.care.history} />
          {[...(first === last || first === undefined ? [] : [first]), last].map(({ month, runtimeSeconds, loadPercent }) => (
            <p key={month} className="text-sm text-fg-2">
              {m.care.month(month, format.duration(runtimeSeconds), format.percent(loadPercent))}
            </p>
          ))}
        </>
      )}
      {open === null ? null : <CareDialogs device={device} care={care} open={open} onClose={() => setOpen(null)} />}
    </TitledPanel>
  )
}
