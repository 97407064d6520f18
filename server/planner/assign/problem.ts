import type { HostId, VmId } from '../../domain/ids'
import {
  PLACEMENT_FAMILIES,
  type PlacementClass,
  type PlacementFamily,
  type PlacementGroup,
  type PlacementHost,
  type PlacementProblem,
  type PlacementVm,
} from '../../domain/placement-problem'
import type { CheckName } from '../../domain/preflight'
import { tierOf } from '../../domain/tier'
import type { Host, VirtualMachine, World } from '../../domain/world'
import { affinityVerdict, type CompanionOf } from '../affinity'
import { busyThreads, type Commitments } from '../commitments'
import { checkMigration, DEFAULT_MAX_CPU_PERCENT, obstacleOfTarget, obstacleOfVm, roomMiB } from '../preflight'
import { doubtsOfPower, hasLastingPower, type TargetPower } from '../target-power'
import { clusterIdOf, clusterOf, indexOf, type WorldIndex } from '../world-index'

export interface PlacementQuestion {
  readonly world: World
  /** Running VMs of known memory that are to move live, each by itself able to. */
  readonly moving: readonly VirtualMachine[]
  /** Hosts that are emptied: they take nobody. */
  readonly leaving: ReadonlySet<HostId>
  readonly power: TargetPower
  /** Where a person, or an earlier preview, has said that a VM goes. */
  readonly fixed: ReadonlyMap<VmId, HostId>
  /** What the same plan does with other VMs. */
  readonly companionOf: CompanionOf
  /** What will be on hosts besides. Absent: nothing. */
  readonly booked?: Commitments
  /** What a cluster keeps for hosts that fail may be taken. Absent: it is left. */
  readonly takesReserve?: true
}

const NOTHING_BOOKED: Commitments = new Map()
const STATIC_CHECKS = ['storage', 'network', 'cpu-compatibility'] as const satisfies readonly CheckName[]

const bitOf = (family: PlacementFamily): number => 1 << PLACEMENT_FAMILIES.indexOf(family)

const cpuLimit = (index: WorldIndex, host: Host): number | null => {
  const { cpuThreads, cpuUsedPercent } = host
  if (cpuThreads === null || cpuThreads <= 0 || cpuUsedPercent === null) return null
  return (cpuThreads * (clusterOf(index, host)?.maxCpuPercent ?? DEFAULT_MAX_CPU_PERCENT)) / 100
}

const hostOf = (index: WorldIndex, host: Host, booked: Commitments): PlacementHost => {
  const heldMiB = index.memoryHeldMiB.get(host.id) ?? 0
  return {
    id: host.id,
    memoryMiB: heldMiB + (roomMiB(index, host, NOTHING_BOOKED) ?? -heldMiB),
    heldMiB: heldMiB + (booked.get(host.id)?.memoryMiB ?? 0),
    cpuThreads: cpuLimit(index, host),
    busyThreads: ((host.cpuThreads ?? 0) * (host.cpuUsedPercent ?? 0)) / 100 + (booked.get(host.id)?.cpuThreads ?? 0),
    isSpare: host.isSpare === true,
  }
}

/** What the platform lets nobody move live, or what nothing is known of, makes no room; nor what any of its rules names. */
const mayMakeRoom = (index: WorldIndex, vm: VirtualMachine): boolean => {
  const capabilities = index.managers.get(vm.managerId)?.capabilities
  return (
    vm.power === 'on' &&
    vm.systemKind === null &&
    vm.memoryMiB !== null &&
    (vm.keepAlive?.length ?? 0) === 0 &&
    !index.rulesOfVm.has(vm.id) &&
    capabilities?.liveMigration === true &&
    !(capabilities.migratesOnlyHighlyAvailable === true && vm.highlyAvailable === false) &&
    obstacleOfVm(vm) === null
  )
}

/** VMs of which the same is true on every host are judged once. */
class Classes {
  readonly #found = new Map<string, PlacementClass>()
  readonly #ofSource = new Map<HostId, string>()

  constructor(
    readonly question: PlacementQuestion,
    readonly index: WorldIndex,
    readonly hosts: readonly Host[],
  ) {}

