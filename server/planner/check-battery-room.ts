import type { CheckedForecast, CheckedGroup } from '../domain/checked-world'
import type { HostId, PowerGroupId, VmId } from '../domain/ids'
import type { Step } from '../domain/run'
import type { EffectiveFeed, Host, PowerDeviceView } from '../domain/world'
import { type CheckedQuestion, checkForecast } from './check-forecast'

/** How an outage of a group goes by its plan, with what its checker needs to judge that. */
export interface ForeseenOutage {
  readonly question: CheckedQuestion
  readonly forecast: CheckedForecast & { readonly endsAtSeconds: number | null }
}

/** What is claimed of a power group that is on battery: that VMs may be moved to its hosts (D4). Times in seconds from now. */
export interface RoomClaim {
  readonly groupId: PowerGroupId
  /** They hang on this group alone. */
  readonly hostIds: readonly HostId[]
  /** All VMs that plans may move there: each counts as if it went there, and to the same host, though not all will. */
  readonly guestIds: readonly VmId[]
  /** What all of them are taken to draw there. */
  readonly guestWatts: number
  /** So long its batteries have to last: until the plan that moves VMs has ended everything at worst, and its reserve. */
  readonly neededSeconds: number
  /** So long the first of its batteries lasts at worst, with all guests and nothing shed. */
  readonly lastsSeconds: number
  /** The plan that moves VMs, as if all these hosts took them. */
  readonly mover: ForeseenOutage
  /** The group's own plan, with all guests. */
  readonly own: ForeseenOutage
}

/** What a claim is held against: what was last seen of the site. */
export interface RoomEvidence {
  readonly hosts: readonly Pick<Host, 'id' | 'site'>[]
  readonly feeds: readonly EffectiveFeed[]
  readonly groups: readonly (CheckedGroup & { readonly id: PowerGroupId })[]
  readonly devices: readonly PowerDeviceView[]
  /** Moves that are to be made by it, among other steps. */
  readonly steps: readonly Pick<Step, 'object' | 'action' | 'targetHostId'>[]
}

const PEUKERT = 1.1
const MOST_BELIEVED = 0.9
const LEAST_BELIEVED = 0.5
const ROUNDING = 1
const BAD_FLAGS = new Set(['fault', 'overload', 'overheated', 'low-battery', 'replace-battery', 'battery-missing'])
const ENDS = new Set(['shutdown', 'save-state', 'power-off'])

const told = ({ value, credible }: { readonly value: number | null; readonly credible: boolean }): number | null =>
  credible ? value : null

const carried = ({ expectedLoad, readings }: PowerDeviceView): number | null => {
  const percent = told(readings.loadPercent)
  const nominal = told(readings.nominalWatts)
  const byPercent = percent === null || nominal === null ? null : (percent * nominal) / 100
  return expectedLoad?.watts ?? told(readings.outputWatts) ?? byPercent
}

const percentOf = (device: PowerDeviceView): number | null => {
  const percent = device.expectedLoad?.percent ?? told(device.readings.loadPercent)
  const watts = carried(device)
  const nominal = told(device.readings.nominalWatts)
  if (percent !== null && percent > 0) return percent
  return watts === null || watts <= 0 || nominal === null || nominal <= 0 ? null : (100 * watts) / nominal
}

/** Seconds from full, by its curve: the logarithms lie on lines between its points. */
const onCurve = (points: NonNullable<PowerDeviceView['runtimeCurve']>, share: number): number => {
  const [lightest] = points
  const heavier = points.find(({ loadShare }) => loadShare >= share) ?? points.at(-1)
  const lighter = points[points.findIndex((point) => point === heavier) - 1]
  if (lightest === undefined || heavier === undefined || lighter === undefined || share <= lightest.loadShare)
    return lightest?.seconds ?? 0
  const rise = Math.log(heavier.seconds / lighter.seconds) / Math.log(heavier.loadShare / lighter.loadShare)
  return lighter.seconds * (share / lighter.loadShare) ** rise
}

/** Seconds that it lasts at so many times its load, no more than is believed of it at worst; null: not known. */
const lastsAtWorst = (device: PowerDeviceView, times: number): number | null => {
  const { decidingRuntimeSeconds: seconds, runtimeCurve: points, runtimeBand: band } = device
  const percent = percentOf(device)
  if (seconds === null || seconds <= 0 || points === null || points.length < 2 || percent === null) return null
  const share = percent / 100
  const byCurve = onCurve(points, share * times) / onCurve(points, share)
  const low = band === null ? MOST_BELIEVED : Math.max(LEAST_BELIEVED, Math.min(MOST_BELIEVED, band.lowSeconds / seconds))
  return seconds * low * Math.min(byCurve, times ** -PEUKERT)
}

const isSound = ({ answeredAtMs, contact, supply, flags, dangers }: PowerDeviceView): boolean =>
  answeredAtMs !== null &&
  contact === 'ok' &&
  (supply === 'battery' || supply === 'mains') &&
  !flags.some((flag) => BAD_FLAGS.has(flag)) &&
  (dangers?.batteryFault ?? null) === null

const isCut = ({ dead, outletId }: EffectiveFeed, { outlets }: PowerDeviceView): boolean => {
  const outlet = outlets.find(({ id }) => id === outletId)
  return dead !== undefined || outlet?.state === 'off' || outlet?.dead !== undefined
}

