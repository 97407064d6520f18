import type { DeviceFeed } from '../domain/device-feed'
import type { DeviceId, HostId } from '../domain/ids'
import type { Feed } from '../domain/world'

/** What hangs on what, as people declared it. */
export interface DeclaredFeeds {
  readonly feeds: readonly Feed[]
  readonly deviceFeeds: readonly DeviceFeed[]
}

/** One that says no outlet may hang on any of them. */
const isOn = (outletId: string | null, cut: string | null): boolean => cut === null || outletId === null || outletId === cut

/**
 * Hosts that hang on a device or on one of its outlets, also through PDUs and ATSs, and also where nothing is declared of what feeds
 * the device: nobody has to know the UPS behind a PDU to know who is plugged into it (A5).
 */
export const hostsBehind = (
  deviceId: DeviceId,
  outletId: string | null,
  { feeds, deviceFeeds }: DeclaredFeeds,
): ReadonlySet<HostId> => {
  const hosts = new Set<HostId>()
  const seen = new Set<DeviceId>()
  const cut = (id: DeviceId, outlet: string | null): void => {
    for (const feed of feeds) if (feed.deviceId === id && isOn(feed.outletId, outlet)) hosts.add(feed.hostId)
    for (const link of deviceFeeds)
      if (link.sourceId === id && isOn(link.outletId, outlet) && !seen.has(link.deviceId)) {
        seen.add(link.deviceId)
        cut(link.deviceId, null)
      }
  }
  cut(deviceId, outletId)
  return hosts
}
