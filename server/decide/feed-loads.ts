import { feedIsLive } from '../domain/feed'
import type { DeviceId, HostId } from '../domain/ids'
import type { EffectiveFeed, Host, PowerDeviceView } from '../domain/world'
import { measuredWatts } from './rated-load'

/** Feeds by what they hang on or belong to. */
export const feedsBy = <K>(
  feeds: readonly EffectiveFeed[],
  keyOf: (feed: EffectiveFeed) => K,
): ReadonlyMap<K, readonly EffectiveFeed[]> => {
  const found = new Map<K, EffectiveFeed[]>()
  for (const feed of feeds) {
    const key = keyOf(feed)
    const others = found.get(key)
    if (others === undefined) found.set(key, [feed])
    else others.push(feed)
  }
  return found
}

/** What carries which hosts at one moment. */
export interface PowerScene {
  readonly devices: ReadonlyMap<DeviceId, PowerDeviceView>
  readonly feeds: readonly EffectiveFeed[]
  readonly hosts: ReadonlyMap<HostId, Pick<Host, 'connection' | 'powerWatts'>>
  readonly feedsOfHost: ReadonlyMap<HostId, readonly EffectiveFeed[]>
  readonly feedsOfDevice: ReadonlyMap<DeviceId, readonly EffectiveFeed[]>
}

export const powerScene = (
  devices: readonly PowerDeviceView[],
  feeds: readonly EffectiveFeed[],
  hosts: readonly Pick<Host, 'id' | 'connection' | 'powerWatts'>[],
): PowerScene => ({
  devices: new Map(devices.map((device) => [device.id, device])),
  feeds,
  hosts: new Map(hosts.map((host) => [host.id, host])),
  feedsOfHost: feedsBy(feeds, ({ hostId }) => hostId),
  feedsOfDevice: feedsBy(feeds, ({ deviceId }) => deviceId),
})

/** `dead`: known to give nothing. A UPS that was last seen on battery and must be empty by now is dead too (P2, P5). */
export const feedState = (feed: EffectiveFeed, devices: PowerScene['devices']): 'live' | 'dead' | 'unknown' => {
  const device = devices.get(feed.deviceId)
  if (device === undefined) return 'unknown'
  if (!feedIsLive(feed, device) || device.supply === 'off') return 'dead'
  const empty = device.supply === 'battery' && device.contact === 'lost' && device.decidingRuntimeSeconds === 0
  return empty ? 'dead' : device.supply === 'unknown' ? 'unknown' : 'live'
}

/** False where a transfer switch on the way says that it takes its other input. */
export const isDrawnFrom = (feed: EffectiveFeed, { devices }: Pick<PowerScene, 'devices'>): boolean =>
  (feed.via ?? []).every(({ deviceId, input }) => {
    const selected = devices.get(deviceId)?.transfer?.selected ?? null
    return input === undefined || selected === null || selected === input
  })

const isOn = (scene: PowerScene, hostId: HostId): boolean => scene.hosts.get(hostId)?.connection !== 'down'

/** Worked out once per scene: with many groups in trouble each of them asks. */
const known = new WeakMap<PowerScene, ReadonlyMap<EffectiveFeed, number>>()

/**
 * What each live feed carries: a host's own draw where it tells one, evenly over its live power supplies; what is left of the
 * UPS's output goes evenly to the other hosts on it. All of it is counted as theirs: what else hangs on a UPS mostly hangs on the
 * other one as well, and too much is the safe side of an estimate of what may have to be taken over.
 */
export const feedLoads = (scene: PowerScene): ReadonlyMap<EffectiveFeed, number> => {
  const loads = known.get(scene) ?? workedOut(scene)
  known.set(scene, loads)
  return loads
}

const workedOut = (scene: PowerScene): ReadonlyMap<EffectiveFeed, number> => {
  const live = scene.feeds.filter(
    (feed) => isOn(scene, feed.hostId) && feedState(feed, scene.devices) === 'live' && isDrawnFrom(feed, scene),
  )
  const supplies = new Map<HostId, number>()
  for (const [hostId, feeds] of feedsBy(live, ({ hostId: id }) => id))
    supplies.set(hostId, new Set(feeds.map(({ label }) => label)).size)
  const partOf = (feed: EffectiveFeed): number => 1 / (supplies.get(feed.hostId) ?? 1)
  const loads = new Map<EffectiveFeed, number>()
  for (const [deviceId, feeds] of feedsBy(live, ({ deviceId: id }) => id)) {
    const device = scene.devices.get(deviceId)
    const output = device === undefined ? null : measuredWatts(device)
    const drawOf = (feed: EffectiveFeed): number | null => {
      const watts = scene.hosts.get(feed.hostId)?.powerWatts ?? null
      return watts === null || watts <= 0 ? null : watts * partOf(feed)
    }
    const told = feeds.reduce((sum, feed) => sum + (drawOf(feed) ?? 0), 0)
    const scale = output !== null && told > output ? output / told : 1
    const silent = feeds.filter((feed) => drawOf(feed) === null)
    const parts = silent.reduce((sum, feed) => sum + partOf(feed), 0)
    const left = output === null ? null : Math.max(0, output - told)
    for (const feed of feeds) {
      const draw = drawOf(feed)
      if (draw !== null) loads.set(feed, draw * scale)
      else if (left !== null && parts > 0) loads.set(feed, (left * partOf(feed)) / parts)
    }
  }
  return loads
}

/** Where a host draws on when this feed is gone: the other side of the same transfer switch first, else its other power supplies. */
export const heirsOf = (
  feed: EffectiveFeed,
  ofHost: readonly EffectiveFeed[],
  isLost: (other: EffectiveFeed) => boolean,
): readonly EffectiveFeed[] => {
  const left = ofHost.filter((other) => other !== feed && !isLost(other))
  const sameSupply = left.filter(({ label }) => label === feed.label)
  return sameSupply.length > 0 ? sameSupply : left
}