/** Its batteries: sound, all of them known, strong enough, and they last. */
const batteryFaults = (claim: RoomClaim, own: readonly (PowerDeviceView | undefined)[]): readonly string[] => {
  const devices = own.filter((device) => device !== undefined)
  const watts = devices.map(carried)
  if (devices.length < own.length || devices.length === 0 || watts.includes(null))
    return ['not all its UPSs tell what they carry']
  if (!devices.every(isSound)) return ['not all its UPSs are sound']
  const sum = watts.reduce<number>((total, each) => total + (each ?? 0), 0)
  const times = 1 + claim.guestWatts / Math.max(1, sum)
  return devices.flatMap((device) => {
    const percent = percentOf(device)
    if (percent === null || percent * times > 100) return [`${device.name} would carry too much, or nobody knows`]
    const seconds = device.supply === 'mains' ? Infinity : lastsAtWorst(device, times)
    if (seconds === null) return [`nobody knows how long ${device.name} lasts`]
    return seconds + ROUNDING < claim.neededSeconds ? [`${device.name} lasts ${seconds} s of ${claim.neededSeconds} s`] : []
  })
}

/** Each host hangs on this group alone, by feeds that live, and some UPS of its site is on mains. */
const hostFaults = ({ hostIds }: RoomClaim, group: CheckedGroup, evidence: RoomEvidence): readonly string[] => {
  const { hosts, feeds, groups, devices } = evidence
  const byId = new Map(devices.map((device) => [device.id, device]))
  const siteOf = new Map(hosts.map(({ id, site }) => [id, site ?? null]))
  const lit = new Set(
    feeds.flatMap(({ hostId, deviceId }) => {
      const device = byId.get(deviceId)
      return device !== undefined && device.supply === 'mains' && isSound(device) ? [siteOf.get(hostId)] : []
    }),
  )
  return hostIds.flatMap((id) => {
    const own = feeds.filter(({ hostId }) => hostId === id)
    const isAlone = own.every(
      ({ deviceId }) =>
        group.deviceIds.includes(deviceId) && groups.filter(({ deviceIds }) => deviceIds.includes(deviceId)).length === 1,
    )
    if (own.length === 0 || !isAlone) return [`${id} does not hang on this group alone`]
    const isLive = own.every((feed) => {
      const device = byId.get(feed.deviceId)
      return device !== undefined && !isCut(feed, device)
    })
    if (!isLive) return [`a feed of ${id} is cut`]
    return lit.has(siteOf.get(id)) ? [] : [`the whole site of ${id} is on battery`]
  })
}

const endOf = ({ forecast, question }: ForeseenOutage): number | null =>
  forecast.verdict === 'unknown' || forecast.worst === undefined || forecast.worst.endsAtSeconds === null
    ? null
    : Math.max(forecast.worst.endsAtSeconds, forecast.endsAtSeconds ?? 0) - (question.fromSeconds ?? 0)

/** The plan that moves is through before, and the group's own ends every guest in time, and no sooner than that. */
const planFaults = ({ mover, own, guestIds, guestWatts, neededSeconds }: RoomClaim): readonly string[] => {
  const wrong = [mover, own].flatMap(({ question, forecast }) => checkForecast(question, forecast))
  if (wrong.length > 0) return wrong.map(({ message }) => `a forecast is not believed: ${message}`)
  const moverEnds = endOf(mover)
  if (moverEnds === null || moverEnds + mover.question.content.reserveSeconds > neededSeconds + ROUNDING)
    return ['the plan that moves VMs takes longer than is claimed']
  if (own.forecast.verdict !== 'clean' || (own.forecast.marginSeconds ?? -1) < 0) return ['its own plan is not clean with them']
  const drawn = guestIds.reduce((sum, id) => sum + (mover.question.watts.get(id) ?? 0), 0)
  if (guestWatts + ROUNDING < drawn) return [`${drawn} W come, and ${guestWatts} W are reckoned with`]
  const bars = new Map<string, CheckedForecast['bars'][number]>(own.forecast.bars.map((bar) => [bar.object.id, bar]))
  const fromSeconds = own.question.fromSeconds ?? 0
  return guestIds.flatMap((id) => {
    const bar = bars.get(id)
    if (bar === undefined || bar.drawsOn === true || !ENDS.has(bar.action)) return [`${id} is not ended by its own plan`]
    return bar.startSeconds - fromSeconds + ROUNDING < moverEnds ? [`${id} is ended there sooner`] : []
  })
}

/**
 * D4 by the independent checker: why VMs must not be moved to hosts on battery as claimed; empty: they may. Its arithmetic is its own:
 * what the batteries last at worst with all guests, and both forecasts second by second. What is not known counts as no.
 */
export const checkBatteryRoom = (claim: RoomClaim, evidence: RoomEvidence): readonly string[] => {
  const group = evidence.groups.find(({ id }) => id === claim.groupId)
  if (group === undefined) return ['its power group is not known']
  const guests = new Set<string>(claim.guestIds)
  const strangers = evidence.steps.filter(
    ({ object, action, targetHostId }) =>
      action === 'migrate' && targetHostId !== null && claim.hostIds.includes(targetHostId) && !guests.has(object.id),
  )
  const own = group.deviceIds.map((id) => evidence.devices.find((device) => device.id === id))
  return [
    ...batteryFaults(claim, own),
    ...hostFaults(claim, group, evidence),
    ...planFaults(claim),
    ...strangers.map(({ object }) => `${object.name} was not reckoned with`),
  ]
}
