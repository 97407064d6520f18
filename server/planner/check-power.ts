import type { HostId } from '../domain/ids'
import type { EffectiveFeed, PowerDeviceView } from '../domain/world'

const outletOf = ({ outlets }: PowerDeviceView, { outletId }: EffectiveFeed) => outlets.find(({ id }) => id === outletId)

const isCut = (device: PowerDeviceView, feed: EffectiveFeed): boolean => {
  const outlet = outletOf(device, feed)
  return feed.dead !== undefined || outlet?.state === 'off' || outlet?.dead !== undefined
}

/** Seen just now to take its load from the mains, and to bear it. */
const isSound = (device: PowerDeviceView): boolean =>
  device.answeredAtMs !== null &&
  device.contact === 'ok' &&
  device.supply === 'mains' &&
  !device.flags.some((flag) => flag === 'fault' || flag === 'overload' || flag === 'overheated') &&
  !((device.expectedLoad?.percent ?? 0) > 100)

/** It has told something of itself that could be judged. */
const hasTold = ({ answeredAtMs, contact, supply }: PowerDeviceView): boolean =>
  answeredAtMs !== null && (contact !== 'ok' || supply !== 'unknown')

/**
 * D4 by the independent checker: hosts with declared feeds of which one at least has told, and none is seen sound. Nothing is brought
 * there.
 */
export const hostsSeenWithoutMains = (
  feeds: readonly EffectiveFeed[],
  devices: readonly PowerDeviceView[],
): ReadonlySet<HostId> => {
  const views = new Map(devices.map((device) => [device.id, device]))
  const sound = new Set<HostId>()
  const told = new Set<HostId>()
  for (const feed of feeds) {
    const device = views.get(feed.deviceId)
    if (device === undefined) continue
    const cut = isCut(device, feed)
    if (!cut && isSound(device)) sound.add(feed.hostId)
    if (cut || hasTold(device)) told.add(feed.hostId)
  }
  return new Set([...told].filter((id) => !sound.has(id)))
}
