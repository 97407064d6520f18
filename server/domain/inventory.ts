import type { ManagerCapabilities } from './manager'
import type { RecoveryFacts, ReplicationFacts } from './recovery'
import type { SafeguardFacts } from './safeguard'
import type { CardVlan, HostVlan } from './vlan'

/** What a manager says exists. Ids here are the manager's own ("native"); the store gives them ours. Null: the manager did not say. */

export type VmPower = 'on' | 'off' | 'saved' | 'paused' | 'unknown'
export type HostConnection = 'up' | 'down' | 'unknown'
export type GuestTools = 'running' | 'not-running' | 'not-installed' | 'unknown'
export type StorageKind = 'nfs' | 'iscsi' | 'fc' | 'vsan' | 'ceph' | 'local' | 'other'

/** What a cluster keeps free for hosts that fail. Of several the one that asks for most counts. */
export interface HaReserve {
  /** As much as so many of its biggest hosts. */
  readonly hosts?: number
  /** Part of all its hosts' memory. */
  readonly memoryPercent?: number
  /** Hosts that carry nothing until one fails. */
  readonly hostNativeIds?: readonly string[]
}

export interface ClusterFacts {
  readonly nativeId: string
  readonly name: string
  /** Highest CPU use a migration target may reach, percent; null: not set on the platform. */
  readonly maxCpuPercent: number | null
  readonly cpuBaseline: string | null
  /** What guests of the cluster may count on. Absent: not told; then it is what all its hosts offer. */
  readonly cpuBaselineFeatures?: readonly string[]
  /** Its platform keeps room for hosts that fail, and refuses starts that would take it. Absent: it does not, or it is not told. */
  readonly refusesStarts?: true
  /** How much that is. Absent: nothing, or it is not told. */
  readonly haReserve?: HaReserve
  /** Its hosts may hold VMs of so many times their memory. Absent: once, or it is not told. */
  readonly memoryCommitRatio?: number
  /** Its platform has a procedure of its own for shutting all of it down, which is not carried out here: what it is, in words (D10). Absent: none that is known. */
  readonly ownShutdown?: string
}

/** One power supply of a host. `lost`: nothing comes in, whether its feed, its cable or itself failed. */
export interface PowerSupply {
  readonly name: string
  readonly input: 'ok' | 'lost' | 'unknown'
  readonly inputWatts: number | null
  /** Epoch ms of when the host itself last read the sensors that this stands on, by its clock. Absent: it does not say. */
  readonly readAtMs?: number
  /** Epoch ms of when the manager was asked for them; what it told may have been older. Absent: with the rest of the inventory. */
  readonly askedAtMs?: number
}

/** How many paths lead from a host to storage that it may reach by several. */
export interface StoragePaths {
  readonly datastoreNativeId: string
  /** Those that work now. */
  readonly paths: number
}

export interface HostFacts {
  readonly nativeId: string
  readonly uuid: string | null
  readonly name: string
  readonly clusterNativeId: string | null
  /** Where its platform says it stands, in the platform's own name for that place (`docs/compatibility.md`). Absent: it tells none. */
  readonly site?: string
  readonly connection: HostConnection
  readonly inMaintenance: boolean
  /** It is being emptied for maintenance by its platform. Absent: it is not, or the platform does not tell. */
  readonly enteringMaintenance?: boolean
  /** Who had it put into maintenance, as the platform calls them. Absent: not told. */
  readonly maintenanceBy?: string
  readonly version: string | null
  readonly cpuVendor: string | null
  readonly cpuModel: string | null
  /** Null: not told; then CPU compatibility is judged by vendor and model or the cluster's baseline. */
  readonly cpuFeatures: readonly string[] | null
  /** What its processors can do before the cluster's baseline masks any of it. Absent: not told apart from `cpuFeatures`. */
  readonly cpuOwnFeatures?: readonly string[]
  /** The newest baseline that the platform says this host can hold, by the platform's own name. Absent: not told. */
  readonly newestCpuBaseline?: string
  readonly cpuThreads: number | null
  readonly cpuUsedPercent: number | null
  readonly memoryMiB: number | null
  readonly memoryUsedMiB: number | null
  readonly powerWatts: number | null
  /** What its sensors say of its power supplies; a host's own controller would be another source. */
  readonly powerSupplies: readonly PowerSupply[] | null
  readonly datastoreNativeIds: readonly string[]
  readonly networkNativeIds: readonly string[]
  /** Why its platform cannot shut this host down although it can others. Absent or null: nothing is in the way. */
  readonly noShutdown?: string | null
  /** Epoch ms of the last boot, where told: tells a host that went off and came back from one that never left. */
  readonly bootedAtMs: number | null
  /** Absent: not told. A datastore that is not named is not known to have paths to count (NFS, local). */
  readonly storagePaths?: readonly StoragePaths[]
  /** What its networks lead to, of those that each host has of its own (`NetworkFacts.ofEachHost`). One that is not named: not told. */
  readonly vlans?: readonly HostVlan[]
  /** What about its network may keep live moves from or to it from working, in words. Absent or null: nothing that is known. */
  readonly migrationTrouble?: string | null
  /** Its platform lets nobody sign in at the host itself but exceptions (vSphere's lockdown mode). Absent: it does, or it is not told. */
  readonly lockdown?: 'normal' | 'strict'
  /** What of its set-up a person should see to, in words. Absent: nothing that is known. */
  readonly findings?: readonly string[]
  /** Its platform has put it into standby, to save power, and wakes it by itself. Absent: it has not, or does not tell. */
  readonly isStandby?: true
  /** It has not answered since its manager's session began: neither what it is nor its VMs were told. Absent: they were. */
  readonly isUntold?: true
}

