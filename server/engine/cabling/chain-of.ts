import type { DeviceFeed } from '../../domain/device-feed'
import type { DeviceId } from '../../domain/ids'

/** These devices and all that hang together with them by PDUs and ATSs: what one of them carries shows on the others too. */
export const chainOf = (deviceIds: readonly DeviceId[], deviceFeeds: readonly DeviceFeed[]): ReadonlySet<DeviceId> => {
  const found = new Set(deviceIds)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const { deviceId, sourceId } of deviceFeeds) {
      if (found.has(deviceId)) found.add(sourceId)
      else if (found.has(sourceId)) found.add(deviceId)
    }
  }
  return found
}
