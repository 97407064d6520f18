import type { DeviceId, HostId } from './ids'
import type { EffectiveFeed } from './world'

type FedBy = Pick<EffectiveFeed, 'hostId' | 'deviceId'>

/** Plans of thousands of moves ask of the same feeds. */
const sorted = new WeakMap<readonly FedBy[], ReadonlyMap<HostId, ReadonlySet<DeviceId>>>()

const upsesByHost = (feeds: readonly FedBy[]): ReadonlyMap<HostId, ReadonlySet<DeviceId>> => {
  const known = sorted.get(feeds)
  if (known !== undefined) return known
  const byHost = new Map<HostId, Set<DeviceId>>()
  for (const { hostId, deviceId } of feeds) byHost.set(hostId, (byHost.get(hostId) ?? new Set()).add(deviceId))
  sorted.set(feeds, byHost)
  return byHost
}

/** The one UPS that a VM hangs on after such a move, where more than one carried it before; null: it loses none, or nobody declared it. */
export const onlyUpsAfter = (feeds: readonly FedBy[], from: HostId | null, to: HostId): DeviceId | null => {
  const upses = upsesByHost(feeds)
  const [only, second] = upses.get(to) ?? []
  if (only === undefined || second !== undefined || from === null) return null
  return (upses.get(from)?.size ?? 0) > 1 ? only : null
}
