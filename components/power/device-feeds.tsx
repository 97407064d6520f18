'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTRPC } from '@/components/api/trpc'
import { useDoc, useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { planHref } from '@/components/shell/hrefs'
import { TitledPanel } from '@/components/ui/panel'
import type { PowerGroupId } from '@/server/domain/ids'
import type { DeviceDoc } from '@/server/domain/view'
import { CablingMark } from './cabling-mark'
import { DeviceOutlets } from './device-outlets'
import { FedOnward } from './fed-onward'

/** The group that it belongs to, and the plan that acts when this group is in trouble. */
const GroupAndPlan = ({ groupId }: { readonly groupId: PowerGroupId }) => {
  const m = useMessages()
  const group = useDoc('group', groupId)
  if (group === null) return null
  return (
    <p className="border-t border-line pt-2 text-fg-2">
      {m.device.inGroup(group.name, group.requiredDevices, group.deviceIds.length)}
      {' · '}
      {group.planId !== null && group.planName !== null && group.planMode !== null ? (
        <Link href={planHref(group.planId)} className="link">
          {m.device.plan(group.planName, m.status.mode[group.planMode].toLocaleLowerCase())}
        </Link>
      ) : (
        m.shell.strip.noPlan
      )}
    </p>
  )
}

/** What hangs on it, by which feed and outlet; and what happens to that when it fails. */
export const DeviceFeeds = ({ device }: { readonly device: DeviceDoc }) => {
  const m = useMessages()
  const feeds = useQuery(useTRPC().topology.feeds.queryOptions())
  const hosts = useDocs('host')
  const links = useQuery(useTRPC().topology.deviceFeeds.queryOptions()).data
  const passesOn = links === undefined || links.some(({ sourceId }) => sourceId === device.id)
  const groupId = useDocs('group').find(({ deviceIds }) => deviceIds.includes(device.id))?.id ?? null
  const fed = (feeds.data ?? []).filter(({ deviceId }) => deviceId === device.id)
  return (
    <TitledPanel title={m.power.feedsHosts}>
      <div className="grid gap-2">
        {feeds.data && fed.length === 0 && !passesOn ? <p className="text-fg-2">{m.power.feedsNone}</p> : null}
        <FedOnward deviceId={device.id} />
        <ul className="grid gap-1">
          {fed.map(({ hostId, label, outletId }) => {
            const name = hosts.find(({ id }) => id === hostId)?.name ?? hostId
            return (
              <li key={hostId} className="flex justify-between gap-3">
                <Link href={`/hosts?q=host:${encodeURIComponent(name)}`} className="link">
                  {name}
                </Link>
                <span className="flex flex-wrap justify-end gap-x-3 text-sm text-fg-2">
                  {m.power.feed(label, outletId)}
                  <CablingMark feed={{ hostId, label, deviceId: device.id, outletId }} />
                </span>
              </li>
            )
          })}
        </ul>
        {device.outlets.length > 0 ? <DeviceOutlets device={device} fed={fed} /> : null}
        {groupId === null ? null : <GroupAndPlan groupId={groupId} />}
      </div>
    </TitledPanel>
  )
}
