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

type Devices = ReadonlyMap<DeviceId, PowerDeviceView>

/** What is silent may have come back unseen: that it must be dead by now, or was when it last spoke, says nothing of a cable (P2). */
const seenState = (feed: EffectiveFeed, devices: Devices): 'live' | 'dead' | 'unknown' => {
  const state = feedState(feed, devices)
  if (state !== 'dead') return state
  const way = [feed, ...(feed.via ?? [])]
  return way.every(({ deviceId }) => devices.get(deviceId)?.contact === 'ok') ? 'dead' : 'unknown'
}

/** A declared feed lives as long as one UPS behind it does. */
const stateOf = (feed: Feed, effective: readonly EffectiveFeed[], devices: Devices): 'live' | 'dead' | 'unknown' => {
  const states = effective.filter((one) => isProofOf(declaredFeed(one), feed)).map((one) => seenState(one, devices))
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
    const looked = told.map((host: Host) => {
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
      return { hostId: host.id, track, judgements: judgeSupplies(track, scene, nowMs) }
    })
    const missed = new Set<DeviceId>()
    for (const { hostId, track } of looked)
      if (track.lostNames.length > 0)
        for (const feed of effective.get(hostId) ?? []) if (seenState(feed, devices) === 'dead') missed.add(feed.deviceId)
    /** With a UPS that is off behind a bypass of the building nobody lacks power: it must be missed by another host. */
    const isMissed = (feed: Feed): boolean =>
      (effective.get(feed.hostId) ?? [])
        .filter((one) => isProofOf(declaredFeed(one), feed))
        .every(({ deviceId }) => devices.get(deviceId)?.supply !== 'off' || missed.has(deviceId))
    return looked.map(({ hostId, judgements }) => ({
      hostId,
      judgements: judgements.filter(({ feed, verdict }) => verdict === 'proved' || isMissed(feed)),
    }))
  }

  /** Hosts that tell of their power supplies, and since when one of them is without input; null: none is. */
  get witnesses(): readonly { readonly hostId: HostId; readonly lostSinceMs: number | null }[] {
    return [...this.#tracks].map(([hostId, { lostSinceMs }]) => ({ hostId, lostSinceMs }))
  }

  /** Names of power supplies without input though their feeds are live; null: none. */
  unexplained(hostId: HostId, nowMs: number): readonly string[] | null {
    const track = this.#tracks.get(hostId)
    return track === undefined ? null : unexplainedLoss(track, nowMs)
  }
}
