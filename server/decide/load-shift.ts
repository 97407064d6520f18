import type { DeviceId } from '../domain/ids'
import type { EffectiveFeed } from '../domain/world'
import { feedLoads, feedState, heirsOf, isDrawnFrom, type PowerScene } from './feed-loads'
import { measuredWatts } from './rated-load'

/** A card may tell of less output before it tells why: what a feed carried is the most of the last so many to twice as many. */
const REMEMBERED_MS = 5_000
/** A measurement that shows so much of what was left to a UPS has it all; the rest was an estimate. */
const SHOWN_PART = 0.8
/** Cards renew what they tell once a minute at the least: what is measured after that is what is there. */
const MEASURED_AFTER_MS = 120_000

/** The last two spans of time, so that a look back always reaches over a whole one. */
interface Recent {
  /** When the newer of the two was begun. */
  readonly sinceMs: number
  readonly newer: number
  readonly older: number
}

/** What one feed left to the others of its host when it died, as far as nobody has measured it yet. */
interface Left {
  readonly watts: number
  readonly fromName: string
  readonly diedAtMs: number
  /** These have measured their part by now: it is in what they carry. */
  readonly measuredBy: ReadonlySet<DeviceId>
}

interface Receiver {
  /** Its own load before the first feed died; null: it did not tell. */
  readonly baseWatts: number | null
}

/**
 * What a UPS gave out of late. The least: a failure shows on the others as soon as it happens, and on itself at its next poll.
 * The most: all that its feeds can leave, however their shares of it changed meanwhile.
 */
interface Output {
  readonly least: Recent
  readonly most: Recent
}

/** What is remembered from look to look: what live feeds and UPSs carry, and what dead feeds left. */
export interface LoadShift {
  readonly carried: ReadonlyMap<string, Recent>
  readonly outputs: ReadonlyMap<DeviceId, Output>
  readonly left: ReadonlyMap<string, Left>
  readonly receivers: ReadonlyMap<DeviceId, Receiver>
}

export const NO_LOAD_SHIFT: LoadShift = { carried: new Map(), outputs: new Map(), left: new Map(), receivers: new Map() }

/** A UPS must be taken to carry so much more than it measures. */
export interface Takeover {
  readonly baseWatts: number | null
  readonly addedWatts: number
  readonly fromNames: readonly string[]
}

export const feedKey = ({ hostId, label, deviceId, outletId, via }: EffectiveFeed): string =>
  [hostId, label, deviceId, outletId ?? '', ...(via ?? []).map((hop) => `${hop.deviceId}/${hop.input ?? ''}`)].join('|')

const remember = (before: Recent | undefined, watts: number, nowMs: number, pick: (a: number, b: number) => number): Recent => {
  if (before === undefined) return { sinceMs: nowMs, newer: watts, older: watts }
  if (nowMs - before.sinceMs < REMEMBERED_MS) return { ...before, newer: pick(before.newer, watts) }
  return { sinceMs: nowMs, newer: watts, older: before.newer }
}

const outputsOf = (before: LoadShift, scene: PowerScene, nowMs: number): ReadonlyMap<DeviceId, Output> => {
  const found = new Map<DeviceId, Output>()
  for (const id of scene.feedsOfDevice.keys()) {
    const device = scene.devices.get(id)
    const watts = device === undefined ? null : measuredWatts(device)
    if (watts === null) continue
    const had = before.outputs.get(id)
    found.set(id, {
      least: remember(had?.least, watts, nowMs, Math.min),
      most: remember(had?.most, watts, nowMs, Math.max),
    })
  }
  return found
}

interface Coming {
  readonly parts: { readonly key: string; readonly watts: number }[]
  readonly names: Set<string>
  lastDiedAtMs: number
}

/** Who carries now what dead feeds left, and has not measured it yet. */
const comingTo = (left: ReadonlyMap<string, Left>, scene: PowerScene): ReadonlyMap<DeviceId, Coming> => {
  const found = new Map<DeviceId, Coming>()
  if (left.size === 0) return found
  for (const feed of scene.feeds) {
    const key = feedKey(feed)
    const one = left.get(key)
    if (one === undefined || one.watts <= 0 || scene.hosts.get(feed.hostId)?.connection === 'down') continue
    const isLost = (other: EffectiveFeed) => feedState(other, scene.devices) !== 'live'
    const heirs = heirsOf(feed, scene.feedsOfHost.get(feed.hostId) ?? [], isLost).filter(
      ({ deviceId }) => !one.measuredBy.has(deviceId),
    )
    for (const { deviceId } of heirs) {
      const coming = found.get(deviceId) ?? { parts: [], names: new Set<string>(), lastDiedAtMs: 0 }
      coming.parts.push({ key, watts: one.watts / heirs.length })
      coming.names.add(one.fromName)
      coming.lastDiedAtMs = Math.max(coming.lastDiedAtMs, one.diedAtMs)
      found.set(deviceId, coming)
    }
  }
  return found
}

