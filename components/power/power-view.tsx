'use client'

import Link from 'next/link'
import { useRouter, useSearchParams } from 'next/navigation'
import { useFormat } from '@/components/format/use-format'
import { useDocs, useLivePhase } from '@/components/live/use-live'
import { useNow } from '@/components/live/use-now'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { POWER_SEVERITY } from '@/components/status/severities'
import { Button } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { MeterBar } from '@/components/ui/meter-bar'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc } from '@/server/domain/view'
import { deviceHref } from '@/components/shell/hrefs'
import { AddDevice } from './add-device'
import { DiscoverSheet } from './discovery/discover-sheet'
import { SearchNote } from './discovery/search-note'

const DeviceRow = ({
  device,
  groupName,
  now,
}: {
  readonly device: DeviceDoc
  readonly groupName: string | null
  readonly now: number | null
}) => {
  const m = useMessages()
  const format = useFormat()
  const state = powerStateOf(device)
  const { readings } = device
  const severity = device.enabled ? POWER_SEVERITY[state] : 'stale'
  const answered = device.answeredAtMs
  return (
    <Tr className={device.contact === 'lost' ? 'hatched' : ''}>
      <Td>
        <StatusMark severity={severity}>{device.enabled ? m.status.power[state] : m.power.disabled}</StatusMark>
      </Td>
      <Td>
        <Link href={deviceHref(device.id)} className="link font-[550]">
          {device.name}
        </Link>
      </Td>
      <Td className="text-fg-2">{groupName ?? '—'}</Td>
      <Td end className="text-lg font-semibold" title={device.decidingRuntimeReason}>
        {format.duration(device.decidingRuntimeSeconds)}
      </Td>
      <Td end className="text-fg-2" title={readings.runtimeSeconds.reason ?? undefined}>
        {format.duration(readings.runtimeSeconds.value)}
        {readings.runtimeSeconds.credible ? null : <span className="text-warn"> {m.power.notCredible}</span>}
      </Td>
      <Td>
        <span className="flex items-center gap-2">
          <MeterBar percent={device.decidingChargePercent} label={m.power.charge} className="h-1 w-14" />
          {format.percent(device.decidingChargePercent)}
        </span>
      </Td>
      <Td>
        <span className="flex items-center gap-2">
          <MeterBar percent={readings.loadPercent.value} label={m.power.load} className="h-1 w-14" />
          {format.percent(readings.loadPercent.value)}
        </span>
      </Td>
      <Td end className="hidden text-fg-2 xl:table-cell">
        {format.watts(readings.outputWatts.value)}
      </Td>
      <Td end className="hidden text-fg-2 xl:table-cell">
        {format.reading(readings.temperatureCelsius.value, '°C')}
      </Td>
      <Td end className="text-fg-2">
        {answered === null || now === null ? m.power.never : m.common.ago(format.age(now - answered))}
      </Td>
    </Tr>
  )
}

export const PowerView = () => {
  const m = useMessages()
  const router = useRouter()
  const phase = useLivePhase()
  const params = useSearchParams()
  const adding = params.get('add') === '1'
  const discovering = params.get('discover') === '1'
  const mayConfigure = useMay('configure')
  const now = useNow(1000)
  const devices = useDocs('device').toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const groups = useDocs('group')
  const add = (
    <Button variant="primary" isDisabled={!mayConfigure} onPress={() => router.push('/power?add=1')}>
      {m.power.add}
    </Button>
  )
  return (
    <>
      <PageHeader title={m.power.title} aside={m.common.ups(devices.length)}>
        {mayConfigure ? <SearchNote /> : null}
        {add}
      </PageHeader>
      <Panel className="overflow-hidden">
        {phase === 'connecting' ? (
          <SkeletonRows label={m.common.loading} />
        ) : devices.length === 0 ? (
          <EmptyState title={m.power.emptyTitle} action={add}>
            {m.power.emptyHint}
          </EmptyState>
        ) : (
          <DataTable
            label={m.power.table}
            head={
              <>
                <Th>{m.power.columns.state}</Th>
                <Th>{m.power.columns.name}</Th>
                <Th>{m.power.columns.group}</Th>
                <Th end>{m.power.columns.runtime}</Th>
                <Th end>{m.power.columns.deviceRuntime}</Th>
                <Th>{m.power.columns.charge}</Th>
                <Th>{m.power.columns.load}</Th>
                <Th end className="hidden xl:table-cell">
                  {m.power.columns.watts}
                </Th>
                <Th end className="hidden xl:table-cell">
                  {m.power.columns.temperature}
                </Th>
                <Th end>{m.power.columns.answered}</Th>
              </>
            }
          >
            {devices.map((device) => (
              <DeviceRow
                key={device.id}
                device={device}
                now={now}
                groupName={groups.find(({ deviceIds }) => deviceIds.includes(device.id))?.name ?? null}
              />
            ))}
          </DataTable>
        )}
      </Panel>
      {adding ? <AddDevice onClose={() => router.replace('/power')} /> : null}
      {discovering && mayConfigure ? <DiscoverSheet onClose={() => router.replace('/power')} /> : null}
    </>
  )
}
