'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useDoc, useDocs, useLivePhase } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { POWER_SEVERITY } from '@/components/status/severities'
import { LinkButton } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { DefinitionList } from '@/components/ui/definition-list'
import { EmptyState } from '@/components/ui/empty-state'
import { MeterBar } from '@/components/ui/meter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { READING_NAMES, type ReadingName } from '@/server/domain/power-reading'
import { powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc } from '@/server/domain/view'
import { DeviceActions } from './device-actions'
import { DeviceCarePanel } from './device-care'
import { DeviceCommands } from './device-commands'
import { DeviceHistory } from './device-history'
import { DeviceOutlets } from './device-outlets'
import { FedBy } from './fed-by'

const Figure = ({
  term,
  children,
  detail,
}: {
  readonly term: string
  readonly children: ReactNode
  readonly detail?: ReactNode
}) => (
  <div className="grid min-w-0 content-start gap-0.5">
    <span className="text-xs text-fg-3">{term}</span>
    <span className="text-xl font-semibold tracking-tight tabular-nums">{children}</span>
    {detail ? <span className="text-sm text-fg-2">{detail}</span> : null}
  </div>
)

const Figures = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow()
  const r = device.readings
  const of = (name: ReadingName): string => format.reading(r[name].value, r[name].unit)
  const lost = device.contact === 'lost'
  return (
    <Panel className={`grid gap-x-6 gap-y-4 p-4 sm:grid-cols-2 lg:grid-cols-[1.6fr_repeat(4,1fr)] ${lost ? 'hatched' : ''}`}>
      <div className="grid content-start gap-0.5">
        <span className="text-xs text-fg-3">{m.power.runtime}</span>
        <span className={`text-figure font-semibold tabular-nums tracking-tight ${lost ? 'text-fg-3' : ''}`} aria-live="off">
          {format.duration(device.decidingRuntimeSeconds)}
        </span>
        {device.runtimeBand ? (
          <span className="text-sm text-fg-2">
            {m.power.likelyBetween(
              format.duration(device.runtimeBand.lowSeconds),
              format.duration(device.runtimeBand.highSeconds),
            )}
          </span>
        ) : null}
        <span className="text-sm text-fg-2">{device.decidingRuntimeReason}</span>
        <span className="text-sm text-fg-2">
          {m.power.deviceSays} {format.duration(r.runtimeSeconds.value)}
          {r.runtimeSeconds.credible ? null : (
            <span className="text-warn">
              , {m.power.notCredible}: {r.runtimeSeconds.reason}
            </span>
          )}
        </span>
        {device.onBatterySinceMs !== null && now !== null ? (
          <span className="text-sm text-warn">
            {m.power.onBatteryFor} {format.duration((now - device.onBatterySinceMs) / 1000)}
          </span>
        ) : null}
      </div>
      <Figure
        term={m.power.charge}
        detail={
          r.chargePercent.credible ? null : (
            <span className="text-warn">
              {m.power.notCredible}: {r.chargePercent.reason}
            </span>
          )
        }
      >
        {format.percent(device.decidingChargePercent)}
        <MeterBar
          percent={device.decidingChargePercent}
          label={m.power.charge}
          className="mt-1.5 h-1 w-full"
          severity={POWER_SEVERITY[powerStateOf(device)]}
        />
      </Figure>
      <Figure term={m.power.load} detail={format.watts(r.outputWatts.value)}>
        {format.percent(r.loadPercent.value)}
        <MeterBar percent={r.loadPercent.value} label={m.power.load} className="mt-1.5 h-1 w-full" />
      </Figure>
      <Figure term={`${m.power.input} / ${m.power.output}`} detail={of('inputHertz')}>
        {of('inputVolts')} <span className="text-fg-3">/</span> {of('outputVolts')}
      </Figure>
      <Figure term={m.power.temperature} detail={`${m.power.battery} ${of('batteryVolts')}`}>
        {of('temperatureCelsius')}
      </Figure>
    </Panel>
  )
}

