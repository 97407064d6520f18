import type { RuntimeCurve } from './battery'
import type { DangerTrack, Shown } from './danger'
import type { DeviceId, HostId, ManagerId, PowerGroupId, VmId } from './ids'
import type { AffinityRule, ClusterFacts, DatastoreFacts, HostFacts, NetworkFacts, VmFacts } from './inventory'
import type { KeepAlive } from './keep-alive'
import type { ManagerCapabilities, ManagerKind } from './manager'
import type { ManagerTrouble } from './refusal-cause'
import type { SafeguardFacts } from './safeguard'
import type { RecoveryView } from './recovery'
import type { PowerReadings } from './power-reading'
import type { PowerCondition } from './power-state'
import type { DeviceKind, InputLabel, Outlet, PartTrouble, TransferSwitch } from './ups'

/** A host as the product knows it: the manager's facts under our id. `stale`: its manager did not answer lately, or not to this engine. */
export interface Host extends HostFacts {
  readonly id: HostId
  readonly managerId: ManagerId
  readonly stale: boolean
  /** Its own controller says that it is off (A5). Absent: it does not, or is not believed, or there is none. */
  readonly verifiedOff?: true
  /** Epoch ms of when maintenance was first seen that no run of ours has begun. Absent: it is in none of the kind. */
  readonly outsideMaintenanceSinceMs?: number
  /** People keep it free for others' VMs (S3-05). Absent: an ordinary host. */
  readonly isSpare?: true
}

/** A cluster with what people set of it here. */
export interface Cluster extends ClusterFacts {
  /** What the platform itself says, where `maxCpuPercent` was set here. Absent: it was not. */
  readonly platformMaxCpuPercent?: number | null
}

export interface VirtualMachine extends VmFacts {
  readonly id: VmId
  readonly managerId: ManagerId
  /** The host it runs on (or is registered on) under our id. */
  readonly hostId: HostId | null
  /** What of the operation itself it carries, the surest sign first (D5). Absent: nothing that is known. */
  readonly keepAlive?: readonly KeepAlive[]
}

export interface ManagerView {
  readonly id: ManagerId
  readonly name: string
  readonly kind: ManagerKind
  readonly capabilities: ManagerCapabilities
  readonly contact: 'ok' | 'lost' | 'never'
  /** What failed and what to do, where contact is not ok. */
  readonly message: string | null
  /** What it is about. Null or absent: nothing is wrong, or it was not asked yet. */
  readonly trouble?: ManagerTrouble | null
  /** Epoch ms at which the reading of the last complete inventory began, by this engine or the one before it. */
  readonly refreshedAtMs: number | null
  /** What is known of it is an earlier engine's, and this one is about to read it. Absent: it has, or could not, or nothing is known. */
  readonly awaited?: true
  readonly clusters: readonly Cluster[]
  readonly datastores: readonly DatastoreFacts[]
  readonly networks: readonly NetworkFacts[]
  /** It is itself the only host that it shows: nothing stands between us and that. Absent: a manager of hosts, or several of them. */
  readonly isHost?: true
  /** Of a site recovery platform. */
  readonly recovery?: RecoveryView
  /** Absent: none that is known. */
  readonly affinityRules?: readonly AffinityRule[]
  /** What fights the shutdown of a whole cluster (D10). Absent: nothing that is known. */
  readonly safeguards?: readonly SafeguardFacts[]
}

/** A PDU or ATS on the way from a UPS to a host. */
export interface FeedHop {
  readonly deviceId: DeviceId
  /** `Outlet.id`; null: its output as a whole. */
  readonly outletId: string | null
  readonly name: string
  /** By which of its inputs. Absent: it has one. */
  readonly input?: InputLabel
}

/** Which UPS (or its NUT view), through which of its outlets, feeds a host. A host with two feeds lives while one of them supplies. */
export interface Feed {
  readonly deviceId: DeviceId
  readonly hostId: HostId
  readonly label: 'A' | 'B'
  /** `Outlet.id`; null: the UPS's output as a whole. */
  readonly outletId: string | null
}

