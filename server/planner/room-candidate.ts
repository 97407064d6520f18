import { feedIsLive } from '../domain/feed'
import type { HostId, VmId } from '../domain/ids'
import type { PlanContent } from '../domain/plan'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { isInOutage, isOpen, type RunWithSteps } from '../domain/run'
import { say } from '../domain/sentence'
import type { Host, PowerDeviceView, PowerGroup, VirtualMachine, World } from '../domain/world'
import { type Bank, bankOf, carries, outputWattsOf, secondsToFirstEmpty } from './battery-bank'
import type { DurationBook } from './durations'
import { believedOf } from './forecast-course'
import { loadModel } from './load-model'
import { hostsOfOnly } from './shed/may-wait'
import { byName, clusterIdOf, holdsMemory, indexOf } from './world-index'

/** A power group in trouble with the armed plan that its outage goes by. */
export interface GroupInTrouble {
  readonly group: PowerGroup
  readonly content: PlanContent
  /** Those that it takes along now. */
  readonly hostIds: ReadonlySet<HostId>
  /** Null: nothing has fired yet. */
  readonly run: RunWithSteps | null
}

export interface RoomQuestion {
  readonly world: World
  readonly devices: readonly PowerDeviceView[]
  readonly durations: DurationBook
  /** Whose VMs are to be moved. */
  readonly mover: GroupInTrouble
  /** All others whose plan is armed. */
  readonly others: readonly GroupInTrouble[]
  readonly nowMs: number
}

/** What a VM draws is estimated from what its host does: elsewhere it is taken to draw so many times as much. */
const GUEST_WATTS_FACTOR = 2

const movesAny = ({ stages, unplaced }: PlanContent): boolean =>
  unplaced.action === 'migrate' || stages.some(({ placements }) => placements.some(({ action }) => action === 'migrate'))

/** VMs that this plan may move yet, in whatever stage. */
export const movable = ({ content, hostIds }: GroupInTrouble, world: World): readonly VirtualMachine[] => {
  const placements = content.stages.flatMap((stage) => stage.placements)
  const placed = new Set(placements.map(({ vmId }) => vmId))
  const moved = new Set(placements.flatMap(({ vmId, action }) => (action === 'migrate' ? [vmId] : [])))
  const isWished = (id: VmId): boolean => moved.has(id) || (content.unplaced.action === 'migrate' && !placed.has(id))
  const { vmsOnHost } = indexOf(world)
  return [...hostIds].flatMap((id) => vmsOnHost.get(id) ?? []).filter((vm) => holdsMemory(vm) && isWished(vm.id))
}

/** What VMs draw in all, from whichever group, by the load of their hosts. */
const drawOf = (vms: readonly VirtualMachine[], { group }: GroupInTrouble, { world, devices }: RoomQuestion): number => {
  const load = loadModel(world, group, outputOf(group, devices))
  const shareOf = (hostId: HostId): number => {
    const feeds = world.feeds.filter((feed) => feed.hostId === hostId)
    return feeds.filter(({ deviceId }) => group.deviceIds.includes(deviceId)).length / Math.max(1, feeds.length)
  }
  const shares = new Map([...new Set(vms.flatMap(({ hostId }) => hostId ?? []))].map((id) => [id, shareOf(id)]))
  return vms.reduce((sum, vm) => {
    const share = vm.hostId === null ? 0 : (shares.get(vm.hostId) ?? 0)
    return sum + (share === 0 ? 0 : (load.vmWatts.get(vm.id) ?? 0) / share)
  }, 0)
}

const ownDevices = (group: PowerGroup, devices: readonly PowerDeviceView[]): readonly PowerDeviceView[] =>
  devices.filter(({ id }) => group.deviceIds.includes(id))

/** Null: not all of them tell. */
const outputOf = (group: PowerGroup, devices: readonly PowerDeviceView[]): number | null => {
  const watts = ownDevices(group, devices).map(outputWattsOf)
  if (watts.length < group.deviceIds.length) return null
  return watts.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0)
}

const isSound = ({ answeredAtMs, contact, supply, flags, dangers }: PowerDeviceView): boolean =>
  answeredAtMs !== null &&
  contact === 'ok' &&
  (supply === 'battery' || supply === 'mains') &&
  !['fault', 'overload', 'overheated', 'low-battery', 'replace-battery', 'battery-missing'].some((bad) =>
    flags.some((flag) => flag === bad),
  ) &&
  (dangers?.batteryFault ?? null) === null

/** Hosts of sites of which some UPS is on live mains: in a site-wide outage local moves are off (D4). */
export const litSites = ({ world, devices }: RoomQuestion): ReadonlySet<string | undefined> => {
  const { hosts } = indexOf(world)
  const live = new Set(devices.flatMap((device) => (device.supply === 'mains' && isSound(device) ? [device.id] : [])))
  return new Set(
    world.feeds.flatMap(({ hostId, deviceId }) => {
      const host = hosts.get(hostId)
      return live.has(deviceId) && host !== undefined ? [host.site] : []
    }),
  )
}

