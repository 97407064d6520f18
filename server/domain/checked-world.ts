import type { Forecast, ForecastBar } from './forecast'
import type { DatastoreFacts } from './inventory'
import type { ManagerCapabilities } from './manager'
import type { MoveReport } from './move-report'
import type { PlanContent } from './plan'
import type { PowerReading } from './power-reading'
import type { CarriedStorage } from './preflight'
import type { Step, StepAttempt, StepSafeguard } from './run'
import type { SafeguardFacts } from './safeguard'
import type { Cluster, ExpectedLoad, Host, ManagerView, PowerDeviceView, PowerGroup, VirtualMachine } from './world'

/**
 * What the independent checkers read, and nothing else: a plan file carries exactly this, so that whoever has the file has all that a
 * verdict stands on. Of these types a checker's input is made: what it reads besides does not compile.
 */

export const HOST_KEYS = [
  'id',
  'managerId',
  'nativeId',
  'name',
  'clusterNativeId',
  'connection',
  'stale',
  'verifiedOff',
  'inMaintenance',
  'enteringMaintenance',
  'memoryMiB',
  'memoryUsedMiB',
  'datastoreNativeIds',
] as const satisfies readonly (keyof Host)[]
export type CheckedHost = Pick<Host, (typeof HOST_KEYS)[number]>

export const DISK_KEYS = ['label', 'datastoreNativeId', 'gibibytes', 'local'] as const satisfies readonly (keyof Disk)[]
type Disk = VirtualMachine['disks'][number]
type KeptFor = NonNullable<VirtualMachine['keepAlive']>[number]

export const VM_KEYS = [
  'id',
  'managerId',
  'nativeId',
  'hostId',
  'name',
  'power',
  'memoryMiB',
  'systemKind',
  'hasPassthrough',
  'hasLocalCdrom',
  'tags',
  'tagsUntold',
] as const satisfies readonly (keyof VirtualMachine)[]
export interface CheckedVm extends Pick<VirtualMachine, (typeof VM_KEYS)[number]> {
  readonly disks: readonly Pick<Disk, (typeof DISK_KEYS)[number]>[]
  /** What it carries of the operation; the signs by which that was seen are left out. Absent: nothing that is known. */
  readonly keepAlive?: readonly Pick<KeptFor, 'role'>[]
}

export const CAPABILITY_KEYS = [
  'shutdownGuest',
  'saveState',
  'liveMigration',
  'hostShutdown',
  'hostReboot',
  'coordinatorGoesLast',
  'migrationsPerHost',
  'powerOpsPerHost',
  'callsPerManager',
  'movesStorage',
] as const satisfies readonly (keyof ManagerCapabilities)[]
export const CLUSTER_KEYS = ['nativeId', 'memoryCommitRatio', 'haReserve'] as const satisfies readonly (keyof Cluster)[]
export const DATASTORE_KEYS = [
  'nativeId',
  'name',
  'freeGibibytes',
  'takesDisks',
] as const satisfies readonly (keyof DatastoreFacts)[]
export const SAFEGUARD_KEYS = ['nativeId', 'hostNativeIds', 'needsMajority'] as const satisfies readonly (keyof SafeguardFacts)[]
export const MANAGER_KEYS = ['id', 'kind', 'refreshedAtMs', 'affinityRules'] as const satisfies readonly (keyof ManagerView)[]
export interface CheckedManager extends Pick<ManagerView, (typeof MANAGER_KEYS)[number]> {
  readonly capabilities: Pick<ManagerCapabilities, (typeof CAPABILITY_KEYS)[number]>
  readonly clusters: readonly Pick<Cluster, (typeof CLUSTER_KEYS)[number]>[]
  readonly datastores: readonly Pick<DatastoreFacts, (typeof DATASTORE_KEYS)[number]>[]
  readonly safeguards?: readonly Pick<SafeguardFacts, (typeof SAFEGUARD_KEYS)[number]>[]
}