export interface VmDisk {
  readonly label: string
  readonly datastoreNativeId: string | null
  readonly gibibytes: number | null
  /** True when other hosts cannot reach it. */
  readonly local: boolean
}

/** `by`: the guest says what it works with, or its host what it holds for it, as its platform has it. Null: that does not say which. */
interface VmMemoryUse {
  readonly usedMiB: number
  readonly by: 'guest' | 'host' | null
}

export interface VmFacts {
  readonly nativeId: string
  readonly uuid: string | null
  /** What its guest reads as the UUID of its machine. Absent: its `uuid`. */
  readonly firmwareUuid?: string
  readonly name: string
  readonly hostNativeId: string | null
  readonly clusterNativeId: string | null
  readonly power: VmPower
  readonly cpuThreads: number | null
  readonly cpuUsedPercent: number | null
  readonly memoryMiB: number | null
  /** Of a running VM. Absent: not told. */
  readonly memoryUse?: VmMemoryUse
  readonly guestTools: GuestTools
  /** Null: the platform does not say. On a failover cluster non-HA VMs are saved, not migrated (S0-04). */
  readonly highlyAvailable: boolean | null
  readonly disks: readonly VmDisk[]
  readonly networkNativeIds: readonly string[]
  /** Tags that its own network cards bear. Absent or not named: none. */
  readonly cardVlans?: readonly CardVlan[]
  readonly macs: readonly string[]
  /** IP addresses of its guest, as far as the platform tells them with all else. Absent: it tells none. */
  readonly addresses?: readonly string[]
  readonly tags: readonly string[]
  /** Its platform has tags, and has not told them (all) yet: that never counts as "none" (D9). Absent: `tags` are all that it bears. */
  readonly tagsUntold?: true
  /** Null: not told, which never counts as "no" (D9). */
  readonly hasPassthrough: boolean | null
  /** True for a CD image on storage that other hosts cannot reach. */
  readonly hasLocalCdrom: boolean
  /** A self-healing or infrastructure VM of the platform itself (D6), e.g. vCLS. */
  readonly systemKind: string | null
  /** The platform says that its own manager runs in it, and leaves it to people to keep that alive. Absent: it does not. */
  readonly runsItsManager?: true
  readonly requiredCpuFeatures: readonly string[] | null
  /** A task of the platform holds it (backup, snapshot, migration): why, else null. */
  readonly lockedBy: string | null
  /** Which setting of the platform itself forbids to move it live, in words. Absent or null: none that is known. */
  readonly keptOnHost?: string | null
  /** Its replica on another site. Absent: none that is known. */
  readonly replication?: ReplicationFacts
  /** Absent or null: not told. */
  readonly snapshotCount?: number | null
  /**
   * Its platform starts it whenever its host starts, whatever was running before (R2); where VMs that are off are on no host, whenever
   * any host of its cluster does. Absent: it does not, or that is not told.
   */
  readonly startsWithHost?: true
}

export interface DatastoreFacts {
  readonly nativeId: string
  readonly name: string
  readonly kind: StorageKind
  readonly shared: boolean
  readonly freeGibibytes: number | null
  /** False: disks of VMs cannot be put there, whatever its room. Absent: they can, or it is not told. */
  readonly takesDisks?: boolean
}

export interface NetworkFacts {
  readonly nativeId: string
  readonly name: string
  /** Null: none, not one, not told, or not the same on every host (`HostFacts.vlans`). */
  readonly vlan: number | null
  /**
   * Each host has a network of its own under this name, and what it leads to is the host's matter (a bridge, a virtual switch, a
   * standard portgroup). Absent: it is one for all its hosts, which the platform itself keeps alike.
   */
  readonly ofEachHost?: true
}

/**
 * A rule of the platform about where VMs may run. `together`, `apart`: of its VMs among each other; `on-hosts`, `off-hosts`: of
 * its VMs and its hosts. Rules that are switched off are left out.
 */
export interface AffinityRule {
  readonly name: string
  readonly kind: 'together' | 'apart' | 'on-hosts' | 'off-hosts'
  /** The platform refuses or undoes what breaks it; otherwise it only tries. */
  readonly mandatory: boolean
  readonly vmNativeIds: readonly string[]
  readonly hostNativeIds: readonly string[]
}

export interface Inventory {
  readonly clusters: readonly ClusterFacts[]
  readonly hosts: readonly HostFacts[]
  readonly vms: readonly VmFacts[]
  readonly datastores: readonly DatastoreFacts[]
  readonly networks: readonly NetworkFacts[]
  /** Absent: the platform has none, or they were not told. */
  readonly affinityRules?: readonly AffinityRule[]
  /** What fights the shutdown of a whole cluster (D10). Absent: nothing that is known. */
  readonly safeguards?: readonly SafeguardFacts[]
  /** What this installation can do otherwise than its platform at large, by its version, its shape or how one signed in. */
  readonly capabilities?: Partial<ManagerCapabilities>
  /** Told by the one host that it is about, which has no manager above it. Absent: by a manager, or by several hosts. */
  readonly isHost?: true
  /** Of a site recovery platform. */
  readonly recovery?: RecoveryFacts
}
