import type { HostId } from '../domain/ids'
import type { CheckResults, EvacuationCandidate } from '../domain/preflight'
import { PLANNER_SENTENCES as P } from '../domain/planner-sentences'
import { say } from '../domain/sentence'
import type { Host, VirtualMachine, World } from '../domain/world'
import { ALL_STAY, type CompanionOf, companionsOf } from './affinity'
import { commit, type Commitment, type Commitments } from './commitments'
import { judgeMigration, type MigrationVerdict, NOT_NEEDED, obstacleOfTarget, projectedCpuPercent, roomMiB } from './preflight'
import type { StorageLedger } from './storage-move'
import { doubtsOfPower, hasLastingPower, type TargetPower, whyNoLastingPower } from './target-power'
import { clusterIdOf, indexOf, type WorldIndex } from './world-index'

export interface TargetQuestion {
  readonly world: World
  readonly vm: VirtualMachine
  readonly commitments: Commitments
  readonly power: TargetPower
  /** What the same plan does with VMs that nothing was decided of yet. Left out: they stay where they are. */
  readonly companionOf?: CompanionOf
  /** Never these, e.g. the hosts of the group in trouble. */
  readonly excludedHostIds?: ReadonlySet<HostId>
  /** Taken when it is feasible, whatever ranks higher. */
  readonly preferredHostId?: HostId | null
  /** Its own local disks are copied too, beside what is booked here; those of companions are not. Left out: no disk is copied. */
  readonly storage?: StorageLedger
}

export interface TargetChoice {
  readonly target: Host | null
  /** Why this one, or why none, in words. */
  readonly reason: string
  /** Of the chosen host; of the nearest miss when none is chosen. */
  readonly checks: CheckResults
  /** Of the chosen host: rules of the platform that it breaks though it may. */
  readonly warnings: readonly string[]
  /** Best first, then those that cannot, each with its reason. */
  readonly candidates: readonly EvacuationCandidate[]
}

interface Rated {
  readonly host: Host
  readonly feasible: boolean
  readonly failures: number
  readonly doubts: number
  /** The fuller of memory and CPU afterwards, in thousandths: the guard against overload. */
  readonly fullness: number
  readonly reason: string
  readonly warnings: readonly string[]
  readonly checks: CheckResults
}

const fullnessAfter = (index: WorldIndex, host: Host, vm: VirtualMachine, commitments: Commitments): number => {
  const room = roomMiB(index, host, commitments)
  const memory = room === null || host.memoryMiB === null ? 1 : 1 - (room - (vm.memoryMiB ?? 0)) / host.memoryMiB
  const cpu = (projectedCpuPercent(host, vm, commitments) ?? 0) / 100
  return Math.round(Math.max(memory, cpu) * 1000)
}

/**
 * May this VM move there, with all that mandatory rules make come along? Companions are judged one after the other, each with
 * those before it booked; power is the caller's business.
 */
export const judgeWithCompanions = (
  { world, vm, commitments, companionOf = ALL_STAY, storage }: Omit<TargetQuestion, 'power'>,
  host: Host,
): MigrationVerdict => {
  const verdict = judgeMigration(world, vm, host, commitments, { companionOf, storage })
  const companions = verdict.feasible ? companionsOf(world, vm, commitments, companionOf) : []
  if (companions.length === 0) return verdict
  const booked = new Map<HostId, Commitment>(commitments)
  commit(booked, host.id, vm)
  for (const companion of companions) {
    const own = judgeMigration(world, companion, host, booked, { companionOf })
    if (!own.feasible) {
      const why = say(P.mustComeAlong, { vm: companion.name, reasons: own.reasons.join('; ') })
      return { ...verdict, feasible: false, obstacles: [why], reasons: [why, ...verdict.reasons] }
    }
    commit(booked, host.id, companion)
  }
  return verdict
}

/** Books a VM on its target, with all that mandatory rules make come along; returns those. */
export const commitWithCompanions = (
  ledger: Map<HostId, Commitment>,
  hostId: HostId,
  { world, vm, companionOf = ALL_STAY }: Pick<TargetQuestion, 'world' | 'vm' | 'companionOf'>,
): readonly VirtualMachine[] => {
  const companions = companionsOf(world, vm, ledger, companionOf)
  for (const each of [vm, ...companions]) commit(ledger, hostId, each)
  return companions
}

const rate = (question: TargetQuestion, host: Host): Rated => {
  const { world, vm, commitments, power } = question
  const index = indexOf(world)
  const barred = obstacleOfTarget(index, vm, host) ?? (hasLastingPower(power, host.id) ? null : whyNoLastingPower(power, host.id))
  if (barred !== null)
    return { host, feasible: false, failures: 9, doubts: 9, fullness: 9999, reason: barred, warnings: [], checks: NOT_NEEDED }
  const verdict = judgeWithCompanions(question, host)
  const states = Object.values(verdict.checks)
  const fullness = fullnessAfter(index, host, vm, commitments)
  return {
    host,
    feasible: verdict.feasible,
    failures: states.filter((check) => check.state === 'fail').length + verdict.obstacles.length,
    doubts:
      states.filter((check) => check.state === 'warn' || check.state === 'unknown').length +
      verdict.warnings.length +
      doubtsOfPower(power, host.id),
    fullness,
    reason: verdict.reasons.join('; ') || say(P.fullAfterwards, { percent: Math.max(0, Math.round(fullness / 10)) }),
    warnings: verdict.warnings,
    checks: verdict.checks,
  }
}

