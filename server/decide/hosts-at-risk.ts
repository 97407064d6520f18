import type { HostId } from '../domain/ids'
import type { EffectiveFeed, PowerDeviceView, PowerGroup } from '../domain/world'
import { whyOutletDead } from '../domain/feed'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { PowerScene } from './feed-loads'
import { isOverloaded, loadsAfterLoss } from './loss-of-supply'

/** Why this feed, from a UPS outside the group, does not keep its host alive; null: it does. */
const whyNotSafe = (
  feed: EffectiveFeed,
  device: PowerDeviceView | undefined,
  after: ReturnType<typeof loadsAfterLoss>,
  isContradicted: (feed: EffectiveFeed) => boolean,
): string | null => {
  if (device === undefined) return say(P.feedOfUnknown, { feed: feed.label })
  const told = { ups: device.name, feed: feed.label }
  if (feed.dead !== undefined) return say(P.feedDead, { feed: feed.label, why: feed.dead })
  const outletDead = whyOutletDead(device, feed.outletId)
  if (outletDead !== null) return `${outletDead} (feed ${feed.label})`
  if (device.contact !== 'ok') return say(P.feedNoContact, told)
  if (device.supply !== 'mains') return say(P.feedNotOnMains, { ...told, supply: device.supply })
  if (device.flags.includes('overload')) return say(P.feedOverloaded, told)
  if (isContradicted(feed)) return say(P.feedContradicted, told)
  const taken = after.get(device.id) ?? { percent: device.expectedLoad?.percent ?? null }
  return isOverloaded(taken) ? say(P.feedTooMuch, { ...told, percent: Math.round(taken.percent ?? 0) }) : null
}

/**
 * Hosts that a group in trouble takes along, each with the reason (P5): no UPS outside the group keeps them on live mains, or
 * what is left cannot carry them.
 */
export const hostsAtRisk = (
  group: PowerGroup,
  scene: PowerScene,
  isContradicted: (feed: EffectiveFeed) => boolean = () => false,
): ReadonlyMap<HostId, string> => {
  const own = new Set(group.deviceIds)
  const after = loadsAfterLoss(scene, own)
  const atRisk = new Map<HostId, string>()
  const hostIds = new Set(group.deviceIds.flatMap((id) => (scene.feedsOfDevice.get(id) ?? []).map(({ hostId }) => hostId)))
  for (const hostId of hostIds) {
    const outside = (scene.feedsOfHost.get(hostId) ?? []).filter(({ deviceId }) => !own.has(deviceId))
    const reasons = outside.map((feed) => whyNotSafe(feed, scene.devices.get(feed.deviceId), after, isContradicted))
    if (reasons.includes(null)) continue
    atRisk.set(hostId, reasons.length === 0 ? P.fedByNoOther : [...new Set(reasons)].join('; '))
  }
  return atRisk
}
