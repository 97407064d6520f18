import { z } from 'zod'
import {
  credentialIdSchema,
  deviceIdSchema,
  hostIdSchema,
  managerIdSchema,
  orderIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  runIdSchema,
  stageIdSchema,
  stepIdSchema,
  userIdSchema,
  vmIdSchema,
  type HostId,
} from '../domain/ids'
import { ROLES } from '../domain/access'
import { planContentSchema, type PlanContent, type Trigger } from '../domain/plan'
import { readingsFrom } from '../domain/power-reading'
import type { Run, Step } from '../domain/run'
import type { DeviceDoc } from '../domain/view'
import type { Host, ManagerView, VirtualMachine } from '../domain/world'
import type { Store, StoreWrites } from '../store/store'
import { START_MS } from './service-world'

export const IDS = {
  device: deviceIdSchema.parse('ups-a'),
  spareDevice: deviceIdSchema.parse('ups-spare'),
  group: powerGroupIdSchema.parse('row-1'),
  spareGroup: powerGroupIdSchema.parse('row-2'),
  manager: managerIdSchema.parse('pve'),
  busyHost: hostIdSchema.parse('pve:host-1'),
  host: hostIdSchema.parse('pve:host-2'),
  thirdHost: hostIdSchema.parse('pve:host-3'),
  vm: vmIdSchema.parse('pve:vm-1'),
  otherVm: vmIdSchema.parse('pve:vm-2'),
  plan: planIdSchema.parse('plan-1'),
  idlePlan: planIdSchema.parse('plan-2'),
  version: planVersionIdSchema.parse('plan-1-v1'),
  stage: stageIdSchema.parse('stage-1'),
  run: runIdSchema.parse('run-1'),
  heldRun: runIdSchema.parse('run-held'),
  maintenanceRun: runIdSchema.parse('run-maintenance'),
  pendingStep: stepIdSchema.parse('step-pending'),
  failedStep: stepIdSchema.parse('step-failed'),
  order: orderIdSchema.parse('order-1'),
  credential: credentialIdSchema.parse('credential-1'),
} as const

export const contentOf = (
  vms: readonly { id: string; name: string; after?: readonly string[] }[],
  triggers: readonly Trigger[] = [{ kind: 'seconds-on-battery', seconds: 30 }],
): PlanContent =>
  planContentSchema.parse({
    stages: [
      {
        id: 'stage-1',
        name: 'First',
        triggers,
        placements: vms.map(({ id, name, after }) => ({ vmId: id, vmName: name, after: after ?? [] })),
      },
    ],
  })

export const hostDoc = (id: HostId, more: Partial<Host> = {}): Host => ({
  id,
  managerId: IDS.manager,
  stale: false,
  nativeId: id,
  uuid: null,
  name: id.replace('pve:', ''),
  clusterNativeId: 'cluster',
  connection: 'up',
  inMaintenance: false,
  version: '8',
  cpuVendor: 'GenuineIntel',
  cpuModel: 'Xeon',
  cpuFeatures: null,
  cpuThreads: 32,
  cpuUsedPercent: 10,
  memoryMiB: 131_072,
  memoryUsedMiB: 8_192,
  powerWatts: 200,
  powerSupplies: null,
  datastoreNativeIds: ['shared'],
  networkNativeIds: ['lan'],
  bootedAtMs: null,
  ...more,
})

export const vmDoc = (id: VirtualMachine['id'], hostId: HostId, more: Partial<VirtualMachine> = {}): VirtualMachine => ({
  id,
  managerId: IDS.manager,
  hostId,
  nativeId: id,
  uuid: null,
  name: id.replace('pve:', ''),
  hostNativeId: hostId,
  clusterNativeId: 'cluster',
  power: 'on',
  cpuThreads: 2,
  cpuUsedPercent: 5,
  memoryMiB: 4_096,
  guestTools: 'running',
  highlyAvailable: null,
  disks: [{ label: 'disk', datastoreNativeId: 'shared', gibibytes: 20, local: false }],
  networkNativeIds: ['lan'],
  macs: [],
  tags: [],
  hasPassthrough: false,
  hasLocalCdrom: false,
  systemKind: null,
  requiredCpuFeatures: null,
  lockedBy: null,
  ...more,
})

export const managerDoc: ManagerView = {
  id: IDS.manager,
  name: 'pve',
  kind: 'proxmox',
  capabilities: {
    shutdownGuest: true,
    saveState: true,
    liveMigration: true,
    hostMaintenance: true,
    hostShutdown: true,
    hostPowerOn: true,
    migrationsPerHost: 2,
    powerOpsPerHost: 4,
    callsPerManager: 8,
  },
  contact: 'ok',
  message: null,
  refreshedAtMs: START_MS,
  clusters: [{ nativeId: 'cluster', name: 'cluster', maxCpuPercent: null, cpuBaseline: null }],
  datastores: [{ nativeId: 'shared', name: 'shared', kind: 'nfs', shared: true, freeGibibytes: 1_000 }],
  networks: [{ nativeId: 'lan', name: 'lan', vlan: null }],
}

export const deviceDoc: DeviceDoc = {
  id: IDS.device,
  name: 'ups-a',
  supply: 'mains',
  contact: 'ok',
  flags: [],
  answeredAtMs: START_MS,
  onBatterySinceMs: null,
  secondsOnBattery: null,
  readings: readingsFrom({}),
  outlets: [],
  decidingRuntimeSeconds: 3_600,
  decidingRuntimeReason: 'as the device says',
  decidingChargePercent: 100,
  runtimeBand: null,
  alarms: [],
  evidence: [],
  message: null,
  identity: null,
  enabled: true,
  endpoint: 'snmp 192.0.2.10:161',
  commands: null,
  window: null,
}

