import { feedIsLive, whyOutletDead } from './feed'
import type { HostId } from './ids'
import { PLANNER_SENTENCES as P } from './planner-sentences'
import { say } from './sentence'
import type { EffectiveFeed, PowerDeviceView } from './world'

/** `mains`: seen on live mains just now. `none`: seen without, or not seen any more. `untold`: nobody ever said. */
export interface FeedPower {
  readonly is: 'mains' | 'none' | 'untold'
  /** In words, also where it is on mains and carries too much. Null: nothing is wrong with it. */
  readonly why: string | null
}

const none = (why: string): FeedPower => ({ is: 'none', why })

/** On mains, and yet nothing to bring more to (P5, P8). */
const whyTooWeak = ({ name, flags, expectedLoad }: PowerDeviceView): string | null => {
  if (flags.includes('fault')) return say(P.upsFault, { ups: name })
  if (flags.includes('overload') || (expectedLoad?.percent ?? 0) > 100) return say(P.upsOverloaded, { ups: name })
  return flags.includes('overheated') ? say(P.upsHot, { ups: name }) : null
}

/** Whether this feed brings live mains to its host, by what its UPS was last seen to be. `device` undefined: it is not followed. */
export const feedPower = (feed: EffectiveFeed, device: PowerDeviceView | undefined): FeedPower => {
  if (device === undefined) return { is: 'untold', why: say(P.feedOfUnknown, { feed: feed.label }) }
  if (!feedIsLive(feed, device))
    return none(say(P.feedDead, { feed: feed.label, why: feed.dead ?? whyOutletDead(device, feed.outletId) ?? '' }))
  const told = { ups: device.name, feed: feed.label }
  if (device.answeredAtMs === null) return { is: 'untold', why: say(P.feedNeverTold, told) }
  // One that fell silent was on mains when it was last heard, which is no outage (P2); but nobody sees that it still is (D4).
  if (device.contact !== 'ok') return none(say(P.feedNoContact, told))
  if (device.supply === 'unknown') return { is: 'untold', why: say(P.feedNeverTold, told) }
  if (device.supply !== 'mains') return none(say(P.feedNotOnMains, { ...told, supply: device.supply }))
  const weak = whyTooWeak(device)
  return weak === null ? { is: 'mains', why: null } : none(weak)
}

/**
 * What is known of a host's power by its declared feeds. `none`: no feed is seen on live mains, and one at least is seen without.
 * `untold`: none is declared, or none of them ever told.
 */
export const hostPower = (
  hostId: HostId,
  feeds: readonly EffectiveFeed[],
  deviceOf: (id: EffectiveFeed['deviceId']) => PowerDeviceView | undefined,
): FeedPower => {
  const found = feeds.filter((feed) => feed.hostId === hostId).map((feed) => feedPower(feed, deviceOf(feed.deviceId)))
  if (found.some(({ is }) => is === 'mains')) return { is: 'mains', why: null }
  if (found.length === 0) return { is: 'untold', why: P.feedsUndeclared }
  const why = [...new Set(found.flatMap((each) => each.why ?? []))].join('; ')
  return { is: found.some(({ is }) => is === 'none') ? 'none' : 'untold', why }
}
