import { feedIsLive, whyOutletDead } from '../domain/feed'
import type { JournalObject } from '../domain/journal'
import type { EffectiveFeed, Host, PowerDeviceView, PowerGroup } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

/** One of the ways from UPSs to a host's plug; behind an ATS there are two. */
interface Path {
  readonly feed: EffectiveFeed
  readonly device: PowerDeviceView
}

/** Where the host is plugged in: all ways that end there stand and fall as one feed. */
const plugOf = ({ feed }: Path): string => {
  const { deviceId, outletId } = feed.via?.[0] ?? feed
  return JSON.stringify([feed.label, deviceId, outletId])
}

/** From the UPS on: "feed A (UPS 1, outlet 2 → PDU 1, outlet 7: outlet 7 of PDU 1 is off)". */
const wordsOf = ({ feed, device }: Path): string => {
  const hops = [{ name: device.name, outletId: feed.outletId }, ...(feed.via ?? []).toReversed()]
  const words = hops.map(({ name, outletId }) => `${name}${outletId === null ? '' : `, outlet ${outletId}`}`)
  return `feed ${feed.label} (${words.join(' → ')}: ${feed.dead ?? whyOutletDead(device, feed.outletId) ?? ''})`
}

/** Groups that promise to live through more failed UPSs than this host has live feeds for. */
const overtrusting = (
  groups: readonly PowerGroup[],
  live: readonly EffectiveFeed[],
  all: readonly EffectiveFeed[],
): readonly PowerGroup[] =>
  groups.filter((group) => {
    const tolerated = group.deviceIds.length - group.requiredDevices
    return tolerated > 0 && all.some((feed) => group.deviceIds.includes(feed.deviceId)) && live.length <= tolerated
  })

const ofHost = (
  host: Pick<Host, 'id' | 'name'>,
  feeds: readonly EffectiveFeed[],
  devices: ReadonlyMap<string, PowerDeviceView>,
  groups: readonly PowerGroup[],
): readonly AlarmCondition[] => {
  const object: JournalObject = { kind: 'host', id: host.id, name: host.name }
  const paths = feeds.flatMap((feed): readonly Path[] => {
    const device = devices.get(feed.deviceId)
    return device === undefined ? [] : [{ feed, device }]
  })
  const isLive = ({ feed, device }: Path): boolean => feedIsLive(feed, device)
  const livePlugs = new Set(paths.filter(isLive).map(plugOf))
  const dead = paths.filter((path) => !livePlugs.has(plugOf(path)))
  const live = feeds.filter((feed) => !paths.some((path) => path.feed === feed && !isLive(path)))
  const found: AlarmCondition[] = []
  if (dead.length > 0) {
    const words = dead.map(wordsOf).join(', ')
    found.push(
      live.length === 0
        ? alarmCondition(
            'no-live-feed',
            'critical',
            object,
            `No feed supplies it: ${words}`,
            'Switch the outlet on, or bring back what feeds it.',
          )
        : alarmCondition(
            'feed-off',
            'warning',
            object,
            `A feed is dead: ${words}`,
            'It hangs on its other feed alone. Switch the outlet on, or bring back what feeds it.',
          ),
    )
  }
  for (const group of overtrusting(groups, live, feeds))
    found.push(
      alarmCondition(
        'feeds-below-redundancy',
        'warning',
        object,
        `Group “${group.name}” lives through ${group.deviceIds.length - group.requiredDevices} failed UPS, this host does not`,
        'Give it another feed, or put its UPS into a group of its own: else no plan runs when that UPS fails.',
      ),
    )
  return found
}

/** What is wrong with the way from the UPSs to the hosts, as the topology names it. */
export const feedAlarms = (input: {
  readonly hosts: readonly Pick<Host, 'id' | 'name'>[]
  readonly feeds: readonly EffectiveFeed[]
  readonly devices: readonly PowerDeviceView[]
  readonly groups: readonly PowerGroup[]
}): readonly AlarmCondition[] => {
  const devices = new Map<string, PowerDeviceView>(input.devices.map((device) => [device.id, device]))
  const feedsOfHost = new Map<string, EffectiveFeed[]>()
  for (const feed of input.feeds) feedsOfHost.set(feed.hostId, [...(feedsOfHost.get(feed.hostId) ?? []), feed])
  return input.hosts.flatMap((host) => ofHost(host, feedsOfHost.get(host.id) ?? [], devices, input.groups))
}
