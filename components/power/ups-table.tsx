'use client'

import Link from 'next/link'
import { useMemo } from 'react'
import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import { deviceHref } from '@/components/shell/hrefs'
import { POWER_SEVERITY } from '@/components/status/severities'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { MeterBar } from '@/components/ui/meter-bar'
import { StatusMark } from '@/components/ui/status-mark'
import type { DeviceId, HostId } from '@/server/domain/ids'
import { powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc, GroupDoc } from '@/server/domain/view'
import { useWiring } from './use-chain'

const UpsRow = ({
  device,
  groupName,
  hostCount,
  now,
}: {
  readonly device: DeviceDoc
  readonly groupName: string | null
  readonly hostCount: number
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
      <Td className="text-fg-2 max-sm:hidden">{groupName ?? '—'}</Td>
      <Td end className="text-lg font-semibold" title={device.decidingRuntimeReason}>
        {format.duration(device.decidingRuntimeSeconds)}
      </Td>
      <Td end className="hidden text-fg-2 xl:table-cell" title={readings.runtimeSeconds.reason ?? undefined}>
        {format.duration(readings.runtimeSeconds.value)}
        {readings.runtimeSeconds.credible ? null : <span className="text-warn"> {m.power.notCredible}</span>}
      </Td>
      <Td>
        <span className="flex items-center gap-2">
          <MeterBar percent={device.decidingChargePercent} label={m.power.charge} className="h-1 w-14 max-sm:w-8" />
          {format.percent(device.decidingChargePercent)}
        </span>
      </Td>
      <Td className="max-sm:hidden">
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
      <Td end className="hidden text-fg-2 xl:table-cell">
        {hostCount === 0 ? '—' : m.common.hosts(hostCount)}
      </Td>
      <Td end className="text-fg-2 max-sm:hidden">
        {answered === null || now === null ? m.power.never : m.common.ago(format.age(now - answered))}
      </Td>
    </Tr>
  )
}

export const UpsTable = ({
  devices,
  groups,
  now,
}: {
  readonly devices: readonly DeviceDoc[]
  readonly groups: readonly GroupDoc[]
  readonly now: number | null
}) => {
  const { power } = useMessages()
  const c = power.columns
  const wiring = useWiring()
  const hostsOf = useMemo(() => {
    const found = new Map<DeviceId, Set<HostId>>()
    for (const { deviceId, hostId } of wiring) found.set(deviceId, (found.get(deviceId) ?? new Set()).add(hostId))
    return found
  }, [wiring])
  return (
    <DataTable
      label={power.table}
      head={
        <>
          <Th>{c.state}</Th>
          <Th>{c.name}</Th>
          <Th className="max-sm:hidden">{c.group}</Th>
          <Th end>{c.runtime}</Th>
          <Th end className="hidden xl:table-cell">
            {c.deviceRuntime}
          </Th>
          <Th>{c.charge}</Th>
          <Th className="max-sm:hidden">{c.load}</Th>
          <Th end className="hidden xl:table-cell">
            {c.watts}
          </Th>
          <Th end className="hidden xl:table-cell">
            {c.temperature}
          </Th>
          <Th end className="hidden xl:table-cell">
            {c.feeds}
          </Th>
          <Th end className="max-sm:hidden">
            {c.answered}
          </Th>
        </>
      }
    >
      {devices.map((device) => (
        <UpsRow
          key={device.id}
          device={device}
          now={now}
          hostCount={hostsOf.get(device.id)?.size ?? 0}
          groupName={groups.find(({ deviceIds }) => deviceIds.includes(device.id))?.name ?? null}
        />
      ))}
    </DataTable>
  )
}
