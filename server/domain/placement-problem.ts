import type { Tier } from './tier'

/**
 * What can stand between VMs and hosts, each kind as a whole. `host`: down, in maintenance, of another cluster: never left out of account.
 * `arrivals`: what the cluster keeps free for hosts that fail (HA). `override`: what a person chose.
 */
export const PLACEMENT_FAMILIES = [
  'host',
  'storage',
  'network',
  'cpu-compatibility',
  'affinity',
  'power',
  'memory',
  'cpu-headroom',
  'arrivals',
  'override',
] as const
export type PlacementFamily = (typeof PLACEMENT_FAMILIES)[number]

/** A host that may receive VMs, with what is left of it once its reserves are taken off. */
export interface PlacementHost {
  readonly id: string
  /** What VMs may hold there in all. */
  readonly memoryMiB: number
  /** Held now, also by VMs that may leave it. */
  readonly heldMiB: number
  /** What VMs may keep busy in all; null: not told, and then no limit. */
  readonly cpuThreads: number | null
  readonly busyThreads: number
  /** Kept free for mission-critical VMs as long as others find room elsewhere (S3-05, S3-11). */
  readonly isSpare: boolean
}

export interface PlacementVm {
  readonly id: string
  readonly memoryMiB: number
  readonly busyThreads: number
  readonly tier: Tier
  /** A host of the problem where it may also stay, and leaves only to make room; another id: it must leave that host. */
  readonly fromHostId: string
  /** Of `PlacementProblem.classes`. */
  readonly classId: string
  /** A person's choice; null: none. */
  readonly fixedHostId: string | null
}

/** VMs for which the hosts differ in the same way. */
export interface PlacementClass {
  readonly id: string
  /** By host in the problem's order: which families forbid it, a bit each by `PLACEMENT_FAMILIES`; 0: none does. */
  readonly against: readonly number[]
  /** By host: checks that are not certain, and wishes of the platform that would be broken. */
  readonly doubts: readonly number[]
}

/** A rule of the platform among VMs of the problem; what stands elsewhere is in their classes. */
export interface PlacementGroup {
  readonly kind: 'together' | 'apart'
  /** Else it counts as a doubt for each VM that breaks it. */
  readonly isHard: boolean
  readonly vmIds: readonly string[]
}

/** Which host takes which VM, within one cluster. */
export interface PlacementProblem {
  readonly hosts: readonly PlacementHost[]
  readonly vms: readonly PlacementVm[]
  readonly classes: readonly PlacementClass[]
  readonly groups: readonly PlacementGroup[]
  /** Memory of VMs that come from leaving hosts, in all: more would take what is kept for hosts that fail; null: no such rule. */
  readonly mostArrivingMiB: number | null
}

/**
 * In the order in which they count: less of the first is better whatever the others are. Of what could not be placed, one number
 * per tier; then VMs that move only to make room; then doubts; then VMs on a spare host, and mission-critical ones on none;
 * then how full the fullest host is, 0–1.
 */
export interface PlacementCost {
  readonly unplaced: readonly [number, number, number, number]
  readonly makeRoom: number
  readonly doubts: number
  readonly misplaced: number
  readonly peak: number
}

export interface PlacementMove {
  readonly vmId: string
  readonly toHostId: string
}

export interface Assignment {
  /** By VM id; also those that make room. Whoever must leave and is not named found no place. */
  readonly moves: readonly PlacementMove[]
  readonly unplacedVmIds: readonly string[]
  readonly cost: PlacementCost
  /** Proven to be the best. */
  readonly isExact: boolean
  /** Sum of `TIER_VALUE` of what was placed, and what no placement can surpass. */
  readonly value: number
  readonly mostValue: number
}

/** Make-room moves may lead to a host that others have left to make room there, but no further. */
export const MOST_MAKE_ROOM_DEPTH = 2