  get all(): readonly PlacementClass[] {
    return [...this.#found.values()]
  }

  classOf(vm: VirtualMachine): string {
    const likeness = this.#likeness(vm)
    const alike = this.#found.get(likeness) ?? this.#judged(likeness, vm)
    this.#found.set(likeness, alike)
    if (!this.index.rulesOfVm.has(vm.id)) return likeness
    const id = `rules of ${vm.id}`
    this.#found.set(id, this.#ruled(id, alike, vm))
    return id
  }

  /** All that the checks read of a VM and of where it is, room apart. */
  #likeness(vm: VirtualMachine): string {
    return JSON.stringify([
      vm.disks.map(({ datastoreNativeId, local }) => [datastoreNativeId, local]),
      vm.networkNativeIds,
      vm.cardVlans,
      vm.requiredCpuFeatures,
      vm.hasLocalCdrom,
      busyThreads(vm) === null,
      vm.hostId === null ? null : this.#sourceOf(vm.hostId),
    ])
  }

  #sourceOf(hostId: HostId): string {
    const known = this.#ofSource.get(hostId)
    if (known !== undefined) return known
    const host = this.index.hosts.get(hostId)
    const told = JSON.stringify([host?.cpuVendor, host?.cpuModel, host?.cpuFeatures, host?.vlans, host?.migrationTrouble])
    this.#ofSource.set(hostId, told)
    return told
  }

  #judged(id: string, vm: VirtualMachine): PlacementClass {
    const verdicts = this.hosts.map((host) => this.#judge(vm, host))
    return { id, against: verdicts.map(({ against }) => against), doubts: verdicts.map(({ doubts }) => doubts) }
  }

  #judge(vm: VirtualMachine, target: Host): { readonly against: number; readonly doubts: number } {
    const { world, power, companionOf } = this.question
    const checks = checkMigration(world, vm, target, NOTHING_BOOKED, { companionOf })
    const families: readonly (PlacementFamily | false)[] = [
      ...STATIC_CHECKS.map((name) => checks[name].state === 'fail' && name),
      !hasLastingPower(power, target.id) && 'power',
    ]
    const uncertain = [...STATIC_CHECKS, 'cpu-headroom' as const].filter((name) =>
      ['warn', 'unknown'].includes(checks[name].state),
    )
    return {
      against: families.reduce((bits, family) => (family === false ? bits : bits | bitOf(family)), 0),
      doubts: uncertain.length + doubtsOfPower(power, target.id),
    }
  }

  /** With what the platform's rules say of this one VM. */
  #ruled(id: string, alike: PlacementClass, vm: VirtualMachine): PlacementClass {
    const { companionOf, booked = NOTHING_BOOKED } = this.question
    const verdicts = this.hosts.map((target) =>
      affinityVerdict({ index: this.index, vm, target, commitments: booked, companionOf }),
    )
    return {
      id,
      against: alike.against.map((bits, at) => ((verdicts[at]?.obstacles.length ?? 0) > 0 ? bits | bitOf('affinity') : bits)),
      doubts: alike.doubts.map((doubts, at) => doubts + (verdicts[at]?.warnings.length ?? 0)),
    }
  }
}

/**
 * What may come from leaving hosts without taking what the cluster keeps for hosts that fail. A host that leaves is taken from what is
 * kept: that is what it is kept for. Null: the cluster keeps nothing that is told.
 */
const mostArriving = (index: WorldIndex, hosts: readonly Host[], leaving: ReadonlySet<HostId>): number | null => {
  const [first] = hosts
  const reserve = first === undefined ? undefined : clusterOf(index, first)?.haReserve
  if (reserve === undefined || (reserve.memoryPercent === undefined && reserve.hosts === undefined)) return null
  const memoryOf = (list: readonly Host[]): number => list.reduce((sum, { memoryMiB }) => sum + (memoryMiB ?? 0), 0)
  const staying = hosts.filter(({ id }) => !leaving.has(id))
  const biggest = [...hosts].sort((left, right) => (right.memoryMiB ?? 0) - (left.memoryMiB ?? 0))
  const kept = Math.max((memoryOf(hosts) * (reserve.memoryPercent ?? 0)) / 100, memoryOf(biggest.slice(0, reserve.hosts ?? 0)))
  const left = Math.max(0, kept - memoryOf(hosts.filter(({ id }) => leaving.has(id))))
  // What would have to run elsewhere is what is in use, where that is told.
  const held = staying.reduce((sum, { id, memoryUsedMiB }) => sum + (memoryUsedMiB ?? index.memoryHeldMiB.get(id) ?? 0), 0)
  return Math.max(0, memoryOf(staying) - left - held)
}

