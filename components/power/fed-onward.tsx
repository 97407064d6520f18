'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/components/api/trpc'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { deviceHref } from '@/components/shell/hrefs'
import type { DeviceId } from '@/server/domain/ids'
import { useWiring } from './use-chain'

/** The PDUs and ATSs that hang on a device, each with the hosts behind it. */
export const FedOnward = ({ deviceId }: { readonly deviceId: DeviceId }) => {
  const m = useMessages()
  const { data } = useQuery(useTRPC().topology.deviceFeeds.queryOptions())
  const wiring = useWiring()
  const [devices, hosts] = [useDocs('device'), useDocs('host')]
  const links = (data ?? []).filter(({ sourceId }) => sourceId === deviceId)
  if (links.length === 0) return null
  const hostNames = (passingId: DeviceId): string =>
    [...new Set(wiring.filter(({ via }) => via?.some((hop) => hop.deviceId === passingId)).map(({ hostId }) => hostId))]
      .map((hostId) => hosts.find(({ id }) => id === hostId)?.name ?? hostId)
      .toSorted()
      .join(', ')
  return (
    <ul aria-label={m.power.feedsOnward} className="grid gap-1">
      {links.map(({ deviceId: id, label, outletId }) => (
        <li key={`${id} ${label}`} className="flex flex-wrap justify-between gap-x-3">
          <span>
            <Link href={deviceHref(id)} className="link">
              {devices.find((device) => device.id === id)?.name ?? id}
            </Link>{' '}
            <span className="text-sm text-fg-2">
              {[m.power.inputOf(label), ...(outletId === null ? [] : [m.power.outletNamed(outletId, null)])].join(', ')}
            </span>
          </span>
          <span className="text-sm text-fg-2">{hostNames(id) || m.power.outletUnused}</span>
        </li>
      ))}
    </ul>
  )
}