export interface CheckedWorld {
  readonly managers: readonly CheckedManager[]
  readonly hosts: readonly CheckedHost[]
  readonly vms: readonly CheckedVm[]
}

export const STEP_KEYS = [
  'id',
  'runId',
  'seq',
  'stageId',
  'direction',
  'object',
  'action',
  'targetHostId',
  'limitSeconds',
  'fallback',
  'after',
  'state',
  'endedAtMs',
] as const satisfies readonly (keyof Step)[]
export const STEP_SAFEGUARD_KEYS = [
  'managerId',
  'nativeId',
  'found',
  'isKept',
  'sparedVms',
  'hostIds',
  'early',
] as const satisfies readonly (keyof StepSafeguard)[]
export const BEFORE_KEYS = ['power', 'hostId', 'inMaintenance'] as const satisfies readonly (keyof Step['before'])[]
export const STORAGE_KEYS = ['datastoreNativeId', 'gibibytes'] as const satisfies readonly (keyof CarriedStorage)[]
export interface CheckedStep extends Pick<Step, (typeof STEP_KEYS)[number]> {
  readonly before: Pick<Step['before'], (typeof BEFORE_KEYS)[number]>
  readonly attempts: readonly Pick<StepAttempt, 'outcome'>[]
  readonly storage?: Pick<CarriedStorage, (typeof STORAGE_KEYS)[number]>
  readonly safeguard?: Pick<StepSafeguard, (typeof STEP_SAFEGUARD_KEYS)[number]>
  readonly moved?: Pick<MoveReport, 'guest'>
}

export const DEVICE_KEYS = [
  'id',
  'supply',
  'decidingRuntimeSeconds',
  'runtimeCurve',
] as const satisfies readonly (keyof PowerDeviceView)[]
export const READING_KEYS = ['value', 'credible'] as const satisfies readonly (keyof PowerReading)[]
type CheckedReading = Pick<PowerReading, (typeof READING_KEYS)[number]>
/** A UPS, as the checker of forecasts reads it. */
export interface CheckedDevice extends Pick<PowerDeviceView, (typeof DEVICE_KEYS)[number]> {
  readonly readings: {
    readonly loadPercent: CheckedReading
    readonly outputWatts: CheckedReading
    readonly nominalWatts: CheckedReading
  }
  /** What it must be taken to carry while it has not measured that yet (P5). Absent: its load is as it reports. */
  readonly expectedLoad?: Pick<ExpectedLoad, 'watts' | 'percent'>
}

export const GROUP_KEYS = ['deviceIds', 'requiredDevices'] as const satisfies readonly (keyof PowerGroup)[]
export type CheckedGroup = Pick<PowerGroup, (typeof GROUP_KEYS)[number]>

/** Of a plan: in which stage which VM waits for which others. */
export interface CheckedContent extends Pick<PlanContent, 'reserveSeconds'> {
  readonly stages: readonly {
    readonly id: PlanContent['stages'][number]['id']
    readonly placements: readonly Pick<PlanContent['stages'][number]['placements'][number], 'vmId' | 'after'>[]
  }[]
}

export const BAR_KEYS = [
  'stageId',
  'object',
  'name',
  'action',
  'startSeconds',
  'endSeconds',
  'worstEndSeconds',
  'drawsOn',
] as const satisfies readonly (keyof ForecastBar)[]
export const FORECAST_KEYS = [
  'verdict',
  'cutOff',
  'marginSeconds',
  'worst',
  'emptyAtSeconds',
] as const satisfies readonly (keyof Forecast)[]
export interface CheckedForecast extends Pick<Forecast, (typeof FORECAST_KEYS)[number]> {
  readonly stages: readonly Pick<Forecast['stages'][number], 'stageId' | 'name' | 'firesAtSeconds'>[]
  readonly bars: readonly Pick<ForecastBar, (typeof BAR_KEYS)[number]>[]
}