/** What is written by the engine's types is plain data. */
const json = (value: unknown) => z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(value)))
export const deviceDocJson = json(deviceDoc)

const runOf = (id: Run['id'], more: Partial<Run>): Run => ({
  id,
  kind: 'outage',
  phase: 'shedding',
  heldSinceMs: null,
  dryRun: false,
  planId: null,
  planVersionId: null,
  powerGroupId: null,
  hostId: null,
  title: id,
  reason: null,
  startedBy: 'engine',
  outageStartedAtMs: START_MS,
  startedAtMs: START_MS,
  mainsBackAtMs: null,
  endedAtMs: null,
  fired: [],
  ...more,
})

const stepOf = (id: Step['id'], seq: number, state: Step['state']): Step => ({
  id,
  runId: IDS.run,
  seq,
  stageId: IDS.stage,
  direction: 'down',
  object: { kind: 'vm', id: IDS.vm, name: 'vm-1' },
  action: 'shutdown',
  targetHostId: null,
  limitSeconds: 60,
  fallback: 'power-off',
  after: [],
  before: { power: 'on', hostId: IDS.busyHost, inMaintenance: false, macs: [] },
  state,
  attempts: [],
  startedAtMs: null,
  endedAtMs: null,
  result: null,
})

export const putDocs = (tx: StoreWrites, kind: 'host' | 'vm' | 'manager' | 'device', docs: readonly { readonly id: string }[]) =>
  tx.latest.put(
    kind,
    docs.map((doc) => ({ id: doc.id, doc: json(doc), atMs: START_MS })),
  )

/** One UPS, group, manager with three hosts and two VMs, a plan, three runs, an account per role. No journal entry. */
export const seedServiceWorld = (store: Store): Promise<void> =>
  store.write(async (tx) => {
    for (const role of ROLES)
      await tx.users.put({
        id: userIdSchema.parse(`user-${role}`),
        name: role,
        role,
        passwordHash: 'none',
        createdAtMs: START_MS,
        locale: null,
      })
    await tx.credentials.put({
      id: IDS.credential,
      name: 'seed',
      secret: { kind: 'snmp-community', version: '2c', community: 'hush' },
    })
    for (const [id, last] of [
      [IDS.device, 10],
      [IDS.spareDevice, 11],
    ] as const)
      await tx.devices.put({
        id,
        name: id,
        address: { protocol: 'snmp', host: `192.0.2.${last}`, port: 161, family: 'auto' },
        credentialId: IDS.credential,
        enabled: true,
        identity: null,
        createdAtMs: START_MS,
      })
    await tx.managers.put({
      id: IDS.manager,
      name: 'pve',
      address: { kind: 'proxmox', url: 'https://pve.example:8006', pins: [] },
      credentialId: IDS.credential,
      enabled: true,
      createdAtMs: START_MS,
    })
    await tx.groups.put({ id: IDS.group, name: 'Row 1', deviceIds: [IDS.device], requiredDevices: 1 })
    await putDocs(tx, 'manager', [managerDoc])
    await putDocs(tx, 'device', [deviceDoc])
    await putDocs(tx, 'host', [hostDoc(IDS.busyHost, { inMaintenance: true }), hostDoc(IDS.host), hostDoc(IDS.thirdHost)])
    await putDocs(tx, 'vm', [vmDoc(IDS.vm, IDS.thirdHost), vmDoc(IDS.otherVm, IDS.thirdHost)])
    await tx.feeds.setForHost(IDS.thirdHost, [{ deviceId: IDS.device, hostId: IDS.thirdHost, label: 'A', outletId: null }])
    for (const id of [IDS.plan, IDS.idlePlan])
      await tx.plans.put({
        id,
        name: id,
        powerGroupId: IDS.group,
        mode: 'unarmed',
        publishedVersionId: null,
        createdAtMs: START_MS,
      })
    await tx.plans.addVersion({
      id: IDS.version,
      planId: IDS.plan,
      number: 1,
      content: contentOf([{ id: IDS.vm, name: 'vm-1' }]),
      createdBy: 'admin',
      createdAtMs: START_MS,
      note: null,
    })
    await tx.plans.put({
      id: IDS.plan,
      name: IDS.plan,
      powerGroupId: IDS.group,
      mode: 'armed',
      publishedVersionId: IDS.version,
      createdAtMs: START_MS,
    })
    await tx.runs.put(runOf(IDS.run, { planId: IDS.plan, planVersionId: IDS.version, powerGroupId: IDS.group }))
    await tx.runs.putSteps([stepOf(IDS.pendingStep, 1, 'pending'), stepOf(IDS.failedStep, 2, 'failed')])
    await tx.runs.put(runOf(IDS.heldRun, { heldSinceMs: START_MS }))
    await tx.runs.put(runOf(IDS.maintenanceRun, { kind: 'maintenance', phase: 'in-maintenance', hostId: IDS.busyHost }))
    await tx.orders.place({
      id: IDS.order,
      order: { kind: 'config.changed' },
      actor: 'seed',
      channel: 'engine',
      placedAtMs: START_MS,
      state: 'placed',
      result: null,
    })
  })
