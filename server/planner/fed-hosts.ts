import { feedIsLive } from '../domain/feed'
import type { HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { EffectiveFeed, PowerDeviceView, World } from '../domain/world'

/** Hosts that no declared feed brings mains to, by what is told of all of them. One of which nothing is told, or declared, is not among them. */
export interface WithoutMains {
  /** Nothing is started on these that did not run there (D4). */
  readonly hostIds: ReadonlySet<HostId>
  /** Those that a battery carries, or would: nothing is brought back to them either, in words (R2). What is merely dead shows when it is woken. */
  readonly onBattery: ReadonlyMap<HostId, string>
}

type Carries = 'battery' | 'nothing' | 'other'

const carriedBy = (feed: EffectiveFeed, device: PowerDeviceView | undefined): Carries => {
  if (device === undefined) return 'other'
  if (!feedIsLive(feed, device) || device.supply === 'off') return 'nothing'
  return device.supply === 'battery' ? 'battery' : 'other'
}

/** A UPS that is merely silent was on mains when it was last heard (P2). */
export const hostsWithoutMains = ({ feeds }: Pick<World, 'feeds'>, devices: readonly PowerDeviceView[]): WithoutMains => {
  const views = new Map(devices.map((device) => [device.id, device]))
  const ofHost = new Map<HostId, { readonly feed: EffectiveFeed; readonly by: Carries }[]>()
  for (const feed of feeds)
    ofHost.set(feed.hostId, [...(ofHost.get(feed.hostId) ?? []), { feed, by: carriedBy(feed, views.get(feed.deviceId)) }])
  const without = [...ofHost].filter(([, told]) => told.every(({ by }) => by !== 'other'))
  const onBattery = without.flatMap(([hostId, told]): [HostId, string][] => {
    const feed = told.find(({ by }) => by === 'battery')?.feed
    const ups = feed === undefined ? undefined : views.get(feed.deviceId)
    return feed === undefined || ups === undefined
      ? []
      : [[hostId, say(P.feedNotOnMains, { ups: ups.name, feed: feed.label, supply: ups.supply })]]
  })
  return { hostIds: new Set(without.map(([hostId]) => hostId)), onBattery: new Map(onBattery) }
}
