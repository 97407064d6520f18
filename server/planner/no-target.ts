import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import type { VmId } from '../domain/ids'
import { CHECKS } from '../domain/preflight'
import type { Host, VirtualMachine, World } from '../domain/world'
import type { Companion } from './affinity'
import { judgeMigration, type MigrationVerdict, obstacleOfVm } from './preflight'
import { clusterIdOf, indexOf } from './world-index'

/** A running VM that could move live to no other host of its cluster, and what the nearest miss lacks, in words. */
export interface NoTarget {
  readonly vmId: VmId
  readonly vmName: string
  readonly reason: string
}

/** What the platform keeps together would come along. */
const COMES_ALONG = (): Companion => 'moves'

/** A backup or another move ends by itself: it is no reason that lasts. */
const unlocked = (vm: VirtualMachine): VirtualMachine => (vm.lockedBy === null ? vm : { ...vm, lockedBy: null })

/** Hosts it could move to by its cluster alone. */
const otherHosts = (world: World, vm: VirtualMachine): readonly Host[] => {
  const index = indexOf(world)
  const cluster = clusterIdOf(index, vm)
  return (index.hostsOfManager.get(vm.managerId) ?? []).filter(
    (host) => host.id !== vm.hostId && host.clusterNativeId === cluster,
  )
}

/**
 * Whether it is to be asked at all where a VM could go: it runs, on a host that its manager tells of now, and live moves are its
 * platform's way. System VMs are their platform's business (D6); whoever stands alone has no other host to lose.
 */
export const isToHaveTarget = (world: World, vm: VirtualMachine): boolean => {
  if (vm.power !== 'on' || vm.systemKind !== null || vm.hostId === null) return false
  const index = indexOf(world)
  const host = index.hosts.get(vm.hostId)
  const capabilities = index.managers.get(vm.managerId)?.capabilities
  if (host === undefined || host.stale || host.connection !== 'up' || capabilities?.liveMigration !== true) return false
  if (capabilities.migratesOnlyHighlyAvailable === true && vm.highlyAvailable === false) return false
  const cluster = clusterIdOf(index, vm)
  return (index.hostsOfManager.get(vm.managerId) ?? []).some(
    (other) => other.id !== vm.hostId && other.clusterNativeId === cluster,
  )
}

const judge = (world: World, vm: VirtualMachine, host: Host): MigrationVerdict =>
  judgeMigration(world, unlocked(vm), host, new Map(), { companionOf: COMES_ALONG })

/** By itself, beside all that runs now: whether all of a host's VMs would fit together is for its evacuation to say. */
export const couldMoveTo = (world: World, vm: VirtualMachine, host: Host): boolean => judge(world, vm, host).feasible

const against = ({ obstacles, checks }: MigrationVerdict): readonly string[] => [
  ...obstacles,
  ...CHECKS.flatMap((name) => {
    const { state, reason } = checks[name]
    return state === 'fail' || (name === 'memory' && state === 'unknown') ? [reason ?? name] : []
  }),
]

const ALONE = P.aloneInCluster

/** What ties it to where it is, whatever the other hosts are like. */
const tieOf = (world: World, vm: VirtualMachine, others: readonly Host[]): string | null => {
  const [first] = others
  const obstacle = obstacleOfVm(unlocked(vm))
  if (obstacle !== null || first === undefined) return obstacle ?? ALONE
  if (!vm.hasLocalCdrom && !vm.disks.some(({ local }) => local)) return null
  const { storage } = judge(world, vm, first).checks
  return storage.state === 'fail' ? storage.reason : null
}

export interface TargetSearch {
  readonly found: Host | NoTarget
  /** How many hosts were judged for it: what the search cost. */
  readonly judged: number
}

/** The first host by name that it could move to; else the smallest reason: that of the host which the least speaks against. */
export const findTarget = (world: World, vm: VirtualMachine): TargetSearch => {
  const others = otherHosts(world, vm)
  const none = (reason: string, judged: number): TargetSearch => ({ found: { vmId: vm.id, vmName: vm.name, reason }, judged })
  const tie = tieOf(world, vm, others)
  if (tie !== null) return none(tie, 1)
  let nearest: { readonly host: Host; readonly reasons: readonly string[] } | null = null
  for (const [index, host] of others.entries()) {
    const verdict = judge(world, vm, host)
    if (verdict.feasible) return { found: host, judged: index + 1 }
    const reasons = against(verdict)
    if (nearest === null || reasons.length < nearest.reasons.length) nearest = { host, reasons }
  }
  const reason = nearest === null ? ALONE : `${nearest.host.name}: ${nearest.reasons.join('; ')}`
  return none(reason, others.length)
}

export const hasTarget = (found: Host | NoTarget): found is Host => 'nativeId' in found
