import type { DeviceId } from '../domain/ids'
import type { PowerDeviceView, PowerGroup } from '../domain/world'
import { feedLoads, feedState, heirsOf, type PowerScene } from './feed-loads'
import { measuredWatts, percentOfRating } from './rated-load'

/** More combinations of failures than these are not gone through: then one failure at a time. */
const MOST_COMBINATIONS = 60
/** From here on a UPS does not carry it; once said, it holds until a little below, or the alarm would come and go. */
const OVERLOAD_PERCENT = 100
const OVERLOAD_ENDS_PERCENT = 95

/**
 * Part of a UPS's output that no host accounts for where hosts do not tell their draw (switches, storage). The same is reckoned
 * before anything fails and in an outage: no VM is stopped for an overload that nobody was told of.
 */
const OTHER_SHARE = 0.1

export interface TakenOver {
  readonly device: PowerDeviceView
  readonly watts: number
  /** Of its rating; null: that is not known. */
  readonly percent: number | null
}

const carriedNow = (device: PowerDeviceView): number => device.expectedLoad?.watts ?? measuredWatts(device) ?? 0

/** What every UPS that takes something over must be expected to carry if these gave nothing any more. */
export const loadsAfterLoss = (scene: PowerScene, lost: ReadonlySet<DeviceId>): ReadonlyMap<DeviceId, TakenOver> => {
  const loads = feedLoads(scene)
  const added = new Map<DeviceId, number>()
  for (const feed of [...lost].flatMap((id) => scene.feedsOfDevice.get(id) ?? [])) {
    const most = loads.get(feed)
    if (most === undefined) continue
    const isTold = (scene.hosts.get(feed.hostId)?.powerWatts ?? null) !== null
    const watts = isTold ? most : most * (1 - OTHER_SHARE)
    const heirs = heirsOf(
      feed,
      scene.feedsOfHost.get(feed.hostId) ?? [],
      (other) => lost.has(other.deviceId) || feedState(other, scene.devices) !== 'live',
    )
    for (const heir of heirs) added.set(heir.deviceId, (added.get(heir.deviceId) ?? 0) + watts / heirs.length)
  }
  return new Map(
    [...added].flatMap(([id, more]): [DeviceId, TakenOver][] => {
      const device = scene.devices.get(id)
      if (device === undefined) return []
      const watts = carriedNow(device) + more
      return [[id, { device, watts, percent: percentOfRating(device, watts) }]]
    }),
  )
}

export const isOverloaded = ({ percent }: Pick<TakenOver, 'percent'>, known = false): boolean =>
  percent !== null && percent > (known ? OVERLOAD_ENDS_PERCENT : OVERLOAD_PERCENT)

const combinations = <T>(of: readonly T[], size: number): readonly (readonly T[])[] => {
  if (size === 0) return [[]]
  return of.flatMap((first, at) => combinations(of.slice(at + 1), size - 1).map((rest) => [first, ...rest]))
}

const countOf = (n: number, size: number): number => (size === 0 ? 1 : (countOf(n - 1, size - 1) * n) / size)

export interface RedundancyGap extends TakenOver {
  /** Names of the UPSs whose failure would do it. */
  readonly lost: readonly string[]
}

/**
 * The worst overload among the failures that a group promises to live through (P5): redundancy that is none. Null: none is known.
 * `known`: whether it was said already.
 */
export const redundancyGap = (group: PowerGroup, scene: PowerScene, known: boolean): RedundancyGap | null => {
  const carrying = group.deviceIds.flatMap((id) => {
    const device = scene.devices.get(id)
    return device === undefined || device.supply === 'off' || device.supply === 'unknown' ? [] : [device]
  })
  const tolerated = carrying.length - group.requiredDevices
  if (tolerated <= 0) return null
  const size = countOf(carrying.length, tolerated) > MOST_COMBINATIONS ? 1 : tolerated
  let worst: RedundancyGap | null = null
  for (const lost of combinations(carrying, size))
    for (const taken of loadsAfterLoss(scene, new Set(lost.map(({ id }) => id))).values())
      if (isOverloaded(taken, known) && (taken.percent ?? 0) > (worst?.percent ?? 0))
        worst = { ...taken, lost: lost.map(({ name }) => name) }
  return worst
}
