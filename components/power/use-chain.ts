'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '@/components/api/trpc'
import { useDocsAs } from '@/components/live/use-docs-as'
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

/** Null: a UPS, which is a source and not on the way. */
const passingId = (device: DeviceDoc): DeviceId | null => (isUps(device) ? null : device.id)

/** Which UPS is behind which host, whatever the devices on the way say: worked out anew only when that changes. */
export const useWiring = (): readonly EffectiveFeed[] => {
  const trpc = useTRPC()
  const feeds = useQuery(trpc.topology.feeds.queryOptions()).data
  const deviceFeeds = useQuery(trpc.topology.deviceFeeds.queryOptions()).data
  const passing = useDocsAs('device', passingId)
  return useMemo(() => {
    const onTheWay = passing.flatMap((id) => (id === null ? [] : [[id, silentDevice(id)] as const]))
    return effectiveFeeds(feeds ?? [], deviceFeeds ?? [], new Map(onTheWay))
  }, [feeds, deviceFeeds, passing])
}
