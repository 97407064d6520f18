import { feedIsLive } from '../domain/feed'
import type { JournalObject } from '../domain/journal'
import type { EffectiveFeed, Host, PowerDeviceView, PowerGroup } from '../domain/world'
import { type AlarmCondition, alarmCondition } from './alarm-condition'

/** From the UPS on: "feed A (UPS 1, outlet 2 → PDU 1, outlet 7)". */
const nameOf = (feed: EffectiveFeed, device: PowerDeviceView): string => {
  const hops = [{ name: device.name, outletId: feed.outletId }, ...(feed.via ?? []).toReversed()]
  const words = hops.map(({ name, outletId }) => `${name}${outletId === null ? '' : `, outlet ${outletId}`}`)
  return `feed ${feed.label} (${words.join(' → ')}${feed.dead === undefined ? '' : `: ${feed.dead}`})`
}

/** The card answers and numbers its outlets, and this one is not among them: the topology is older than the wiring. */
const outletIsUnlisted = (feed: EffectiveFeed, device: PowerDeviceView): boolean =>
  feed.outletId !== null && device.contact === 'ok' && !device.outlets.some((outlet) => outlet.id === feed.outletId)

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
  const known = feeds.flatMap((feed) => {
    const device = devices.get(feed.deviceId)
    return device === undefined ? [] : [{ feed, device }]
  })
  const dead = known.filter(({ feed, device }) => !feedIsLive(feed, device))
  const unlisted = known.filter(({ feed, device }) => outletIsUnlisted(feed, device))
  const live = feeds.filter((feed) => !dead.some((entry) => entry.feed === feed))
  const found: AlarmCondition[] = []
  if (dead.length > 0) {
    const words = dead.map(({ feed, device }) => nameOf(feed, device)).join(', ')
    found.push(
      live.length === 0
        ? alarmCondition('no-live-feed', 'critical', object, `No feed supplies it: ${words} is off`, 'Switch the outlet on.')
        : alarmCondition(
            'feed-off',
            'warning',
            object,
            `Outlet off: ${words}`,
            'It hangs on its other feed alone. Switch the outlet on.',
          ),
    )
  }
  if (unlisted.length > 0)
    found.push(
      alarmCondition(
        'outlet-unlisted',
        'warning',
        object,
        `The UPS tells no such outlet: ${unlisted.map(({ feed, device }) => nameOf(feed, device)).join(', ')}`,
        'Set the feeds of this host again, as it is wired now.',
      ),
    )
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
