import { powerStateOf } from '../domain/power-state'
import type { HostPower } from '../domain/hardware'
import type { DeviceId, HostId } from '../domain/ids'
import { isCutting, outletOf, type UpsCommand } from '../domain/ups-command'
import type { EffectiveFeed, PowerDeviceView, PowerGroup, World } from '../domain/world'
import { feedIsLive } from '../domain/feed'
import { HOST_OFF_AFTER_MS } from './decide-step'
import { type DeclaredFeeds, hostsBehind } from './dependants'
import { measuredWatts, percentOfRating } from './rated-load'

export interface CommandRefusal {
  readonly message: string
  readonly hint: string
}

export interface CommandScene {
  readonly device: PowerDeviceView
  readonly devices: readonly PowerDeviceView[]
  readonly groups: readonly PowerGroup[]
  readonly world: Pick<World, 'hosts' | 'vms' | 'feeds'>
  readonly declared: DeclaredFeeds
  /** For how long its manager has called the host disconnected; null: it does not. */
  readonly hostDownForMs: (hostId: HostId) => number | null
  /** By its BMC, as last read; undefined: it has none that could tell. */
  readonly bmcPower: (hostId: HostId) => HostPower | undefined
  /** Feeds that were seen to be wired otherwise keep nobody up (P5). */
  readonly isContradicted: (feed: EffectiveFeed) => boolean
  /** An outage is being handled, anywhere. */
  readonly outageRuns: boolean
  /** Told to test themselves, and not seen to have ended: what they say of it comes later. */
  readonly underTest: ReadonlySet<DeviceId>
}

/** A test discharges: less than this is needed for the outage that may come right after it. */
const LEAST_CHARGE_FOR_TEST = 90
const MOST_NAMED = 8