const groupsAmong = (index: WorldIndex, vms: readonly VirtualMachine[]): readonly PlacementGroup[] => {
  const known = new Set(vms.map(({ id }) => id))
  const rules = new Map(vms.flatMap(({ id }) => index.rulesOfVm.get(id) ?? []).map((each) => [each.rule, each.vms]))
  return [...rules].flatMap(([{ kind, mandatory }, named]): PlacementGroup[] => {
    const vmIds = named.flatMap(({ id }) => (known.has(id) ? [id] : []))
    return (kind === 'together' || kind === 'apart') && vmIds.length > 1 ? [{ kind, isHard: mandatory, vmIds }] : []
  })
}

const problemOf = (
  question: PlacementQuestion,
  cluster: string | null,
  moving: readonly VirtualMachine[],
  makeRoom: boolean,
): PlacementProblem => {
  const { world, leaving, fixed, booked = NOTHING_BOOKED, takesReserve } = question
  const index = indexOf(world)
  const [sample] = moving
  const inCluster = (sample === undefined ? [] : (index.hostsOfManager.get(sample.managerId) ?? [])).filter(
    (host) => host.clusterNativeId === cluster,
  )
  const anyone = sample === undefined ? null : { ...sample, hostId: null, clusterNativeId: cluster }
  const hosts = inCluster.filter(
    (host) =>
      !leaving.has(host.id) && host.memoryMiB !== null && anyone !== null && obstacleOfTarget(index, anyone, host) === null,
  )
  const classes = new Classes(question, index, hosts)
  const vmOf = (vm: VirtualMachine): PlacementVm => ({
    id: vm.id,
    memoryMiB: vm.memoryMiB ?? 0,
    busyThreads: busyThreads(vm) ?? vm.cpuThreads ?? 0,
    tier: tierOf(vm),
    fromHostId: vm.hostId ?? '',
    classId: classes.classOf(vm),
    fixedHostId: fixed.get(vm.id) ?? null,
  })
  const others = makeRoom
    ? hosts.flatMap((host) => (index.vmsOnHost.get(host.id) ?? []).filter((vm) => mayMakeRoom(index, vm)))
    : []
  return {
    vms: [...moving, ...others].map(vmOf),
    hosts: hosts.map((host) => hostOf(index, host, booked)),
    classes: classes.all,
    groups: groupsAmong(index, moving),
    mostArrivingMiB:
      takesReserve === true
        ? null
        : mostArriving(
            index,
            inCluster.filter((host) => leaving.has(host.id) || hosts.includes(host)),
            leaving,
          ),
  }
}

/** A cluster with those that move in it. */
export interface PlacementZone {
  /** `makeRoom`: VMs that could stay may leave their hosts for others. */
  readonly problem: (makeRoom: boolean) => PlacementProblem
  /** VMs that move × hosts of the cluster that stay. */
  readonly size: number
}

/** The question cluster by cluster: no VM moves between them (S0-07). */
export const placementZones = (question: PlacementQuestion): readonly PlacementZone[] => {
  const index = indexOf(question.world)
  const byCluster = new Map<string, { readonly cluster: string | null; readonly moving: VirtualMachine[] }>()
  for (const vm of question.moving) {
    const cluster = clusterIdOf(index, vm)
    const key = `${vm.managerId} ${cluster}`
    const zone = byCluster.get(key) ?? { cluster, moving: [] }
    zone.moving.push(vm)
    byCluster.set(key, zone)
  }
  const hostsFor = ([sample]: readonly VirtualMachine[], cluster: string | null): number => {
    const hosts = sample === undefined ? [] : (index.hostsOfManager.get(sample.managerId) ?? [])
    return hosts.filter(({ id, clusterNativeId }) => clusterNativeId === cluster && !question.leaving.has(id)).length
  }
  return [...byCluster]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, { cluster, moving }]) => ({
      problem: (makeRoom) => problemOf(question, cluster, moving, makeRoom),
      size: moving.length * hostsFor(moving, cluster),
    }))
}
