import { feedIsLive } from '../domain/feed'
import { feedPower, hostPower } from '../domain/feed-power'
import type { HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { RunWithSteps, Step, StepAction } from '../domain/run'
import { isMove } from '../domain/run'
import { hostsInTrouble } from './hosts-in-trouble'
import { vouchedMains } from '../domain/vouched-mains'
import { RUN_SENTENCES } from '../domain/run-sentences'
import { say } from '../domain/sentence'
import type { EffectiveFeed, PowerDeviceView, World } from '../domain/world'

/** A card that fell silent on mains is no outage (P2). */
const asLastHeard = (device: PowerDeviceView): PowerDeviceView =>
  device.contact !== 'ok' && device.supply === 'mains' ? { ...device, contact: 'ok' } : device

/**
 * Why maintenance must not bring a VM to a host now: it has no mains, or its power group takes it along (P5); null: it may. What was planned while the mains were there waits until they are
 * there again (D4, R2), or a person has vouched for them. A VM that only waits to be started is not kept off for a card that fell silent, as one is from moving.
 */
export const whyNoMains = (
  { kind, hostId, vouchedMains: isVouched }: Pick<RunWithSteps, 'kind' | 'hostId' | 'vouchedMains'>,
  { targetHostId }: Pick<Step, 'targetHostId'>,
  action: StepAction,
  { hosts, feeds, groups }: Pick<World, 'hosts' | 'feeds' | 'groups'>,
  devices: () => readonly PowerDeviceView[],
): string | null => {
  if (kind !== 'maintenance' || targetHostId === null || !(isMove(action) || action === 'start')) return null
  const views = feeds.some(({ hostId }) => hostId === targetHostId) ? devices() : []
  const vouched = isVouched === true && targetHostId === hostId ? vouchedMains(hostId, feeds, views) : null
  const heard = vouched ?? (action === 'start' ? views.map(asLastHeard) : views)
  return whyPowerless(targetHostId, { hosts, feeds, groups }, heard)
}

/** Why nothing is brought to a host whose UPSs were heard so, in words; null: it has mains, or nobody ever told, and no group takes it along. */
const whyPowerless = (
  hostId: HostId,
  { hosts, feeds, groups }: Pick<World, 'hosts' | 'feeds' | 'groups'>,
  heard: readonly PowerDeviceView[],
): string | null => {
  const { is, why } = hostPower(hostId, feeds, (id) => heard.find((device) => device.id === id))
  const trouble = is === 'none' ? null : (hostsInTrouble({ hosts, feeds, groups }, heard).get(hostId) ?? null)
  if (is !== 'none' && trouble === null) return null
  const host = hosts.find(({ id }) => id === hostId)
  return say(RUN_SENTENCES.noMainsThere, { host: host?.name ?? hostId, reasons: trouble ?? why ?? '' })
}

/**
 * Why an outage must not move a VM now to a host that had mains when the move was planned; null: it may. A card that fell silent on
 * mains is no outage (P2), and does not keep what must go where it is.
 */
export const whyMainsLost = (
  { kind }: Pick<RunWithSteps, 'kind'>,
  { direction, targetHostId, powerUntilMs }: Pick<Step, 'direction' | 'targetHostId' | 'powerUntilMs'>,
  action: StepAction,
  world: Pick<World, 'hosts' | 'feeds' | 'groups'>,
  devices: () => readonly PowerDeviceView[],
): string | null => {
  const isAsked = kind === 'outage' && direction === 'down' && action === 'migrate' && powerUntilMs === undefined
  if (!isAsked || targetHostId === null || !world.feeds.some(({ hostId }) => hostId === targetHostId)) return null
  return whyPowerless(targetHostId, world, devices().map(asLastHeard))
}

const BAD_ON_BATTERY = new Set(['low-battery', 'fault', 'overload', 'overheated', 'replace-battery', 'battery-missing'])
/** A battery lasts no longer than this part of what is shown; by a learned band maybe less, but no less than half. */
const BELIEVED = { most: 0.9, least: 0.5 } as const

/** Why this feed's battery does not last so long, in words; null: it does, or mains are there again. */
const whyNotLasting = (feed: EffectiveFeed, device: PowerDeviceView | undefined, neededSeconds: number): string | null => {
  if (device === undefined || feedPower(feed, device).is === 'mains') return device === undefined ? P.feedsUndeclared : null
  const { name, contact, supply, flags, dangers, decidingRuntimeSeconds: seconds, runtimeBand } = device
  const isFaulty = flags.some((flag) => BAD_ON_BATTERY.has(flag)) || (dangers?.batteryFault ?? null) !== null
  const isSound = contact === 'ok' && supply === 'battery' && !isFaulty
  if (!isSound || !feedIsLive(feed, device)) return say(P.roomUnsound, { ups: name })
  if (seconds === null || seconds <= 0) return say(P.roomUntold, { ups: name })
  const part = runtimeBand === null ? BELIEVED.most : Math.min(BELIEVED.most, runtimeBand.lowSeconds / seconds)
  const lasts = Math.floor(seconds * Math.max(BELIEVED.least, part))
  if (neededSeconds === Infinity) return P.roomUnforeseen
  return lasts >= neededSeconds ? null : say(P.roomTooShort, { lasts, needed: Math.ceil(neededSeconds) })
}

/**
 * Why a VM is not moved now to a host that was on battery with room when its move was planned; null: it is. What its UPSs show now, with
 * the guests that are there already, has to last as long as was needed then, and while it is being moved. Past its time it is not: nobody
 * has looked how much longer that has to be (D4).
 */
export const whyBatteryTooShort = (
  { targetHostId, powerUntilMs, limitSeconds }: Pick<Step, 'targetHostId' | 'powerUntilMs' | 'limitSeconds'>,
  action: StepAction,
  { hosts, feeds }: Pick<World, 'hosts' | 'feeds'>,
  devices: () => readonly PowerDeviceView[],
  nowMs: number,
): string | null => {
  if (powerUntilMs === undefined || targetHostId === null || action !== 'migrate') return null
  const own = feeds.filter(({ hostId }) => hostId === targetHostId)
  const views = devices()
  const reasons = own.map((feed) =>
    whyNotLasting(
      feed,
      views.find(({ id }) => id === feed.deviceId),
      nowMs < powerUntilMs ? (powerUntilMs - nowMs) / 1000 + limitSeconds : Infinity,
    ),
  )
  const why = own.length === 0 ? P.feedsUndeclared : [...new Set(reasons.filter((each) => each !== null))].join('; ')
  const host = hosts.find(({ id }) => id === targetHostId)
  return why === '' ? null : say(RUN_SENTENCES.batteryTooShortThere, { host: host?.name ?? targetHostId, reasons: why })
}
