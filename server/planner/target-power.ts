import { feedIsLive } from '../domain/feed'
import type { DeviceId, HostId } from '../domain/ids'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { Feed, PowerDeviceView, World } from '../domain/world'

/** Hosts on battery that may take VMs all the same, with what is to be said of it; and why others may not, in words (D4). */
export interface BatteryTargets {
  readonly hosts: ReadonlyMap<HostId, string>
  readonly refused: ReadonlyMap<HostId, string>
}

export const NO_BATTERY_TARGETS: BatteryTargets = { hosts: new Map(), refused: new Map() }

/** Of two hosts that could take a VM the one on mains does, whatever else is uncertain: so many doubts it is to hang on a battery. */
export const DOUBTS_ON_BATTERY = 10

/** Which hosts may receive VMs as far as power goes (D4). `allowedHostIds` null: all but those without power. */
export interface TargetPower {
  readonly allowedHostIds: ReadonlySet<HostId> | null
  readonly hostsWithoutPower: ReadonlySet<HostId>
  /** Why, where there is more to say than that it has none that lasts. */
  readonly reasons?: ReadonlyMap<HostId, string>
  /** Of hosts to which VMs may go although nobody knows whether they have mains: why nobody does. Absent: of none. */
  readonly untold?: ReadonlyMap<HostId, string>
  /** Of hosts on a battery with room: what is to be said of it. Absent: of none. */
  readonly onBattery?: ReadonlyMap<HostId, string>
}

export const doubtsOfPower = ({ onBattery }: TargetPower, hostId: HostId): number =>
  onBattery?.has(hostId) === true ? DOUBTS_ON_BATTERY : 0

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
 * nor one whose UPS shows a danger, or for whose group a run sheds because of one (`endangered`, with the reason: P8). `batteries`:
 * where no mains are, but a battery that outlasts the plan as well.
 */
export const targetPowerOf = (
  world: World,
  devices: readonly PowerDeviceView[],
  endangered: ReadonlyMap<HostId, string> = new Map(),
  batteries: BatteryTargets = NO_BATTERY_TARGETS,
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
  const hasPower = (id: HostId): boolean => safe.has(id) || batteries.hosts.has(id)
  return {
    allowedHostIds: null,
    hostsWithoutPower: new Set(
      world.hosts.filter((host) => !hasPower(host.id) || endangered.has(host.id)).map((host) => host.id),
    ),
    reasons: new Map([...batteries.refused, ...inDanger, ...endangered]),
    ...(batteries.hosts.size === 0 ? {} : { onBattery: new Map([...batteries.hosts].filter(([id]) => !safe.has(id))) }),
  }
}
