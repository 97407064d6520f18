import type { OwnMachine } from './keep-alive'
import type { BatteryDoc } from './battery'
import type { HostCabling } from './cabling'
import type { MaintenanceWindow } from './care'
import type { RunDanger } from './danger'
import type { LearnedDurations } from './duration'
import type { DiscoveryDoc } from './discovery'
import type { Forecast } from './forecast'
import type { HardwareDoc } from './hardware'
import type { DeviceId, PlanId, PowerGroupId, RunId } from './ids'
import type { JournalObject } from './journal'
import type { PlanMode } from './plan'
import type { ReadinessDoc } from './readiness'
import type { RunWithSteps } from './run'
import type { Severity } from './severity'
import type { UpsIdentity } from './ups'
import type { UpsCommandKind } from './ups-command'
import type { Host, ManagerView, PowerDeviceState, VirtualMachine } from './world'

/** What a UPS can be told. */
export interface CommandSupport {
  readonly kinds: readonly UpsCommandKind[]
  /** Why there is nothing, where there is nothing. */
  readonly reason: string | null
}

/** A UPS for screens: what is believed of it, and who it is. */
export interface DeviceDoc extends PowerDeviceState {
  /** In its battery's own document: thousands of curves are not written with each answer. */
  readonly runtimeCurve?: undefined
  readonly identity: UpsIdentity | null
  readonly enabled: boolean
  /** "snmp 10.0.0.5:161" */
  readonly endpoint: string
  /** Null: not known yet. */
  readonly commands: CommandSupport | null
  /** Somebody works on it; its alarms are silent. */
  readonly window: MaintenanceWindow | null
}

/** A power group's own condition, derived from its devices. `at-risk`: fewer devices supply from mains than are required. */
export interface GroupDoc {
  readonly id: PowerGroupId
  readonly name: string
  readonly deviceIds: readonly DeviceId[]
  readonly requiredDevices: number
  readonly condition: 'on-mains' | 'redundancy-lost' | 'on-battery' | 'low-battery' | 'off' | 'unknown'
  readonly severity: Severity
  readonly onBatterySinceMs: number | null
  readonly secondsOnBattery: number | null
  readonly runtimeSeconds: number | null
  readonly runtimeReason: string
  /** Of the UPS whose runtime this is; null: not enough is known of its battery. */
  readonly runtimeBand: { readonly lowSeconds: number; readonly highSeconds: number } | null
  readonly chargePercent: number | null
  readonly loadPercent: number | null
  readonly outputWatts: number | null
  /** What its plan lacks while somebody works on one of its UPSs. */
  readonly notes: readonly string[]
  readonly hostCount: number
  readonly vmCount: number
  /** VMs on the group's hosts that no stage names. */
  readonly uncoveredVmNames: readonly string[]
  readonly planId: PlanId | null
  readonly planName: string | null
  readonly planMode: PlanMode | null
  /** Of the version that acts; null: none does. */
  readonly stageCount: number | null
  readonly runId: RunId | null
  /** Of that run: what its plan sheds for, on mains as well (P8). Absent or null: nothing of the kind. */
  readonly danger?: RunDanger | null
  /** "If the mains failed now", or the rest of the outage while one lasts. Bars and battery points are left out here. */
  readonly forecast: Omit<Forecast, 'bars' | 'battery' | 'worstCourse' | 'graces'> | null
}

export interface EngineDoc {
  readonly id: string
  readonly version: string
  readonly pid: number
  readonly startedAtMs: number
  readonly beatAtMs: number
  /** The machine it runs on (D5). Absent: it has not looked yet. */
  readonly machine?: OwnMachine
}

export interface AlarmDoc {
  /** One per condition: `<code>:<object id>`. */
  readonly id: string
  readonly code: string
  readonly severity: Severity
  readonly object: JournalObject
  readonly sinceMs: number
  readonly message: string
  readonly hint: string | null
}

/** The simulated datacenter's own controls, present in the demo only. */
export interface DemoDoc {
  readonly mains: 'on' | 'off'
  /** Names of the UPSs whose mains are cut. Absent: an older simulator's. */
  readonly cutUpses?: readonly string[]
  readonly scenario: string | null
  readonly scenarios: readonly string[]
  readonly speed: number
}

/** What the live snapshot holds per kind. */
export interface LatestDocs {
  readonly device: DeviceDoc
  readonly group: GroupDoc
  readonly manager: ManagerView
  readonly host: Host
  readonly vm: VirtualMachine
  readonly run: RunWithSteps
  readonly alarm: AlarmDoc
  readonly engine: EngineDoc
  readonly demo: DemoDoc
  readonly discovery: DiscoveryDoc
  /** Per host: what was seen of its cables. */
  readonly cabling: HostCabling
  /** Per host that has one: what its BMC says. */
  readonly hardware: HardwareDoc
  readonly readiness: ReadinessDoc
  /** Asked for, not streamed. */
  readonly battery: BatteryDoc
  /** Asked for, not streamed. */
  readonly durations: LearnedDurations
}
export type LatestKind = keyof LatestDocs
export const LATEST_KINDS = [
  'device',
  'group',
  'manager',
  'host',
  'vm',
  'run',
  'alarm',
  'engine',
  'demo',
  'discovery',
  'cabling',
  'hardware',
  'readiness',
  'battery',
  'durations',
] as const satisfies readonly LatestKind[]
