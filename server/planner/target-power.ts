import { feedIsLive } from '../domain/feed'
import type { DeviceId, HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { Feed, PowerDeviceView, World } from '../domain/world'

/** Which hosts may receive VMs as far as power goes (D4). `allowedHostIds` null: all but those without power. */
export interface TargetPower {
  readonly allowedHostIds: ReadonlySet<HostId> | null
  readonly hostsWithoutPower: ReadonlySet<HostId>
  /** Why, where there is more to say than that it has none that lasts. */
  readonly reasons?: ReadonlyMap<HostId, string>
  /** Of hosts to which VMs may go although nobody knows whether they have mains: why nobody does. Absent: of none. */
  readonly untold?: ReadonlyMap<HostId, string>
}

/** Planned maintenance on live mains: power restricts nothing. */
export const ANY_POWER: TargetPower = { allowedHostIds: null, hostsWithoutPower: new Set() }

export const hasLastingPower = (power: TargetPower, hostId: HostId): boolean =>
  !power.hostsWithoutPower.has(hostId) && (power.allowedHostIds === null || power.allowedHostIds.has(hostId))

export const whyNoLastingPower = ({ reasons }: TargetPower, hostId: HostId): string => reasons?.get(hostId) ?? P.powerTooShort

/** Nothing is moved to where the UPS carries too much, or must be expected to (P5). */
const carriesTooMuch = ({ flags, expectedLoad }: PowerDeviceView): boolean =>
  flags.includes('overload') || (expectedLoad?.percent ?? 0) > 100

/** On mains, and yet nothing that lasts; null: nothing of the kind. */
const dangerOf = (device: PowerDeviceView): string | null => {
  const { name, flags, dangers } = device
  if (flags.includes('fault')) return say(P.upsFault, { ups: name })
  if (carriesTooMuch(device)) return say(P.upsOverloaded, { ups: name })
  if (flags.includes('overheated')) return say(P.upsHot, { ups: name })
  const hasFaultyBattery = flags.includes('replace-battery') || flags.includes('battery-missing')
  return hasFaultyBattery || (dangers?.batteryFault ?? null) !== null ? say(P.upsBattery, { ups: name }) : null
}

const onMains = (device: PowerDeviceView | undefined): boolean =>
  device !== undefined && device.contact === 'ok' && device.supply === 'mains' && dangerOf(device) === null

/**
 * D4 during an outage: a host's power outlasts the plan when a UPS that feeds it is seen on live mains and, where that UPS
 * belongs to a group, enough of the group is (P5), and the outlet is not off. A host whose feeds nobody declared is not trusted,
 * nor one whose UPS shows a danger, or for whose group a run sheds because of one (`endangered`, with the reason: P8).
 */
export const targetPowerOf = (
  world: World,
  devices: readonly PowerDeviceView[],
  endangered: ReadonlyMap<HostId, string> = new Map(),
): TargetPower => {
  const views = new Map(devices.map((device) => [device.id, device]))
  const lasting = new Map<DeviceId, PowerDeviceView>()
  for (const device of devices) {
    if (!onMains(device)) continue
    const groups = world.groups.filter((group) => group.deviceIds.includes(device.id))
    const carried = groups.every(
      (group) => group.deviceIds.filter((id) => onMains(views.get(id))).length >= group.requiredDevices,
    )
    if (carried) lasting.set(device.id, device)
  }
  const carries = (feed: Feed): boolean => {
    const device = lasting.get(feed.deviceId)
    return device !== undefined && feedIsLive(feed, device)
  }
  const safe = new Set(world.feeds.filter(carries).map((feed) => feed.hostId))
  const inDanger = world.feeds.flatMap(({ hostId, deviceId }): [HostId, string][] => {
    const device = views.get(deviceId)
    const why = device?.supply === 'mains' ? dangerOf(device) : null
    return why === null || safe.has(hostId) ? [] : [[hostId, why]]
  })
  return {
    allowedHostIds: null,
    hostsWithoutPower: new Set(
      world.hosts.filter((host) => !safe.has(host.id) || endangered.has(host.id)).map((host) => host.id),
    ),
    reasons: new Map([...inDanger, ...endangered]),
  }
}
