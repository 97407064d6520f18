import { whyOutletDead } from './feed'
import type { DeviceId } from './ids'
import type { PowerCondition } from './power-state'
import type { DeviceKind, InputLabel, Outlet, TransferSwitch } from './ups'
import type { EffectiveFeed, Feed, FeedHop } from './world'

/** What feeds an input of a PDU (its one input is A) or of an ATS (A and B). */
export interface DeviceFeed {
  readonly deviceId: DeviceId
  readonly label: 'A' | 'B'
  readonly sourceId: DeviceId
  /** `Outlet.id` of the source; null: its output as a whole. */
  readonly outletId: string | null
}

/** What is known of a device on the way from a UPS to a host. */
export interface ChainDevice extends Pick<PowerCondition, 'supply' | 'contact'> {
  readonly id: DeviceId
  readonly name: string
  /** Null: it has not been asked yet; one that is said to be fed by another is no UPS. */
  readonly kind: DeviceKind | null
  readonly outlets: readonly Outlet[]
  /** Of an ATS that tells. */
  readonly transfer?: TransferSwitch
}

/** More in a row nobody builds; paths multiply with every ATS. */
export const MOST_HOPS = 6

const sourcesByDevice = (deviceFeeds: readonly DeviceFeed[]): ReadonlyMap<DeviceId, readonly DeviceFeed[]> => {
  const sources = new Map<DeviceId, DeviceFeed[]>()
  for (const link of deviceFeeds) {
    const known = sources.get(link.deviceId)
    if (known === undefined) sources.set(link.deviceId, [link])
    else known.push(link)
  }
  return sources
}

/** Why these links cannot be: a circle, or a chain that is too long. Null: they can. */
export const chainProblem = (deviceFeeds: readonly DeviceFeed[]): 'circle' | 'too-long' | null => {
  const sources = sourcesByDevice(deviceFeeds)
  const lengths = new Map<DeviceId, number>()
  const lengthFrom = (id: DeviceId, above: ReadonlySet<DeviceId>): number => {
    const known = lengths.get(id)
    if (known !== undefined) return known
    if (above.has(id)) return Number.POSITIVE_INFINITY
    const path = new Set([...above, id])
    const links = sources.get(id) ?? []
    const length = links.length === 0 ? 0 : 1 + Math.max(...links.map(({ sourceId }) => lengthFrom(sourceId, path)))
    lengths.set(id, length)
    return length
  }
  const longest = Math.max(0, ...[...sources.keys()].map((id) => lengthFrom(id, new Set())))
  if (longest === Number.POSITIVE_INFINITY) return 'circle'
  return longest > MOST_HOPS ? 'too-long' : null
}

/** Why nothing comes out of this device there; null: nothing says that it is dead. */
const whyDead = (device: ChainDevice | undefined, outletId: string | null): string | null => {
  if (device === undefined) return null
  const outletDead = whyOutletDead(device, outletId)
  if (outletDead !== null) return outletDead
  return device.supply === 'off' && device.contact === 'ok' ? `${device.name} has no live input` : null
}

/** Why nothing can come in by this input of an ATS; null: nothing says that. What it said last stands while it is silent (P2). */
const whyInputDead = (device: ChainDevice | undefined, input: InputLabel): string | null => {
  if (device?.transfer === undefined) return null
  const { selected, inputs, canSwitch } = device.transfer
  if (inputs[input] === 'dead') return `input ${input} of ${device.name} is dead`
  return !canSwitch && selected !== null && selected !== input ? `${device.name} cannot switch over to input ${input}` : null
}

/** Whether power only passes through it. A device that has not said what it is goes by what people declared. */
export const passesPower = (kind: DeviceKind | null, isFed: boolean): boolean => (kind === null ? isFed : kind !== 'ups')

/**
 * The UPSs behind the feeds of hosts: a PDU passes its source on, an ATS both of its sources. An outlet that is off or a dead
 * input on the way makes the feed dead (P5). A feed behind which no UPS is declared is left out: nothing is believed of it.
 */
export const effectiveFeeds = (
  feeds: readonly Feed[],
  deviceFeeds: readonly DeviceFeed[],
  devices: ReadonlyMap<DeviceId, ChainDevice>,
): readonly EffectiveFeed[] => {
  const sources = sourcesByDevice(deviceFeeds)
  const passesOn = (id: DeviceId): boolean => passesPower(devices.get(id)?.kind ?? null, sources.has(id))
  const behind = (feed: Feed, via: readonly FeedHop[], dead: string | null): readonly EffectiveFeed[] => {
    const { deviceId, outletId } = feed
    if (!passesOn(deviceId)) {
      if (via.length === 0) return [feed]
      return [{ hostId: feed.hostId, label: feed.label, deviceId, outletId, via, ...(dead === null ? {} : { dead }) }]
    }
    if (via.length >= MOST_HOPS || via.some((hop) => hop.deviceId === deviceId)) return []
    const device = devices.get(deviceId)
    const hop: FeedHop = { deviceId, outletId, name: device?.name ?? deviceId }
    const deadHere = dead ?? whyDead(device, outletId)
    return (sources.get(deviceId) ?? []).flatMap((link) =>
      behind(
        { ...feed, deviceId: link.sourceId, outletId: link.outletId },
        [...via, device?.kind === 'ats' ? { ...hop, input: link.label } : hop],
        deadHere ?? whyInputDead(device, link.label),
      ),
    )
  }
  return feeds.flatMap((feed) => behind(feed, [], null))
}
