'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/components/api/trpc'
import { useFormat } from '@/components/format/use-format'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { deviceHref } from '@/components/shell/hrefs'
import { deviceStateWord } from '@/components/status/device-state'
import { POWER_SEVERITY } from '@/components/status/severities'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { StatusMark } from '@/components/ui/status-mark'
import type { DeviceFeed } from '@/server/domain/device-feed'
import { powerStateOf } from '@/server/domain/power-state'
import type { DeviceDoc } from '@/server/domain/view'
import { InputState } from './input-state'

const Outlets = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const { outlets } = device
  if (outlets.length === 0) return '—'
  const dead = outlets.filter((outlet) => outlet.dead !== undefined).length
  const off = outlets.filter(({ state }) => state === 'off').length
  const on = outlets.filter((outlet) => outlet.state === 'on' && outlet.dead === undefined).length
  const words = m.power.passing.outletsOn(on, outlets.length)
  if (dead > 0) return <StatusMark severity="critical">{words}</StatusMark>
  return off > 0 ? <StatusMark severity="advisory">{words}</StatusMark> : words
}

const FedBy = ({ links }: { readonly links: readonly DeviceFeed[] | null }) => {
  const m = useMessages()
  const devices = useDocs('device')
  if (links === null) return '…'
  if (links.length === 0) return <StatusMark severity="warning">{m.power.fedByNone}</StatusMark>
  return links
    .toSorted((left, right) => left.label.localeCompare(right.label))
    .map(({ label, sourceId, outletId }) => {
      const name = devices.find(({ id }) => id === sourceId)?.name ?? sourceId
      return `${label}: ${name}${outletId === null ? '' : `, ${m.power.outletNamed(outletId, null)}`}`
    })
    .join(' · ')
}

const PassingRow = ({
  device,
  links,
  now,
}: {
  readonly device: DeviceDoc
  readonly links: readonly DeviceFeed[] | null
  readonly now: number | null
}) => {
  const m = useMessages()
  const format = useFormat()
  const { readings } = device
  const answered = device.answeredAtMs
  return (
    <Tr className={device.contact === 'lost' ? 'hatched' : ''}>
      <Td>
        <StatusMark severity={device.enabled ? POWER_SEVERITY[powerStateOf(device)] : 'stale'}>
          {device.enabled ? deviceStateWord(m, device) : m.power.disabled}
        </StatusMark>
      </Td>
      <Td>
        <Link href={deviceHref(device.id)} className="link font-[550]">
          {device.name}
        </Link>
      </Td>
      <Td className="text-fg-2 max-sm:hidden">{m.power.kinds[device.kind ?? 'ups']}</Td>
      <Td className="py-1 text-fg-2 max-xl:!whitespace-normal max-sm:hidden">
        <FedBy links={links} />
      </Td>
      <Td className="max-xl:py-1 max-xl:!whitespace-normal">
        <InputState device={device} />
      </Td>
      <Td>
        <Outlets device={device} />
      </Td>
      <Td end className="max-xl:hidden">
        {format.reading(readings.outputAmperes.value, 'A')}
      </Td>
      <Td end className="text-fg-2 max-sm:hidden">
        {format.watts(readings.outputWatts.value)}
      </Td>
      <Td end className="text-fg-2 max-sm:hidden">
        {answered === null || now === null ? m.power.never : m.common.ago(format.age(now - answered))}
      </Td>
    </Tr>
  )
}

/** What stands between UPSs and hosts: it holds no energy, so what counts is what feeds it and what it passes on. */
export const PassingTable = ({ devices, now }: { readonly devices: readonly DeviceDoc[]; readonly now: number | null }) => {
  const m = useMessages()
  const { data } = useQuery(useTRPC().topology.deviceFeeds.queryOptions())
  const c = m.power.passing.columns
  return (
    <DataTable
      label={m.power.passing.title}
      head={
        <>
          <Th>{m.power.columns.state}</Th>
          <Th>{c.name}</Th>
          <Th className="max-sm:hidden">{c.kind}</Th>
          <Th className="max-sm:hidden">{m.power.fedBy}</Th>
          <Th>{c.input}</Th>
          <Th>{m.power.outlets}</Th>
          <Th end className="max-xl:hidden">
            {c.amperes}
          </Th>
          <Th end className="max-sm:hidden">
            {m.power.columns.watts}
          </Th>
          <Th end className="max-sm:hidden">
            {m.power.columns.answered}
          </Th>
        </>
      }
    >
      {devices.map((device) => (
        <PassingRow
          key={device.id}
          device={device}
          now={now}
          links={data === undefined ? null : data.filter(({ deviceId }) => deviceId === device.id)}
        />
      ))}
    </DataTable>
  )
}