/** A feed of the UPS itself, also where people declared it as one of a PDU or ATS that hangs on it. */
export interface EffectiveFeed extends Feed {
  /** PDUs and ATSs between them, from the host on. Absent: none. */
  readonly via?: readonly FeedHop[]
  /** What on the way is dead, in words. Absent: nothing that is known. */
  readonly dead?: string
}

/** UPSs that carry the same load. `requiredDevices` of them suffice: 1 of 2 is A/B, n of n+1 is N+1. */
export interface PowerGroup {
  readonly id: PowerGroupId
  readonly name: string
  readonly deviceIds: readonly DeviceId[]
  readonly requiredDevices: number
  /** Since when it has been made up like this, where an engine saw that change; epoch ms. Absent: for as long as anybody knows. */
  readonly changedAtMs?: number
}

/** What a UPS must be taken to carry while it has not measured yet what another one left to it (P5). */
export interface ExpectedLoad {
  readonly watts: number
  /** Of what it is rated for; null: its rating is not known. */
  readonly percent: number | null
  /** Whose load it is, in words. */
  readonly reason: string
}

/**
 * A UPS as believed now: what it said, judged over time by `server/decide` (P1–P9).
 * `secondsOnBattery` is our own count, in the outage's disfavour where outages follow each other (P1, P6).
 */
export interface PowerDeviceState extends PowerCondition {
  readonly id: DeviceId
  readonly name: string
  /** Absent: a UPS. */
  readonly kind?: DeviceKind
  /** Epoch ms of the last answer; null: never. */
  readonly answeredAtMs: number | null
  /** Epoch ms of the last answer that told what is merely measured as well. Absent: the last one of all. */
  readonly measuredAtMs?: number | null
  readonly onBatterySinceMs: number | null
  readonly secondsOnBattery: number | null
  readonly readings: PowerReadings
  /** As last told; empty where the UPS has one output, or does not tell. */
  readonly outlets: readonly Outlet[]
  /** Of an ATS, as last told. */
  readonly transfer?: TransferSwitch
  /** Of a PDU, as last told. Absent: none. */
  readonly troubles?: readonly PartTrouble[]
  /** Runtime used for decisions and where it is from; the lower bound while contact is lost (P2) or values are not credible (P4). */
  readonly decidingRuntimeSeconds: number | null
  readonly decidingRuntimeReason: string
  readonly decidingChargePercent: number | null
  /** Absent: its load is as it reports. */
  readonly expectedLoad?: ExpectedLoad
  /** Absent: it shows no sign of danger. */
  readonly dangers?: DangerTrack
  /** That it has told to supply nothing, in each answer between these moments. Absent: it supplies. */
  readonly off?: Shown
  /** Between these the battery lasts in nine of ten cases, at this load and charge; null: not enough is known of it. */
  readonly runtimeBand: { readonly lowSeconds: number; readonly highSeconds: number } | null
  readonly alarms: readonly string[]
  readonly evidence: readonly string[]
  /** What failed when contact is lost, and what to do. */
  readonly message: string | null
}

/** With what planning needs besides. */
export interface PowerDeviceView extends PowerDeviceState {
  /** How long it lasts from full at other loads; null: nothing is learned of this battery yet. */
  readonly runtimeCurve: RuntimeCurve | null
}

/** Everything that planning reads of hypervisors. Pure data, one moment. */
/** Up, and seen so just now: what was seen long ago, or by an earlier engine, is no sight of a host that is up. */
export const isSeenUp = ({ connection, stale }: Pick<Host, 'connection' | 'stale'>): boolean => connection === 'up' && !stale

export interface World {
  readonly managers: readonly ManagerView[]
  readonly hosts: readonly Host[]
  readonly vms: readonly VirtualMachine[]
  /** Of UPSs: what comes through PDUs and ATSs stands as a feed of each UPS behind them. */
  readonly feeds: readonly EffectiveFeed[]
  readonly groups: readonly PowerGroup[]
  /** Any of the VMs may be the machine that the engine runs on: nobody knows (D5). Absent: it is known. */
  readonly isConsoleUnplaced?: true
}
