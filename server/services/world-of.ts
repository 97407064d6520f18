import { type ChainDevice, effectiveFeeds } from '../domain/device-feed'
import { kindOf } from '../domain/device-kind'
import { groupsOfUps } from '../domain/groups-of-ups'
import type { DeviceId } from '../domain/ids'
import { isConsoleUnplaced } from '../domain/keep-alive'
import type { EffectiveFeed, World } from '../domain/world'
import type { StoreReads } from '../store/store'
import { docOf, docsOf } from './latest-doc'

/** The latest documents, from the store or from a mirror of it. */
export type LatestDocReads = Pick<StoreReads['latest'], 'all' | 'get'>
export type WorldReads = Pick<StoreReads, 'feeds' | 'groups' | 'devices'> & { readonly latest: LatestDocReads }

/** Feeds of UPSs: what PDUs and ATSs pass on stands as what is behind them. Only devices on the way are looked at. */
const feedsOf = async (read: Pick<WorldReads, 'latest' | 'feeds'>): Promise<readonly EffectiveFeed[]> => {
  const [feeds, deviceFeeds] = await Promise.all([read.feeds.list(), read.feeds.ofDevices()])
  const ids = new Set<DeviceId>([
    ...[...feeds, ...deviceFeeds].map(({ deviceId }) => deviceId),
    ...deviceFeeds.map(({ sourceId }) => sourceId),
  ])
  const docs = await Promise.all([...ids].map(async (id) => docOf('device', await read.latest.get('device', id))))
  const devices = docs.flatMap((doc): readonly ChainDevice[] =>
    doc === null ? [] : [{ ...doc, kind: doc.identity === null ? null : (doc.identity.kind ?? 'ups') }],
  )
  return effectiveFeeds(feeds, deviceFeeds, new Map(devices.map((device) => [device.id, device])))
}

/** What planning reads, as the engine last saw it. */
export const worldOf = async (read: WorldReads): Promise<World> => {
  const [managers, hosts, vmRows, feeds, groups, devices, engines] = await Promise.all([
    read.latest.all('manager'),
    read.latest.all('host'),
    read.latest.all('vm'),
    feedsOf(read),
    read.groups.list(),
    read.devices.list(),
    read.latest.all('engine'),
  ])
  const vms = docsOf('vm', vmRows)
  const passing = new Set(devices.filter(({ identity }) => kindOf(identity) !== 'ups').map(({ id }) => id))
  return {
    managers: docsOf('manager', managers),
    hosts: docsOf('host', hosts),
    vms,
    feeds,
    groups: groupsOfUps(groups, passing),
    ...(isConsoleUnplaced(docsOf('engine', engines)[0]?.machine ?? null, vms) ? { isConsoleUnplaced: true } : {}),
  }
}