const Feeds = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const feeds = useQuery(useTRPC().topology.feeds.queryOptions())
  const hosts = useDocs('host')
  const fed = (feeds.data ?? []).filter(({ deviceId }) => deviceId === device.id)
  return (
    <TitledPanel title={m.power.feedsHosts}>
      {feeds.data && fed.length === 0 ? <p className="text-fg-2">{m.power.feedsNone}</p> : null}
      <ul className="grid gap-1">
        {fed.map(({ hostId, label, outletId }) => {
          const name = hosts.find(({ id }) => id === hostId)?.name ?? hostId
          return (
            <li key={hostId} className="flex justify-between gap-3">
              <Link href={`/hosts?q=host:${encodeURIComponent(name)}`} className="link">
                {name}
              </Link>
              <span className="text-sm text-fg-2">{m.power.feed(label, outletId)}</span>
            </li>
          )
        })}
      </ul>
      {device.outlets.length > 0 ? <DeviceOutlets device={device} fed={fed} /> : null}
    </TitledPanel>
  )
}

const Identity = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const { identity } = device
  return (
    <TitledPanel title={m.power.identity}>
      <DefinitionList
        rows={[
          { term: m.power.manufacturer, value: identity?.manufacturer ?? '—' },
          { term: m.power.model, value: identity?.model ?? '—' },
          { term: m.power.serial, value: identity?.serial ?? '—' },
          { term: m.power.firmware, value: identity?.firmware ?? '—' },
          { term: m.power.agentFirmware, value: identity?.agentFirmware ?? '—' },
          { term: m.power.family, value: identity?.family ?? '—' },
          { term: m.power.endpoint, value: device.endpoint },
        ]}
      />
    </TitledPanel>
  )
}

const Reports = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const words = [...device.flags, ...device.alarms]
  return (
    <TitledPanel title={m.power.alarms}>
      {words.length === 0 ? <p className="text-fg-2">{m.power.noAlarms}</p> : null}
      <ul className="grid gap-1">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
      <h3 className="pt-3 pb-1 text-xs text-fg-3">{m.power.evidence}</h3>
      <ul className="grid gap-1 text-sm text-fg-2">
        {device.evidence.map((word) => (
          <li key={word} className="break-words">
            {word}
          </li>
        ))}
      </ul>
    </TitledPanel>
  )
}

const Values = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const format = useFormat()
  const told = READING_NAMES.filter((name) => device.readings[name].source !== null || device.readings[name].value !== null)
  return (
    <TitledPanel title={m.power.values} flush>
      <DataTable
        label={m.power.values}
        head={
          <>
            <Th>{m.common.name}</Th>
            <Th end>{m.power.value}</Th>
            <Th>{m.power.source}</Th>
          </>
        }
      >
        {told.map((name) => {
          const { value, unit, source, credible, reason } = device.readings[name]
          return (
            <Tr key={name}>
              <Td>{m.readings[name]}</Td>
              <Td end>{unit === 's' ? format.duration(value) : format.reading(value, unit)}</Td>
              <Td className="text-fg-2">
                {source}
                {credible ? null : (
                  <span className="text-warn">
                    {' '}
                    · {m.power.notCredible}: {reason}
                  </span>
                )}
              </Td>
            </Tr>
          )
        })}
      </DataTable>
    </TitledPanel>
  )
}

export const DeviceView = ({ deviceId }: { readonly deviceId: string }) => {
  const m = useMessages()
  const format = useFormat()
  const now = useNow(200)
  const phase = useLivePhase()
  const device = useDoc('device', deviceId)
  if (!device && phase === 'connecting') return <SkeletonRows rows={8} label={m.common.loading} />
  if (!device) return <EmptyState title={m.power.gone} action={<LinkButton href="/power">{m.power.back}</LinkButton>} />
  const state = powerStateOf(device)
  const answered = device.answeredAtMs
  return (
    <>
      <PageHeader
        title={device.name}
        aside={
          <span className="flex flex-wrap items-center gap-3">
            <StatusMark severity={POWER_SEVERITY[state]}>{m.status.power[state]}</StatusMark>
            <span>{answered === null || now === null ? m.power.never : m.common.ago(format.age(now - answered))}</span>
          </span>
        }
      >
        <DeviceCommands device={device} />
        <DeviceActions device={device} />
      </PageHeader>
      {device.message ? <p className="hatched rounded-md border border-line px-4 py-2">{device.message}</p> : null}
      <Figures device={device} />
      <DeviceHistory device={device} />
      <div className="grid items-start gap-4 lg:grid-cols-3">
        <FedBy device={device} />
        <Feeds device={device} />
        <Reports device={device} />
        <Identity device={device} />
        <DeviceCarePanel device={device} />
      </div>
      <Values device={device} />
    </>
  )
}
