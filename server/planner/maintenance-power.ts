import { hostPower } from '../domain/feed-power'
import type { HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { EffectiveFeed, Host, PowerDeviceView, World } from '../domain/world'
import type { TargetPower } from './target-power'

/** All that is told of UPSs says that a battery, or nothing, carries them. */
const isSiteWithoutMains = (devices: readonly PowerDeviceView[]): boolean => {
  const told = devices.filter(({ kind, contact }) => (kind ?? 'ups') === 'ups' && contact === 'ok')
  const onMains = told.some(({ supply }) => supply === 'mains' || supply === 'bypass')
  return !onMains && told.some(({ supply }) => supply === 'battery')
}

/**
 * D4 outside of an outage run: no VM goes to a host that is seen without live mains, whoever chose it. Where feeds are not declared,
 * or their UPSs never told anything, it may, with a remark: a site without UPSs empties its hosts, too. `inTrouble`: hosts that their
 * power group takes along, with the reason (P5). While no UPS of the site is on mains nothing is moved at all.
 */
export const maintenancePowerOf = (
  { hosts, feeds }: Pick<World, 'hosts' | 'feeds'>,
  devices: readonly PowerDeviceView[],
  inTrouble: ReadonlyMap<HostId, string> = new Map(),
): TargetPower => {
  const views = new Map(devices.map((device) => [device.id, device]))
  const feedsOf = new Map<HostId, EffectiveFeed[]>()
  for (const feed of feeds) feedsOf.set(feed.hostId, [...(feedsOf.get(feed.hostId) ?? []), feed])
  const isDark = isSiteWithoutMains(devices)
  const reasons = new Map<HostId, string>()
  const untold = new Map<HostId, string>()
  const judge = ({ id }: Host): void => {
    const { is, why } = hostPower(id, feedsOf.get(id) ?? [], (deviceId) => views.get(deviceId))
    const trouble = inTrouble.get(id)
    if (is === 'none') reasons.set(id, why ?? P.powerTooShort)
    else if (trouble !== undefined) reasons.set(id, trouble)
    else if (isDark && is === 'untold') reasons.set(id, P.siteWithoutMains)
    // A site that follows no UPS at all is not told so of each of its hosts.
    else if (is === 'untold' && devices.length > 0 && why !== null) untold.set(id, why)
  }
  for (const host of hosts) judge(host)
  return { allowedHostIds: null, hostsWithoutPower: new Set(reasons.keys()), reasons, untold }
}
