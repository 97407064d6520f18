import {
  deviceIdSchema,
  hostIdSchema,
  managerIdSchema,
  powerGroupIdSchema,
  runIdSchema,
  stageIdSchema,
  stepIdSchema,
  vmIdSchema,
  type StepId,
} from '../domain/ids'
import type { ManagerCapabilities } from '../domain/manager'
import { planContentSchema, type PlanContent } from '../domain/plan'
import { readingsFrom, silent, type PowerReading, type ReadingName } from '../domain/power-reading'
import type { Step } from '../domain/run'
import type { Feed, Host, ManagerView, PowerDeviceView, PowerGroup, VirtualMachine, World } from '../domain/world'

/** Small datacenters for tests: everything has a sensible default, a test names what it is about. */

export const managerId = (name = 'm'): ManagerView['id'] => managerIdSchema.parse(name)
export const hostId = (name: string): Host['id'] => hostIdSchema.parse(`m:${name}`)
export const vmId = (name: string): VirtualMachine['id'] => vmIdSchema.parse(`m:${name}`)
export const deviceId = (name: string): PowerDeviceView['id'] => deviceIdSchema.parse(name)
export const groupId = (name = 'g'): PowerGroup['id'] => powerGroupIdSchema.parse(name)
export const stageId = (name: string): PlanContent['stages'][number]['id'] => stageIdSchema.parse(name)
export const RUN_ID = runIdSchema.parse('run')

export const capabilities = (given: Partial<ManagerCapabilities> = {}): ManagerCapabilities => ({
  shutdownGuest: true,
  saveState: true,
  liveMigration: true,
  hostMaintenance: true,
  hostShutdown: true,
  hostPowerOn: true,
  migrationsPerHost: 4,
  powerOpsPerHost: 8,
  callsPerManager: 32,
  ...given,
})

export const manager = (given: Partial<ManagerView> = {}): ManagerView => ({
  id: managerId(),
  name: 'vcenter',
  kind: 'vsphere',
  capabilities: capabilities(),
  contact: 'ok',
  message: null,
  refreshedAtMs: 0,
  clusters: [{ nativeId: 'c', name: 'Cluster', maxCpuPercent: null, cpuBaseline: null }],
  datastores: [
    { nativeId: 'ds', name: 'san-1', kind: 'iscsi', shared: true, freeGibibytes: 1000 },
    { nativeId: 'ds-local', name: 'local-1', kind: 'local', shared: false, freeGibibytes: 100 },
  ],
  networks: [
    { nativeId: 'net', name: 'VM Network', vlan: null },
    { nativeId: 'dmz', name: 'DMZ', vlan: 40 },
  ],
  ...given,
})

export const host = (name: string, given: Partial<Host> = {}): Host => ({
  id: hostId(name),
  managerId: managerId(),
  stale: false,
  nativeId: name,
  uuid: name,
  name,
  clusterNativeId: 'c',
  connection: 'up',
  inMaintenance: false,
  version: null,
  cpuVendor: 'Intel',
  cpuModel: 'Gold 6230',
  cpuFeatures: ['aes', 'avx', 'avx2'],
  cpuThreads: 40,
  cpuUsedPercent: 20,
  memoryMiB: 65_536,
  memoryUsedMiB: null,
  powerWatts: null,
  powerSupplies: null,
  datastoreNativeIds: ['ds'],
  networkNativeIds: ['net'],
  bootedAtMs: null,
  ...given,
})

export const vm = (name: string, on: string | null, given: Partial<VirtualMachine> = {}): VirtualMachine => ({
  id: vmId(name),
  managerId: managerId(),
  hostId: on === null ? null : hostId(on),
  nativeId: name,
  uuid: name,
  name,
  hostNativeId: on,
  clusterNativeId: 'c',
  power: 'on',
  cpuThreads: 2,
  cpuUsedPercent: 10,
  memoryMiB: 4096,
  guestTools: 'running',
  highlyAvailable: null,
  disks: [{ label: 'Hard disk 1', datastoreNativeId: 'ds', gibibytes: 40, local: false }],
  networkNativeIds: ['net'],
  macs: ['00:50:56:00:00:01'],
  tags: [],
  hasPassthrough: false,
  hasLocalCdrom: false,
  systemKind: null,
  requiredCpuFeatures: null,
  lockedBy: null,
  ...given,
})

const reading = (name: ReadingName, value: number | null): PowerReading => ({ ...silent(name), value })

export const device = (
  name: string,
  given: Partial<PowerDeviceView> = {},
  values: Partial<Record<ReadingName, number | null>> = {},
): PowerDeviceView => ({
  id: deviceId(name),
  name,
  supply: 'mains',
  contact: 'ok',
  flags: [],
  answeredAtMs: 0,
  onBatterySinceMs: null,
  secondsOnBattery: null,
  readings: readingsFrom({
    outputWatts: reading('outputWatts', values.outputWatts === undefined ? 2000 : values.outputWatts),
    ...Object.fromEntries(
      (['lowBatteryRuntimeSeconds', 'loadPercent', 'nominalWatts'] as const).flatMap((key) =>
        values[key] === undefined ? [] : [[key, reading(key, values[key])]],
      ),
    ),
  }),
  outlets: [],
  decidingRuntimeSeconds: 1200,
  decidingRuntimeReason: 'as the device says',
  decidingChargePercent: 100,
  runtimeBand: null,
  runtimeCurve: null,
  alarms: [],
  evidence: [],
  message: null,
  ...given,
})

export const group = (deviceNames: readonly string[], requiredDevices = 1, name = 'g'): PowerGroup => ({
  id: groupId(name),
  name,
  deviceIds: deviceNames.map(deviceId),
  requiredDevices,
})

export const feed = (deviceName: string, hostName: string, label: Feed['label'] = 'A', outletId: string | null = null): Feed => ({
  deviceId: deviceId(deviceName),
  hostId: hostId(hostName),
  label,
  outletId,
})

export const world = (given: Partial<World>): World => ({
  managers: [manager()],
  hosts: [],
  vms: [],
  feeds: [],
  groups: [],
  ...given,
})

type PlanInput = Parameters<typeof planContentSchema.parse>[0]
/** A plan content with the schema's own defaults. */
export const plan = (given: PlanInput): PlanContent => planContentSchema.parse(given)

/** Ids "s1", "s2", …: the same for the same sequence of calls. */
export const stepIds = (prefix = 's'): (() => StepId) => {
  let count = 0
  return () => {
    count += 1
    return stepIdSchema.parse(`${prefix}${count}`)
  }
}

export const step = (seq: number, given: Partial<Step> & Pick<Step, 'object' | 'action'>): Step => ({
  id: stepIdSchema.parse(`s${seq}`),
  runId: RUN_ID,
  seq,
  stageId: null,
  direction: 'down',
  targetHostId: null,
  limitSeconds: 180,
  fallback: 'leave',
  after: [],
  before: { power: 'on', hostId: null, inMaintenance: false, macs: [] },
  state: 'pending',
  attempts: [],
  startedAtMs: null,
  endedAtMs: null,
  result: null,
  ...given,
})

export const onVm = (name: string): Step['object'] => ({ kind: 'vm', id: vmId(name), name })
export const onHost = (name: string): Step['object'] => ({ kind: 'host', id: hostId(name), name })
