import { CHECK_SENTENCES as S } from '../domain/check-sentences'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { CHECKS, type CheckResult, type CheckResults } from '../domain/preflight'
import { say } from '../domain/sentence'
import type { Host, VirtualMachine, World } from '../domain/world'
import { affinityVerdict, ALL_STAY, type CompanionOf } from './affinity'
import { busyThreads, type Commitments } from './commitments'
import { checkCpuCompatibility } from './cpu-compatibility'
import { checkNetwork } from './network-check'
import { judgeStorageMove, sizeWords, type StorageLedger } from './storage-move'
import { clusterIdOf, clusterOf, indexOf, type WorldIndex } from './world-index'

/** Highest projected CPU use of a target where the cluster sets none. */
export const DEFAULT_MAX_CPU_PERCENT = 90
/** Part of a host's memory that stays free for the hypervisor itself and each VM's overhead. */
export const MEMORY_RESERVE_PERCENT = 3

const pass: CheckResult = { state: 'pass', reason: null }
const notNeeded: CheckResult = { state: 'not-needed', reason: null }
const fail = (reason: string): CheckResult => ({ state: 'fail', reason })
const warn = (reason: string): CheckResult => ({ state: 'warn', reason })
const unknown = (reason: string): CheckResult => ({ state: 'unknown', reason })

/** For a VM that nobody wants to move. */
export const NOT_NEEDED: CheckResults = {
  storage: notNeeded,
  network: notNeeded,
  'cpu-headroom': notNeeded,
  memory: notNeeded,
  'cpu-compatibility': notNeeded,
}

export interface PreflightOptions {
  /** The target is off now and will be up before the move: its load is then what is booked on it. */
  readonly assumeUp?: boolean
  /** What the same plan does with other VMs. Left out: they stay where they are. */
  readonly companionOf?: CompanionOf
  /** Its local disks are copied too, beside what is booked here. Left out: no disk is copied. */
  readonly storage?: StorageLedger
}

export interface MigrationVerdict {
  readonly checks: CheckResults
  /** What forbids the move whatever the checks say, in words. */
  readonly obstacles: readonly string[]
  /** What is possible, but to be known, besides the checks: rules of the platform that are broken. */
  readonly warnings: readonly string[]
  /** No obstacle, no failed check, and memory proven to suffice. */
  readonly feasible: boolean
  /** Every reason that forbids, then every reason to be wary, in words. */
  readonly reasons: readonly string[]
}

const nameOf = (items: readonly { nativeId: string; name: string }[] | undefined, nativeId: string): string =>
  items?.find((item) => item.nativeId === nativeId)?.name ?? nativeId

/** Paths that work now; null: not told, or nothing that has paths. */
const pathsTo = (host: Host, datastoreNativeId: string): number | null =>
  host.storagePaths?.find((each) => each.datastoreNativeId === datastoreNativeId)?.paths ?? null

/** Disks that only the present host reaches go along where that was chosen and there is room; else they forbid the move. */
const checkLocalDisks = (index: WorldIndex, vm: VirtualMachine, target: Host, ledger?: StorageLedger): CheckResult => {
  const disk = vm.disks.find(({ local }) => local)
  const fit = judgeStorageMove(index, vm, target, ledger)
  if (disk === undefined || fit === null) return pass
  const fact = say(S.diskLocal, { disk: disk.label })
  if (vm.hasLocalCdrom) return fail(`${fact}; ${S.cdLocal}`)
  if ('why' in fit) return fail(`${fact}; ${fit.why}`)
  const { datastoreName } = fit.carried
  const where = {
    store: datastoreName,
    host: target.name,
    free: sizeWords(fit.freeGibibytes),
    needed: sizeWords(fit.carried.gibibytes),
  }
  return ledger === undefined ? fail(`${fact}; ${say(P.canMoveWithDisks, where)}`) : warn(say(P.disksCopied, where))
}

