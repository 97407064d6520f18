'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/components/api/trpc'
import { useMessages } from '@/components/messages/use-messages'
import { LinkButton } from '@/components/ui/button'
import { DataTable, Td, Th, Tr } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { TitledPanel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { deviceHref } from '@/components/shell/hrefs'
import { kindOf } from '@/server/domain/device-kind'

export const DevicesTab = () => {
  const m = useMessages()
  const { data } = useQuery(useTRPC().power.list.queryOptions())
  const add = (
    <LinkButton href="/power?add=1" variant="primary">
      {m.power.add}
    </LinkButton>
  )
  if (!data) return <SkeletonRows rows={4} label={m.common.loading} />
  return (
    <TitledPanel title={m.settings.tabs.devices} actions={add} flush>
      {data.length === 0 ? <EmptyState title={m.power.emptyTitle}>{m.power.emptyHint}</EmptyState> : null}
      <DataTable
        label={m.settings.tabs.devices}
        head={
          <>
            <Th>{m.power.passing.columns.name}</Th>
            <Th>{m.power.kind}</Th>
            <Th>{m.power.endpoint}</Th>
            <Th>{m.power.model}</Th>
            <Th>{m.power.family}</Th>
          </>
        }
      >
        {data.map(({ id, name, address, identity }) => (
          <Tr key={id}>
            <Td>
              <Link href={deviceHref(id)} className="link font-[550]">
                {name}
              </Link>
            </Td>
            <Td className="text-fg-2">{m.power.kinds[kindOf(identity)]}</Td>
            <Td className="text-fg-2">{`${address.protocol} ${address.host}:${address.port}`}</Td>
            <Td className="text-fg-2">{[identity?.manufacturer, identity?.model].filter(Boolean).join(' ') || '—'}</Td>
            <Td className="text-fg-2">{identity?.family ?? '—'}</Td>
          </Tr>
        ))}
      </DataTable>
    </TitledPanel>
  )
}