/** Kept free as long as an ordinary host serves as well (S3-05). */
const isSpare = (host: Host): boolean => host.isSpare === true

/** Ties end at the name and id, through the index's order: same input, same target (D1). */
const better = (left: Rated, right: Rated): number =>
  Number(right.feasible) - Number(left.feasible) ||
  left.failures - right.failures ||
  left.doubts - right.doubts ||
  Number(isSpare(left.host)) - Number(isSpare(right.host)) ||
  left.fullness - right.fullness

const candidateOf = ({ host, feasible, reason }: Rated): EvacuationCandidate => ({
  hostId: host.id,
  hostName: host.name,
  feasible,
  reason,
})

const reasonForNone = (ranked: readonly Rated[]): string => {
  if (ranked.length === 0) return P.aloneInCluster
  const shown = ranked.slice(0, 3).map(({ host, reason }) => `${host.name}: ${reason}`)
  const rest = ranked.length - shown.length
  return say(P.noHost, { reasons: [...shown, ...(rest > 0 ? [say(P.andMore, { count: rest })] : [])].join('; ') })
}

/**
 * The best host for a VM to move live to: power that outlasts the plan (D4), all five checks, then the least doubt, no spare
 * host where another serves as well (S3-05), and the most room afterwards. Hosts of other managers and clusters are no candidates (S0-07).
 */
export const chooseTarget = (question: TargetQuestion): TargetChoice => {
  const { world, vm, excludedHostIds, preferredHostId } = question
  const index = indexOf(world)
  const cluster = clusterIdOf(index, vm)
  const ranked = (index.hostsOfManager.get(vm.managerId) ?? [])
    .filter((host) => host.id !== vm.hostId && host.clusterNativeId === cluster && !excludedHostIds?.has(host.id))
    .map((host) => rate(question, host))
    .sort(better)
  const preferred = ranked.find((rated) => rated.host.id === preferredHostId && rated.feasible)
  const best = preferred ?? ranked.find((rated) => rated.feasible)
  return {
    target: best?.host ?? null,
    reason: best === undefined ? reasonForNone(ranked) : `${best.host.name}: ${best.reason}`,
    checks: (best ?? ranked[0])?.checks ?? NOT_NEEDED,
    warnings: best?.warnings ?? [],
    candidates: ranked.map(candidateOf),
  }
}

/** Finds what `chooseTarget` would choose, without saying why: for plans of thousands of moves. */
export type TargetFinder = (vm: VirtualMachine, commitments: Commitments, companionOf?: CompanionOf) => Host | null

export const createTargetFinder = (scope: Pick<TargetQuestion, 'world' | 'power' | 'excludedHostIds'>): TargetFinder => {
  const { world, power, excludedHostIds } = scope
  const index = indexOf(world)
  const eligible = new Map<string, readonly Host[]>()
  const eligibleFor = (vm: VirtualMachine): readonly Host[] => {
    const cluster = clusterIdOf(index, vm)
    const key = `${vm.managerId} ${cluster}`
    const known = eligible.get(key)
    if (known !== undefined) return known
    const hosts = (index.hostsOfManager.get(vm.managerId) ?? []).filter(
      (host) =>
        host.clusterNativeId === cluster &&
        !excludedHostIds?.has(host.id) &&
        hasLastingPower(power, host.id) &&
        obstacleOfTarget(index, { ...vm, hostId: null, clusterNativeId: cluster }, host) === null,
    )
    eligible.set(key, hosts)
    return hosts
  }
  return (vm, commitments, companionOf) => {
    const rated = eligibleFor(vm)
      .filter((host) => host.id !== vm.hostId)
      .map((host) => ({ host, fullness: fullnessAfter(index, host, vm, commitments) }))
    const before = (one: (typeof rated)[number], other: (typeof rated)[number]): boolean =>
      isSpare(one.host) === isSpare(other.host) ? one.fullness < other.fullness : isSpare(other.host)
    const emptiest = rated.reduce((best, each) => (best === null || before(each, best) ? each : best), rated[0] ?? null)
    const verdictOn = (host: Host) => rate({ world, vm, commitments, power, ...(companionOf ? { companionOf } : {}) }, host)
    if (emptiest === null) return null
    const first = verdictOn(emptiest.host)
    if (first.feasible && first.doubts === 0) return emptiest.host
    const best = rated.map(({ host }) => verdictOn(host)).sort(better)[0]
    return best?.feasible === true ? best.host : null
  }
}