/** CHECK 1 (S1-10, S1-27, S1-28): every disk must be reachable from the target, and better by more than one path. */
const checkStorage = (index: WorldIndex, vm: VirtualMachine, target: Host, ledger?: StorageLedger): CheckResult => {
  const datastores = index.managers.get(vm.managerId)?.datastores
  const local = checkLocalDisks(index, vm, target, ledger)
  if (local.state === 'fail') return local
  for (const disk of vm.disks) {
    if (disk.local || disk.datastoreNativeId === null) continue
    const store = nameOf(datastores, disk.datastoreNativeId)
    if (!target.datastoreNativeIds.includes(disk.datastoreNativeId))
      return fail(say(S.diskUnreached, { disk: disk.label, store, host: target.name }))
    if (pathsTo(target, disk.datastoreNativeId) === 0)
      return fail(say(S.diskPathless, { disk: disk.label, store, host: target.name }))
  }
  if (vm.hasLocalCdrom) return fail(S.cdLocal)
  const reached = vm.disks.filter((disk) => !disk.local)
  const unplaced = reached.find((disk) => disk.datastoreNativeId === null)
  if (unplaced !== undefined) return unknown(say(S.diskUntold, { disk: unplaced.label }))
  if (local.state === 'warn') return local
  const single = reached.flatMap(({ datastoreNativeId: id }) => (id !== null && pathsTo(target, id) === 1 ? [id] : []))[0]
  return single === undefined ? pass : warn(say(S.onePath, { host: target.name, store: nameOf(datastores, single) }))
}

/** CPU use of a host with everything booked on it and this VM, percent; null: not told. */
export const projectedCpuPercent = (
  host: Host,
  vm: VirtualMachine,
  commitments: Commitments,
  assumeUp = false,
): number | null => {
  const used = host.cpuUsedPercent ?? (assumeUp ? 0 : null)
  const own = busyThreads(vm)
  if (host.cpuThreads === null || host.cpuThreads <= 0 || used === null || own === null) return null
  return (assumeUp ? 0 : used) + (((commitments.get(host.id)?.cpuThreads ?? 0) + own) / host.cpuThreads) * 100
}

/** CHECK 3 (S1-12): projected CPU use within the cluster's limit. */
const checkCpuHeadroom = (
  index: WorldIndex,
  vm: VirtualMachine,
  target: Host,
  commitments: Commitments,
  assumeUp: boolean,
): CheckResult => {
  const limit = clusterOf(index, target)?.maxCpuPercent ?? DEFAULT_MAX_CPU_PERCENT
  const projected = projectedCpuPercent(target, vm, commitments, assumeUp)
  if (projected === null) return unknown(say(S.cpuUntold, { vm: vm.name, host: target.name }))
  return projected <= limit
    ? pass
    : fail(say(S.cpuTooMuch, { host: target.name, percent: Math.ceil(projected), limit: Math.floor(limit) }))
}

/**
 * Memory left on a host for new VMs, with everything booked on it; null: not told. Where its cluster lets hosts promise more than they
 * have, what is used now and all that newcomers may take must still fit.
 */
export const roomMiB = (index: WorldIndex, host: Host, commitments: Commitments): number | null => {
  if (host.memoryMiB === null) return null
  const usable = host.memoryMiB * (1 - MEMORY_RESERVE_PERCENT / 100)
  const booked = commitments.get(host.id)?.memoryMiB ?? 0
  // What is used must be told: else nobody knows what of the promised is there.
  const ratio = host.memoryUsedMiB === null ? 1 : Math.max(1, clusterOf(index, host)?.memoryCommitRatio ?? 1)
  const promised = usable * ratio - (index.memoryHeldMiB.get(host.id) ?? 0) - booked
  if (ratio === 1 || host.memoryUsedMiB === null) return promised
  return Math.min(promised, usable - host.memoryUsedMiB - booked)
}