const wattsOf = ({ parts }: Coming): number => parts.reduce((sum, { watts }) => sum + watts, 0)

const leastOf = ({ newer, older }: Recent): number => Math.min(newer, older)
const mostOf = ({ newer, older }: Recent): number => Math.max(newer, older)

/** Feeds that die together leave no more than their UPS gave: the most of each may be of different moments. */
const leftTogether = (died: readonly { readonly feed: EffectiveFeed; readonly watts: number }[], before: LoadShift) => {
  const sums = new Map<DeviceId, number>()
  for (const { feed, watts } of died) sums.set(feed.deviceId, (sums.get(feed.deviceId) ?? 0) + watts)
  return died.map(({ feed, watts }) => {
    const output = before.outputs.get(feed.deviceId)
    const sum = sums.get(feed.deviceId) ?? 0
    const scale = output === undefined || sum <= 0 ? 1 : Math.min(1, mostOf(output.most) / sum)
    return { feed, watts: watts * scale }
  })
}

/** What feeds carry while they live, and what they left when they died. */
const followFeeds = (before: LoadShift, scene: PowerScene, nowMs: number) => {
  const loads = feedLoads(scene)
  const carried = new Map<string, Recent>()
  const left = new Map<string, Left>()
  const died: { feed: EffectiveFeed; watts: number }[] = []
  for (const feed of scene.feeds) {
    const key = feedKey(feed)
    const had = before.carried.get(key)
    const state = feedState(feed, scene.devices)
    if (state === 'dead') {
      const known = before.left.get(key)
      if (known !== undefined) left.set(key, known)
      else if (had !== undefined) died.push({ feed, watts: mostOf(had) })
      continue
    }
    // What a transfer switch has turned away from leaves nothing when it dies: the load is on the other input already.
    const watts = isDrawnFrom(feed, scene) ? loads.get(feed) : 0
    if (state === 'live' && watts !== undefined) carried.set(key, remember(had, watts, nowMs, Math.max))
    else if (had !== undefined) carried.set(key, had)
  }
  for (const { feed, watts } of leftTogether(died, before)) {
    const fromName = scene.devices.get(feed.deviceId)?.name ?? feed.deviceId
    left.set(feedKey(feed), { watts, fromName, diedAtMs: nowMs, measuredBy: new Set() })
  }
  return { carried, left }
}

/** Goes on from what was remembered to what is so now. */
export const shiftLoads = (before: LoadShift, scene: PowerScene, nowMs: number): LoadShift => {
  const { carried, left } = followFeeds(before, scene, nowMs)
  const receivers = new Map<DeviceId, Receiver>()
  for (const [id, coming] of comingTo(left, scene)) {
    const device = scene.devices.get(id)
    const measured = device === undefined ? null : measuredWatts(device)
    const recent = before.outputs.get(id)?.least
    const receiver = before.receivers.get(id) ?? {
      baseWatts: recent === undefined ? measured : Math.min(leastOf(recent), measured ?? recent.newer),
    }
    const shown =
      measured !== null && receiver.baseWatts !== null && measured >= receiver.baseWatts + SHOWN_PART * wattsOf(coming)
    const answeredAtMs = device?.contact === 'ok' ? (device.answeredAtMs ?? 0) : 0
    if (!shown && answeredAtMs <= coming.lastDiedAtMs + MEASURED_AFTER_MS) {
      receivers.set(id, receiver)
      continue
    }
    for (const { key, watts } of coming.parts) {
      const one = left.get(key)
      if (one !== undefined) left.set(key, { ...one, watts: one.watts - watts, measuredBy: new Set([...one.measuredBy, id]) })
    }
  }
  return { carried, outputs: outputsOf(before, scene, nowMs), left, receivers }
}

/** What each UPS must be taken to carry on top of what it carried when the others died. */
export const takeoversOf = ({ left, receivers }: LoadShift, scene: PowerScene): ReadonlyMap<DeviceId, Takeover> =>
  new Map(
    [...comingTo(left, scene)].flatMap(([id, coming]): [DeviceId, Takeover][] => {
      const receiver = receivers.get(id)
      if (receiver === undefined) return []
      return [[id, { baseWatts: receiver.baseWatts, addedWatts: wattsOf(coming), fromNames: [...coming.names] }]]
    }),
  )
