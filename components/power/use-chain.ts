'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useDocs } from '@/components/live/use-live'
import { type ChainDevice, type DeviceFeed, effectiveFeeds } from '@/server/domain/device-feed'
import { isUps, kindOf } from '@/server/domain/device-kind'
import type { DeviceId } from '@/server/domain/ids'
import type { DeviceDoc } from '@/server/domain/view'
import type { EffectiveFeed, Feed } from '@/server/domain/world'

/** The way from the UPSs to the hosts: as people declared it, and what the devices on it say. */
export interface Chain {
  readonly feeds: readonly Feed[]
  readonly deviceFeeds: readonly DeviceFeed[]
  readonly devices: ReadonlyMap<DeviceId, DeviceDoc>
  readonly behind: (feeds: readonly Feed[]) => readonly EffectiveFeed[]
}

/** Null: not there yet. */
export const useChain = (): Chain | null => {
  const trpc = useTRPC()
  const feeds = useQuery(trpc.topology.feeds.queryOptions()).data
  const deviceFeeds = useQuery(trpc.topology.deviceFeeds.queryOptions()).data
  const docs = useDocs('device')
  return useMemo(() => {
    if (feeds === undefined || deviceFeeds === undefined) return null
    const chain = docs.map((doc): ChainDevice => ({ ...doc, kind: doc.identity === null ? null : kindOf(doc.identity) }))
    const chainDevices = new Map(chain.map((device) => [device.id, device]))
    return {
      feeds,
      deviceFeeds,
      devices: new Map(docs.map((doc) => [doc.id, doc])),
      behind: (some) => effectiveFeeds(some, deviceFeeds, chainDevices),
    }
  }, [feeds, deviceFeeds, docs])
}

/** A PDU is enough: of an ATS too, both sources count. */
const silentDevice = (id: DeviceId): ChainDevice => ({
  id,
  name: id,
  kind: 'pdu',
  supply: 'unknown',
  contact: 'ok',
  outlets: [],
})

/** The same list while it says the same. */
const useStable = (ids: readonly DeviceId[]): readonly DeviceId[] => {
  const [stable, setStable] = useState(ids)
  if (stable.join() === ids.join()) return stable
  setStable(ids)
  return ids
}

/** Which UPS is behind which host, whatever the devices on the way say: worked out anew only when that changes. */
export const useWiring = (): readonly EffectiveFeed[] => {
  const trpc = useTRPC()
  const feeds = useQuery(trpc.topology.feeds.queryOptions()).data
  const deviceFeeds = useQuery(trpc.topology.deviceFeeds.queryOptions()).data
  const docs = useDocs('device')
  const passing = useStable(docs.filter((device) => !isUps(device)).map(({ id }) => id))
  return useMemo(
    () => effectiveFeeds(feeds ?? [], deviceFeeds ?? [], new Map(passing.map((id) => [id, silentDevice(id)]))),
    [feeds, deviceFeeds, passing],
  )
}