const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`

/** PDUs and ATSs on the way carry a feed as the UPS does. */
const hangsOn = (feed: EffectiveFeed, device: PowerDeviceView): boolean =>
  [feed, ...(feed.via ?? [])].some((hop) => hop.deviceId === device.id)

/** What runs, or may. */
const runningOn = (hostId: HostId, { vms }: CommandScene['world']): readonly string[] =>
  vms.filter((vm) => vm.hostId === hostId && vm.power !== 'off' && vm.power !== 'saved').map(({ name }) => name)

/** Why it may not lose its power; null: it is verified off, or maintained and empty (A5). */
const whyNeeded = (hostId: HostId, { world, hostDownForMs, bmcPower }: CommandScene): string | null => {
  const host = world.hosts.find(({ id }) => id === hostId)
  if (host === undefined || host.stale) return 'its manager does not tell its state'
  const running = runningOn(hostId, world)
  if (running.length > 0) return `${running.length} VM${running.length === 1 ? '' : 's'} on it`
  if (host.inMaintenance) return null
  const bmc = bmcPower(hostId)
  if (bmc === 'on') return 'its BMC says that it is on'
  if (bmc === 'unknown') return 'its BMC does not tell whether it is off'
  if (bmc === 'off') return host.connection === 'up' ? 'its BMC says “off”, its manager sees it running' : null
  const downForMs = hostDownForMs(hostId)
  if (downForMs === null) return 'it is on and not in maintenance'
  return downForMs >= HOST_OFF_AFTER_MS ? null : 'disconnected for less than 30 s'
}

/** What is silent on the way may have been switched off. */
const answersAllTheWay = (feed: EffectiveFeed, devices: readonly PowerDeviceView[]): boolean =>
  (feed.via ?? []).every((hop) => devices.some(({ id, contact }) => id === hop.deviceId && contact === 'ok'))

/** What the other UPS has to carry besides, in watts; none where it carries the device already, through a PDU. Null: not known. */
const addedTo = (other: PowerDeviceView, { device, world }: CommandScene, others: number): number | null => {
  if (world.feeds.some((feed) => feed.deviceId === other.id && hangsOn(feed, device))) return 0
  const watts = measuredWatts(device)
  return watts === null ? null : watts / others
}

/** The other UPS that keeps it up: on mains, answering, its outlet on, and able to carry its part of what this one carries (P5). */
const keeps = (feed: EffectiveFeed, scene: CommandScene, others: number): boolean => {
  const { device, devices } = scene
  const other = devices.find(({ id }) => id === feed.deviceId)
  if (other === undefined || hangsOn(feed, device)) return false
  if (other.supply !== 'mains' || other.contact !== 'ok' || !feedIsLive(feed, other)) return false
  if (!answersAllTheWay(feed, devices) || scene.isContradicted(feed)) return false
  if (other.flags.includes('overload') || powerStateOf(other) === 'testing') return false
  const added = addedTo(other, scene, others)
  const carried = other.expectedLoad?.watts ?? measuredWatts(other)
  if (added === null || carried === null) return true
  return (percentOfRating(other, carried + added) ?? 0) <= 100
}

const cuttingRefusal = (command: UpsCommand, scene: CommandScene): CommandRefusal | null => {
  const { device, world, declared } = scene
  const outletId = outletOf(command)
  const dependants = hostsBehind(device.id, outletId, declared)
  const others = new Set(
    world.feeds.filter((feed) => dependants.has(feed.hostId) && !hangsOn(feed, device)).map(({ deviceId }) => deviceId),
  )
  const standing = [...dependants].flatMap((hostId) => {
    const feeds = world.feeds.filter((feed) => feed.hostId === hostId)
    if (feeds.some((feed) => keeps(feed, scene, Math.max(1, others.size)))) return []
    const why = whyNeeded(hostId, scene)
    const name = world.hosts.find(({ id }) => id === hostId)?.name ?? hostId
    return why === null ? [] : [`${name} (${why})`]
  })
  if (standing.length === 0) return null
  const from = outletId === null ? `The output of ${device.name}` : `Outlet ${outletId} of ${device.name}`
  return {
    message: `${from} feeds ${named(standing)}, and no other UPS on live mains keeps ${standing.length === 1 ? 'it' : 'them'} up.`,
    hint:
      outletId === null
        ? 'Put these hosts into maintenance or shut them down first; a host counts as off once its BMC says so, or, without one, its manager for 30 s.'
        : 'Put these hosts into maintenance or shut them down first; if they hang on other outlets, say on which under Hosts & VMs.',
  }
}

const testRefusal = ({ device, devices, groups, outageRuns, underTest }: CommandScene): CommandRefusal | null => {
  const later = 'Test again when this is over.'
  const state = powerStateOf(device)
  if (state === 'testing' || underTest.has(device.id)) return { message: `${device.name} is being tested already.`, hint: later }
  if (state !== 'on-mains')
    return { message: `${device.name} is not on mains (${state}): a test would take its battery.`, hint: later }
  if (outageRuns) return { message: 'A plan is being carried out: its batteries are needed.', hint: later }
  const group = groups.find(({ deviceIds }) => deviceIds.includes(device.id))
  const partner = devices.find((other) => {
    const spare = powerStateOf(other) === 'on-mains' && !underTest.has(other.id)
    return other.id !== device.id && group?.deviceIds.includes(other.id) === true && !spare
  })
  if (partner !== undefined)
    return {
      message: `${partner.name} of the same power group is not on mains (${underTest.has(partner.id) ? 'testing' : powerStateOf(partner)}): ${device.name} may be needed.`,
      hint: later,
    }
  const charge = device.decidingChargePercent
  if (charge === null)
    return { message: `The charge of ${device.name} is not known.`, hint: 'Test it by hand, with somebody beside it.' }
  return charge < LEAST_CHARGE_FOR_TEST
    ? {
        message: `${device.name} is charged to ${Math.floor(charge)} %: a test needs ${LEAST_CHARGE_FOR_TEST} %.`,
        hint: 'Wait until it has recharged.',
      }
    : null
}

/** Why a UPS is not told this now; null: it may be. The same for people, schedules and every channel (A8). */
export const commandRefusal = (command: UpsCommand, scene: CommandScene): CommandRefusal | null => {
  if (isCutting(command)) return cuttingRefusal(command, scene)
  return command.kind === 'self-test' ? testRefusal(scene) : null
}