/** CHECK 4 (S1-13): configured memory must fit beside what is there and what is already planned. */
const checkMemory = (index: WorldIndex, vm: VirtualMachine, target: Host, commitments: Commitments): CheckResult => {
  const room = roomMiB(index, target, commitments)
  if (room === null) return unknown(say(S.memoryUntold, { name: target.name }))
  if (vm.memoryMiB === null) return unknown(say(S.memoryUntold, { name: vm.name }))
  return vm.memoryMiB <= room
    ? pass
    : fail(say(S.memoryTooMuch, { wanted: vm.memoryMiB, host: target.name, room: Math.max(0, Math.floor(room)) }))
}

/**
 * The five checks VM × host (S1-09 … S1-14): may this VM move live to `target`, given what is already booked?
 * Reasons name the disk, network or feature.
 */
export const checkMigration = (
  world: World,
  vm: VirtualMachine,
  target: Host,
  commitments: Commitments,
  options: PreflightOptions = {},
): CheckResults => {
  const index = indexOf(world)
  return {
    storage: checkStorage(index, vm, target, options.storage),
    network: checkNetwork(index, vm, target),
    'cpu-headroom': checkCpuHeadroom(index, vm, target, commitments, options.assumeUp ?? false),
    memory: checkMemory(index, vm, target, commitments),
    'cpu-compatibility': checkCpuCompatibility(index, vm, target),
  }
}

/** What about the VM itself forbids a live move, wherever to; null: nothing. */
export const obstacleOfVm = (vm: VirtualMachine): string | null => {
  if (vm.lockedBy !== null) return say(P.lockedByTask, { task: vm.lockedBy })
  if (vm.hasPassthrough === true) return P.passthrough
  if (vm.hasPassthrough === null) return P.passthroughUntold
  return vm.keptOnHost ?? null
}

/** S3-03: between different hypervisors a VM keeps neither its name nor its ids, so no such move is ever made silently. */
const obstacleOfManager = (index: WorldIndex, vm: VirtualMachine, target: Host): string => {
  const [own, other] = [index.managers.get(vm.managerId)?.kind, index.managers.get(target.managerId)?.kind]
  return own === undefined || other === undefined || own === other ? P.otherManager : say(P.otherHypervisor, { other, own })
}

/** What about the host forbids it as a target; null: nothing. */
export const obstacleOfTarget = (index: WorldIndex, vm: VirtualMachine, target: Host, assumeUp = false): string | null => {
  if (target.id === vm.hostId) return P.thereAlready
  if (target.managerId !== vm.managerId) return obstacleOfManager(index, vm, target)
  if (target.clusterNativeId !== clusterIdOf(index, vm)) return P.otherCluster
  if (target.inMaintenance) return P.inMaintenance
  if (target.enteringMaintenance === true) return P.beingEmptied
  if (clusterOf(index, target)?.haReserve?.hostNativeIds?.includes(target.nativeId) === true) return P.failoverHost
  if (assumeUp) return null
  if (target.stale) return P.managerSilent
  if (target.connection !== 'up') return target.connection === 'down' ? P.hostDown : P.hostUntold
  return null
}

export const judgeMigration = (
  world: World,
  vm: VirtualMachine,
  target: Host,
  commitments: Commitments,
  options: PreflightOptions = {},
): MigrationVerdict => {
  const index = indexOf(world)
  const { companionOf = ALL_STAY } = options
  const affinity = affinityVerdict({ index, vm, target, commitments, companionOf })
  const own = [obstacleOfVm(vm), obstacleOfTarget(index, vm, target, options.assumeUp)].filter((text) => text !== null)
  const obstacles = [...own, ...affinity.obstacles]
  const checks = checkMigration(world, vm, target, commitments, options)
  const saying = (...states: CheckResult['state'][]): string[] =>
    CHECKS.flatMap((name) => (states.includes(checks[name].state) ? [checks[name].reason ?? name] : []))
  const failed = saying('fail')
  return {
    checks,
    obstacles,
    warnings: affinity.warnings,
    feasible: obstacles.length === 0 && failed.length === 0 && checks.memory.state === 'pass',
    reasons: [...obstacles, ...failed, ...affinity.warnings, ...saying('warn', 'unknown')],
  }
}
