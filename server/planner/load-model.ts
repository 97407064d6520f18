import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { DeviceId, HostId, VmId } from '../domain/ids'
import type { Host, PowerGroup, VirtualMachine, World } from '../domain/world'
import { holdsMemory, indexOf } from './world-index'

/** Part of a busy host's draw that follows its VMs; the rest is drawn as long as it is on. */
const DYNAMIC_SHARE = 0.4
/** Part of the group's output that no host accounts for (switches, storage, losses) where hosts do not report their draw. */
const OTHER_SHARE = 0.1
const PRIOR_HOST_WATTS = 150
const PRIOR_WATTS_PER_THREAD = 4

/** Who draws how much of a group's output. Watts of a VM end with it; those of a host end when it is off. */
export interface LoadModel {
  readonly totalWatts: number
  readonly otherWatts: number
  readonly hostWatts: ReadonlyMap<HostId, number>
  readonly vmWatts: ReadonlyMap<VmId, number>
  readonly notes: readonly string[]
}

/** The part of a host's draw that this group carries: by feeds, where others feed it too. */
const feedShares = (world: World, group: PowerGroup): ReadonlyMap<HostId, number> => {
  const own = new Set<DeviceId>(group.deviceIds)
  const counts = new Map<HostId, { own: number; all: number }>()
  for (const feed of world.feeds) {
    const count = counts.get(feed.hostId) ?? { own: 0, all: 0 }
    counts.set(feed.hostId, { own: count.own + (own.has(feed.deviceId) ? 1 : 0), all: count.all + 1 })
  }
  return new Map([...counts].filter(([, count]) => count.own > 0).map(([hostId, { own: mine, all }]) => [hostId, mine / all]))
}

/** How much a VM weighs beside others of its host: what its CPU does, and its memory a little. */
const weightOf = (vm: VirtualMachine): number =>
  (vm.cpuThreads ?? 2) * (0.2 + 0.8 * ((vm.cpuUsedPercent ?? 50) / 100)) + (vm.memoryMiB ?? 4096) / 16_384

const priorWatts = (host: Host): number => PRIOR_HOST_WATTS + PRIOR_WATTS_PER_THREAD * (host.cpuThreads ?? 32)

/** What each host that is on draws from this group: as it reports; else its share of what is left of the output. */
const drawOfHosts = (hosts: readonly Host[], shares: ReadonlyMap<HostId, number>, outputWatts: number | null) => {
  const shareOf = (host: Host): number => shares.get(host.id) ?? 1
  const reported = hosts.filter((host) => host.powerWatts !== null && host.powerWatts > 0)
  const silent = hosts.filter((host) => !reported.includes(host))
  const draw = new Map<HostId, number>(reported.map((host) => [host.id, (host.powerWatts ?? 0) * shareOf(host)]))
  const known = [...draw.values()].reduce((sum, watts) => sum + watts, 0)
  const prior = silent.reduce((sum, host) => sum + priorWatts(host) * shareOf(host), 0)
  const left = outputWatts === null ? prior : Math.max(0, outputWatts - known) * (1 - OTHER_SHARE)
  for (const host of silent) draw.set(host.id, prior === 0 ? 0 : (left * priorWatts(host) * shareOf(host)) / prior)
  const sum = [...draw.values()].reduce((total, watts) => total + watts, 0)
  const totalWatts = outputWatts ?? sum / (1 - OTHER_SHARE)
  const scale = sum > totalWatts && sum > 0 ? totalWatts / sum : 1
  return { draw: new Map([...draw].map(([id, watts]) => [id, watts * scale])), totalWatts, estimated: silent.length }
}

export const loadModel = (world: World, group: PowerGroup, outputWatts: number | null): LoadModel => {
  const index = indexOf(world)
  const shares = feedShares(world, group)
  const hosts = [...shares.keys()].flatMap((id) => index.hosts.get(id) ?? []).filter((host) => host.connection !== 'down')
  const { draw, totalWatts, estimated } = drawOfHosts(hosts, shares, outputWatts)
  const hostWatts = new Map<HostId, number>()
  const vmWatts = new Map<VmId, number>()
  for (const [hostId, watts] of draw) {
    const vms = (index.vmsOnHost.get(hostId) ?? []).filter(holdsMemory)
    const weights = vms.reduce((sum, vm) => sum + weightOf(vm), 0)
    const dynamic = weights === 0 ? 0 : watts * DYNAMIC_SHARE
    hostWatts.set(hostId, watts - dynamic)
    for (const vm of vms) vmWatts.set(vm.id, (dynamic * weightOf(vm)) / weights)
  }
  const hostSum = [...draw.values()].reduce((sum, watts) => sum + watts, 0)
  const notes = [
    outputWatts === null ? say(P.outputEstimated, { watts: Math.round(totalWatts) }) : null,
    estimated === 1 ? P.drawEstimatedOne : null,
    estimated > 1 ? say(P.drawEstimated, { count: estimated }) : null,
  ].filter((note) => note !== null)
  return { totalWatts, otherWatts: Math.max(0, totalWatts - hostSum), hostWatts, vmWatts, notes }
}
