import {
  followSupplies,
  judgeSupplies,
  type SupplyJudgement,
  type SupplyScene,
  type SupplyTrack,
  unexplainedLoss,
} from '../../decide/cabling/power-supplies'
import { feedsBy, feedState } from '../../decide/feed-loads'
import { declaredFeed, isProofOf } from '../../domain/cabling'
import type { DeviceId, HostId } from '../../domain/ids'
import type { EffectiveFeed, Feed, Host, PowerDeviceView } from '../../domain/world'
import type { CablingSight } from './cabling-sight'

/** A declared feed lives as long as one UPS behind it does. */
const stateOf = (
  feed: Feed,
  effective: readonly EffectiveFeed[],
  devices: ReadonlyMap<DeviceId, PowerDeviceView>,
): 'live' | 'dead' | 'unknown' => {
  const states = effective.filter((one) => isProofOf(declaredFeed(one), feed)).map((one) => feedState(one, devices))
  if (states.includes('live')) return 'live'
  return states.length > 0 && states.every((state) => state === 'dead') ? 'dead' : 'unknown'
}

/** Holds what hosts' sensors say of their power supplies against what is known of their feeds. */
export class SupplyWatch {
  readonly #tracks = new Map<HostId, SupplyTrack>()

  look(
    { views, world, declared }: Omit<CablingSight, 'deviceFeeds'>,
    nowMs: number,
  ): readonly { readonly hostId: HostId; readonly judgements: readonly SupplyJudgement[] }[] {
    const told = world.hosts.filter((host) => (host.powerSupplies?.length ?? 0) > 0 && !host.stale && host.connection === 'up')
    for (const id of this.#tracks.keys()) if (!told.some((host) => host.id === id)) this.#tracks.delete(id)
    if (told.length === 0) return []
    const devices = new Map(views.map((view) => [view.id, view]))
    const effective = feedsBy(world.feeds, ({ hostId }) => hostId)
    const names = new Map(views.map(({ id, name }) => [id, name]))
    const readAtMs = new Map(world.managers.map(({ id, refreshedAtMs }) => [id, refreshedAtMs ?? 0]))
    return told.map((host: Host) => {
      const scene: SupplyScene = {
        supplies: host.powerSupplies,
        readAtMs: readAtMs.get(host.managerId) ?? nowMs,
        feeds: declared
          .filter(({ hostId }) => hostId === host.id)
          .map((feed) => ({
            feed,
            name: `${names.get(feed.deviceId) ?? feed.deviceId}${feed.outletId === null ? '' : `, outlet ${feed.outletId},`}`,
            state: stateOf(feed, effective.get(host.id) ?? [], devices),
          })),
      }
      const track = followSupplies(this.#tracks.get(host.id) ?? null, scene, nowMs)
      this.#tracks.set(host.id, track)
      return { hostId: host.id, judgements: judgeSupplies(track, scene) }
    })
  }

  /** Names of power supplies without input though their feeds are live; null: none. */
  unexplained(hostId: HostId, nowMs: number): readonly string[] | null {
    const track = this.#tracks.get(hostId)
    return track === undefined ? null : unexplainedLoss(track, nowMs)
  }
}
