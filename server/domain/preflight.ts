import type { HostId, VmId } from './ids'

/** The five checks that a live migration must pass (S1-10 … S1-14). */
export const CHECKS = ['storage', 'network', 'cpu-headroom', 'memory', 'cpu-compatibility'] as const
export type CheckName = (typeof CHECKS)[number]

/** `warn`: possible, but to be known (Intel↔AMD, one path). `unknown`: the manager did not say enough. */
export interface CheckResult {
  readonly state: 'pass' | 'warn' | 'fail' | 'unknown' | 'not-needed'
  /** In words, naming the disk, network or feature; null when it passes. */
  readonly reason: string | null
}
export type CheckResults = Readonly<Record<CheckName, CheckResult>>

/** Where the disks that a target does not reach are copied in a move, and how much that is. */
export interface CarriedStorage {
  /** The manager's own id. */
  readonly datastoreNativeId: string
  readonly datastoreName: string
  /** Of disks. */
  readonly gibibytes: number
  /** Written there besides for as long as the VM runs. Absent: nothing is. */
  readonly swapGibibytes?: number
  /** Disks that the platform leaves where they were, by label: a person deletes them. Absent: it deletes them itself. */
  readonly leaves?: readonly string[]
}

/** What a move with its storage would come to. */
export interface StorageOffer extends CarriedStorage {
  readonly freeGibibytes: number
  readonly expectedSeconds: number
  readonly worstSeconds: number
}

export interface EvacuationCandidate {
  readonly hostId: HostId
  readonly hostName: string
  readonly feasible: boolean
  /** Why not, or why it is (not) the first choice. */
  readonly reason: string
  /** It can go there if its disks are copied too, which a person has to choose. Absent: it cannot, or need not. */
  readonly withStorage?: StorageOffer
}

export interface EvacuationItem {
  readonly vmId: VmId
  readonly vmName: string
  readonly memoryMiB: number | null
  /**
   * `blocked`: it can't migrate and nobody chose what else to do. `none`: it is off already, or left alone (`why`).
   * `start`: only when a host leaves maintenance; `migrate` then leads home.
   */
  readonly action: 'migrate' | 'save-state' | 'shutdown' | 'start' | 'blocked' | 'none'
  readonly targetHostId: HostId | null
  readonly targetHostName: string | null
  readonly chosenBy: 'automatic' | 'admin'
  readonly why: string
  readonly checks: CheckResults
  /** The disks that are copied too, as was chosen. Absent: none is. */
  readonly storage?: CarriedStorage
  /** It runs on this other host, and leaves it only to make room for one that must go (S1-06). Absent: it does not. */
  readonly makesRoomOn?: string
  /** With `makesRoomOn`: that host. */
  readonly fromHostId?: HostId
  /** VMs that make room where it goes: it waits until they have left. Absent: none. */
  readonly afterVmIds?: readonly VmId[]
  /** Where it moves to, a single UPS feeds it, and more than one did before. Absent: that is not so. */
  readonly isOnSingleUps?: true
  /** What to know although it can be done, in words. Absent: nothing. */
  readonly remarks?: readonly string[]
  readonly candidates: readonly EvacuationCandidate[]
  readonly expectedSeconds: number
  readonly worstSeconds: number
}

/** How good it is where VMs go, all of them looked at together. */
export interface PlacementSummary {
  /** Proven that no placement is better. */
  readonly isExact: boolean
  /** What could at most still be gained, percent of what the VMs count for by their tiers; 0: nothing. */
  readonly gapPercent: number
  /** VMs that leave other hosts to make room. */
  readonly makeRoom: number
  /** VMs that found no place together with the others. */
  readonly unplaced: number
}

export interface EvacuationPreview {
  readonly hostId: HostId
  readonly hostName: string
  /** Blockers first, then in the order in which they will be done. */
  readonly items: readonly EvacuationItem[]
  readonly blockers: number
  readonly expectedSeconds: number
  readonly worstSeconds: number
  /** What forbids the maintenance as a whole (last host, stale inventory), in words. */
  readonly refusal: string | null
  /** What to do about the refusal. Absent: it says so itself. */
  readonly refusalHint?: string
  /** Of a return: why nothing is brought back now; the host can be released all the same (D4, R2). Absent: it can be. */
  readonly notBroughtBack?: string
  /** Absent: nothing is placed here. */
  readonly placement?: PlacementSummary
  /** What to know of it as a whole, in words. Absent: nothing. */
  readonly notes?: readonly string[]
}
