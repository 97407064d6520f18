import { believedOutlets } from '../decide/dead-outlets'
import { type ChainDevice, type DeviceFeed, effectiveFeeds } from '../domain/device-feed'
import { whyOutletDead } from '../domain/feed'
import type { EffectiveFeed, Feed } from '../domain/world'
import type { WatchedDevice } from './power-watch'

const chainDevice = ({ row, identity, track, observation }: WatchedDevice): ChainDevice => ({
  id: row.id,
  name: row.name,
  kind: identity === null ? null : (identity.kind ?? 'ups'),
  supply: track.supply,
  contact: track.contact === 'ok' ? 'ok' : 'lost',
  outlets: believedOutlets(observation?.outlets ?? [], track.deadOutlets),
  ...(observation?.transfer === undefined ? {} : { transfer: observation.transfer }),
})

const deadOutlets = (device: ChainDevice): readonly (string | null)[] =>
  device.outlets.map(({ id }) => whyOutletDead(device, id)).filter((why) => why !== null)

/** What a chain depends on: the same words, the same feeds. */
const stateOf = (devices: readonly ChainDevice[]): string =>
  JSON.stringify(
    devices.map((device) => [
      device.id,
      device.name,
      device.kind,
      device.supply,
      device.contact,
      deadOutlets(device),
      device.transfer ?? null,
    ]),
  )

/** The UPSs behind the feeds of hosts, put together anew only when a PDU or ATS on the way says something new. */
export class FeedChain {
  #known: { readonly feeds: readonly Feed[]; readonly deviceFeeds: readonly DeviceFeed[]; readonly state: string } | null = null
  #effective: readonly EffectiveFeed[] = []

  feeds(feeds: readonly Feed[], deviceFeeds: readonly DeviceFeed[], watched: readonly WatchedDevice[]): readonly EffectiveFeed[] {
    const linked = new Set(deviceFeeds.map(({ deviceId }) => deviceId))
    const devices = watched
      .filter(({ row, identity }) => linked.has(row.id) || (identity?.kind ?? 'ups') !== 'ups')
      .map(chainDevice)
    const state = stateOf(devices)
    if (this.#known?.feeds === feeds && this.#known.deviceFeeds === deviceFeeds && this.#known.state === state)
      return this.#effective
    this.#known = { feeds, deviceFeeds, state }
    this.#effective = effectiveFeeds(feeds, deviceFeeds, new Map(devices.map((device) => [device.id, device])))
    return this.#effective
  }
}