/** Hosts that hang on this group alone, by feeds that all live. */
const hostsOf = ({ group }: GroupInTrouble, { world, devices, mover }: RoomQuestion): readonly Host[] => {
  const byId = new Map(devices.map((device) => [device.id, device]))
  const isIts = ({ hostId }: { readonly hostId: HostId }, id: HostId): boolean => hostId === id
  const isLive = (id: HostId): boolean =>
    world.feeds.every((feed) => {
      const device = byId.get(feed.deviceId)
      return !isIts(feed, id) || (device !== undefined && feedIsLive(feed, device))
    })
  const isShared = world.groups.some(
    ({ id, deviceIds }) => id !== group.id && deviceIds.some((each) => group.deviceIds.includes(each)),
  )
  if (isShared) return []
  const { hosts } = indexOf(world)
  return [...hostsOfOnly(world, group)]
    .flatMap((id) => hosts.get(id) ?? [])
    .filter(({ id }) => !mover.hostIds.has(id) && isLive(id))
    .sort(byName)
}

const isShedding = ({ run }: GroupInTrouble): boolean =>
  run === null ||
  (isInOutage(run) &&
    !run.dryRun &&
    run.heldSinceMs === null &&
    run.abandoned !== true &&
    (run.danger ?? null) === null &&
    !run.steps.some((step) => step.action === 'shutdown-host' && (isOpen(step) || step.state === 'done')))

/** A group whose hosts some VMs could be moved to, were there room. */
export interface Candidate extends GroupInTrouble {
  readonly hosts: readonly Host[]
  readonly guests: readonly VirtualMachine[]
  readonly guestWatts: number
}

export const candidateOf = (target: GroupInTrouble, question: RoomQuestion): Candidate => {
  const { world, mover, others } = question
  const index = indexOf(world)
  const hosts = hostsOf(target, question)
  const zones = new Set(hosts.map(({ managerId, clusterNativeId }) => `${managerId} ${clusterNativeId}`))
  const movers = [mover, ...others.filter(({ group, content }) => group.id !== target.group.id && movesToBattery(content))]
  const coming = movers.map((each) => ({
    each,
    vms: movable(each, world).filter((vm) => zones.has(`${vm.managerId} ${clusterIdOf(index, vm)}`)),
  }))
  const guests = [...new Map(coming.flatMap(({ vms }) => vms).map((vm) => [vm.id, vm])).values()].sort(byName)
  const draw = coming.reduce((sum, { each, vms }) => sum + drawOf(vms, each, question), 0)
  return { ...target, hosts, guests, guestWatts: GUEST_WATTS_FACTOR * draw }
}

export const movesToBattery = ({ moveTo }: Pick<PlanContent, 'moveTo'>): boolean => moveTo === 'battery-with-room'

/** As little as the band of its UPSs allows, with its load as it is. */
const worstBank = ({ group }: Candidate, devices: readonly PowerDeviceView[], totalWatts: number): Bank => {
  const { low } = believedOf(group, devices)
  const bank = bankOf({ group, devices, totalWatts, startChargePercent: null, oneFeedOnly: false, cautious: true })
  for (const battery of bank.batteries) battery.left = low
  return bank
}

type Judged = { readonly why: string } | { readonly watts: number; readonly lastsSeconds: number }

/** What its batteries last with all guests; or why they are not asked, in words. */
export const judgeBatteries = (candidate: Candidate, question: RoomQuestion): Judged => {
  const { group, content, guestWatts } = candidate
  const own = ownDevices(group, question.devices)
  const unsound = own.find((device) => !isSound(device))
  if (unsound !== undefined) return { why: say(P.roomUnsound, { ups: unsound.name }) }
  const total = outputOf(group, question.devices)
  const untold = own.find(
    ({ runtimeCurve, decidingRuntimeSeconds }) => (runtimeCurve?.length ?? 0) < 2 || (decidingRuntimeSeconds ?? 0) <= 0,
  )
  const isKnown = total !== null && total > 0 && guestWatts > 0
  if (!isKnown || untold !== undefined) return { why: say(P.roomUntold, { ups: untold?.name ?? group.name }) }
  const watts = total + guestWatts
  for (const device of own) {
    const percent = loadPercentOf(device)
    if (percent === null) return { why: say(P.roomUntold, { ups: device.name }) }
    const after = (percent * watts) / total
    if (after > 100) return { why: say(P.roomTooMuch, { ups: device.name, percent: Math.ceil(after) }) }
  }
  if (movesAny(content)) return { why: P.roomPlanMoves }
  if (!isShedding(candidate)) return { why: P.roomRunHeld }
  const bank = worstBank(candidate, question.devices, total)
  if (!carries(bank)) return { why: say(P.roomUntold, { ups: group.name }) }
  return { watts, lastsSeconds: secondsToFirstEmpty(bank, watts) }
}

const loadPercentOf = (device: PowerDeviceView): number | null => {
  const { loadPercent, nominalWatts } = device.readings
  const percent = device.expectedLoad?.percent ?? (loadPercent.credible ? loadPercent.value : null)
  if (percent !== null && percent > 0) return percent
  const watts = outputWattsOf(device)
  const nominal = nominalWatts.credible ? nominalWatts.value : null
  return watts === null || watts <= 0 || nominal === null || nominal <= 0 ? null : (100 * watts) / nominal
}
