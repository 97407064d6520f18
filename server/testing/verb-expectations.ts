import { ROLES, type Role } from '../domain/access'
import { NO_CARE } from '../domain/care'
import { idOfDefined } from '../domain/cluster-settings'
import { directAddressSchema } from '../domain/direct-path'
import { hardwareAddressSchema } from '../domain/hardware'
import { credentialIdSchema } from '../domain/ids'
import { recoveryView } from '../domain/recovery'
import { runbookSchema } from '../domain/runbook'
import { createDemoSignIn } from '../services/auth/demo-sign-in'
import { hashPassword } from '../services/auth/password'
import { ensureSetupCode } from '../services/auth/setup-code'
import { docOf } from '../services/latest-doc'
import { currentTopology, digestOf, importRequestSchema, planOf } from '../services/topology-import/import-request'
import type { StoreWrites } from '../store/store'
import { holdHost } from './held-host'
import { contentOf, hostDoc, IDS, putDocs } from './service-seed'
import { START_MS, type ServiceWorld } from './service-world'

export type Who = Role | 'anonymous'
export const EVERYBODY: readonly Who[] = [...ROLES, 'anonymous']
const SIGNED_IN: readonly Who[] = ROLES
const OPERATORS: readonly Who[] = ['operator', 'admin']
const ADMINS: readonly Who[] = ['admin']
const AUDITORS: readonly Who[] = ['admin', 'auditor']

const address = { protocol: 'snmp', host: '192.0.2.99' }
const community = { kind: 'snmp-community', community: 'very-secret-community' }
const managerAddress = { kind: 'proxmox', url: 'https://other.example:8006' }
const token = { kind: 'api-token', tokenId: 'root@pam!x', token: 'very-secret-token' }
const bmcAddress = { kind: 'ipmi', host: '192.0.2.50' }
const nodeAddress = { kind: 'proxmox', url: 'https://host-2.example:8006' }
const bmcUser = { kind: 'ipmi-user', user: 'ridethrough', password: 'very-secret-pass' }
const IMPORT = {
  format: 'nut',
  text: 'MONITOR rack@nas.example 1 monitor very-secret-token secondary\nMINSUPPLIES 1\n',
  snmpSecret: community,
}
const run = { runId: IDS.run, reason: 'a test' }

export interface Expectation {
  readonly allowed: readonly Who[]
  /** A valid input, after whatever must be there for it was put there. */
  readonly input: (world: ServiceWorld) => unknown
}

const withoutGroup = async ({ store }: ServiceWorld, input: unknown) => {
  await store.write(async (tx) => {
    await tx.plans.remove(IDS.plan)
    await tx.plans.remove(IDS.idlePlan)
  })
  return input
}

/** Written by hand, not derived from the verbs: what each role may do (A8), and an input that succeeds. */
export const EXPECTED: Readonly<Record<string, Expectation>> = {
  'audit.export': { allowed: AUDITORS, input: () => ({}) },
  'audit.get': {
    allowed: AUDITORS,
    input: ({ store }) => store.write((tx) => tx.journal.append(ENTRY)).then(({ id }) => ({ id })),
  },
  'audit.page': { allowed: AUDITORS, input: () => ({ kindPrefix: 'power.' }) },
  'audit.verify': { allowed: AUDITORS, input: () => undefined },
  'auth.redeemLink': { allowed: EVERYBODY, input: async ({ store }) => ({ token: await createDemoSignIn(store) }) },
  'auth.setLocale': { allowed: SIGNED_IN, input: () => ({ locale: 'de' }) },
  'auth.setup': {
    allowed: EVERYBODY,
    input: async ({ store }) => {
      await store.write(async (tx) => {
        for (const { id } of await tx.users.list()) await tx.users.remove(id)
      })
      return { code: await ensureSetupCode(store), name: 'first', password: 'long enough' }
    },
  },
  'auth.signIn': {
    allowed: EVERYBODY,
    input: async ({ store }) => {
      const passwordHash = await hashPassword('long enough')
      await store.write(async (tx) => {
        const user = await tx.users.byName('viewer')
        if (user !== null) await tx.users.put({ ...user, passwordHash })
      })
      return { name: 'viewer', password: 'long enough' }
    },
  },
  'auth.signOut': { allowed: SIGNED_IN, input: () => undefined },
  'auth.state': { allowed: EVERYBODY, input: () => undefined },
  'clusters.define': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const free = [IDS.host, IDS.thirdHost].map((id) => hostDoc(id, { clusterNativeId: null }))
      await store.write((tx) => putDocs(tx, 'host', free))
      return { managerId: IDS.manager, clusterNativeId: null, name: 'Rack 4', hostIds: [IDS.host, IDS.thirdHost], reason: null }
    },
  },
  'clusters.dissolve': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const clusterNativeId = idOfDefined('1')
      await store.write((tx) => tx.clusters.put({ managerId: IDS.manager, clusterNativeId, name: 'Rack 4', maxCpuPercent: null }))
      return { managerId: IDS.manager, clusterNativeId, reason: 'moved' }
    },
  },
  'clusters.report': { allowed: SIGNED_IN, input: () => ({ managerId: IDS.manager, clusterNativeId: 'cluster' }) },
  'clusters.whatIfBaseline': {
    allowed: SIGNED_IN,
    input: () => ({ managerId: IDS.manager, clusterNativeId: 'cluster', hostIds: [IDS.host] }),
  },
  'clusters.setLimit': {
    allowed: ADMINS,
    input: () => ({ managerId: IDS.manager, clusterNativeId: 'cluster', maxCpuPercent: 70, reason: 'noisy' }),
  },
  'clusters.setSpare': { allowed: ADMINS, input: () => ({ hostId: IDS.host, isSpare: true, reason: null }) },
  'demo.scenario': { allowed: OPERATORS, input: () => ({ name: 'cut-mains' }) },
  'directPaths.list': { allowed: SIGNED_IN, input: () => undefined },
  'directPaths.probe': { allowed: ADMINS, input: () => ({ hostId: IDS.host, address: nodeAddress, secret: token }) },
  'directPaths.remove': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const row = { hostId: IDS.host, address: directAddressSchema.parse(nodeAddress), createdAtMs: START_MS }
      const credentialId = credentialIdSchema.parse('direct')
      await store.write((tx) => tx.directPaths.put({ ...row, credentialId }))
      return { hostId: IDS.host, reason: 'the node is gone' }
    },
  },
  'directPaths.save': {
    allowed: ADMINS,
    input: () => ({ hostId: IDS.host, address: nodeAddress, secret: token, reason: null }),
  },
  'discovery.add': {
    allowed: ADMINS,
    input: () => ({ searchId: 'search-1', devices: [{ key: 'snmp 192.0.2.7:161', name: 'ups left' }] }),
  },
  'discovery.cancel': { allowed: ADMINS, input: () => ({ searchId: 'search-1' }) },
  'discovery.start': {
    allowed: ADMINS,
    input: () => ({
      ranges: '192.0.2.0/28',
      snmp: { secrets: [community] },
      nut: { user: 'monitor', password: 'very-secret-token' },
    }),
  },
  'groups.list': { allowed: SIGNED_IN, input: () => undefined },
  'groups.remove': { allowed: ADMINS, input: (world) => withoutGroup(world, { id: IDS.group, reason: null }) },
  'groups.save': {
    allowed: ADMINS,
    input: () => ({ id: null, name: 'Row 2', deviceIds: [IDS.spareDevice], requiredDevices: 1 }),
  },
  'hardware.list': { allowed: SIGNED_IN, input: () => undefined },
  'hardware.probe': { allowed: ADMINS, input: () => ({ hostId: IDS.host, address: bmcAddress, secret: bmcUser }) },
  'hardware.remove': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const row = { hostId: IDS.host, address: hardwareAddressSchema.parse(bmcAddress), createdAtMs: START_MS }
      const credentialId = credentialIdSchema.parse('bmc')
      await store.write((tx) => tx.hardware.put({ ...row, credentialId }))
      return { hostId: IDS.host, reason: 'the BMC is dead' }
    },
  },
  'hardware.save': {
    allowed: ADMINS,
    input: () => ({ hostId: IDS.host, address: bmcAddress, secret: bmcUser, reason: null }),
  },
  'maintenance.enter': { allowed: OPERATORS, input: () => ({ hostId: IDS.host, reason: 'firmware' }) },
  'maintenance.exit': { allowed: OPERATORS, input: () => ({ hostId: IDS.busyHost, bringBack: true, reason: null }) },
  'maintenance.exitPreview': { allowed: SIGNED_IN, input: () => ({ hostId: IDS.busyHost }) },
  'maintenance.preview': { allowed: SIGNED_IN, input: () => ({ hostId: IDS.host, choices: [] }) },
  'maintenance.rebootPreview': { allowed: SIGNED_IN, input: () => ({ hostId: IDS.busyHost }) },
  'maintenance.reboot': {
    allowed: OPERATORS,
    input: async (world) => {
      await holdHost(world)
      return { hostId: IDS.busyHost, confirmation: hostDoc(IDS.busyHost).name, reason: 'new firmware' }
    },
  },
  'managers.add': { allowed: ADMINS, input: () => ({ name: 'other', address: managerAddress, secret: token }) },
  'managers.list': { allowed: SIGNED_IN, input: () => undefined },
  'managers.change': {
    allowed: ADMINS,
    input: () => ({ managerId: IDS.manager, url: 'https://pve.example:8006', pins: [], secret: token, reason: 'rotated' }),
  },
  'managers.probe': { allowed: ADMINS, input: () => ({ address: managerAddress, secret: token }) },
  'managers.probeChange': {
    allowed: ADMINS,
    input: () => ({ managerId: IDS.manager, url: 'https://pve.example:8006', pins: [], secret: null }),
  },
  'managers.remove': {
    allowed: ADMINS,
    input: async ({ store }) => {
      await store.write(endOutages)
      return { managerId: IDS.manager }
    },
  },
  'managers.setRunbook': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const runbook = runbookSchema.parse({
        machines: [{ name: 'nas', stop: { run: 'stop nas' }, probe: { kind: 'tcp', address: '192.0.2.9:22' } }],
      })
      await store.write(async (tx) => {
        await endOutages(tx)
        const manager = await tx.managers.get(IDS.manager)
        if (manager !== null)
          await tx.managers.put({ ...manager, address: { kind: 'runbook', url: 'ssh://admin', pins: [], runbook } })
      })
      return { managerId: IDS.manager, runbook, reason: null }
    },
  },
  'nut.configure': {
    allowed: ADMINS,
    input: () => ({
      enabled: true,
      users: [{ name: 'nas', password: 'very-secret-token' }],
      devices: [{ deviceId: IDS.device, names: ['ups'], lowBatteryRuntimeSeconds: 300, lowBatteryStageId: IDS.stage }],
      reason: 'the NAS boxes follow',
    }),
  },
  'nut.get': { allowed: ADMINS, input: () => undefined },
  'orders.get': { allowed: SIGNED_IN, input: () => ({ orderId: IDS.order }) },
  'plans.create': {
    allowed: ADMINS,
    input: (world) => withoutGroup(world, { name: 'New', powerGroupId: IDS.group }),
  },
  'plans.fireStage': { allowed: OPERATORS, input: () => ({ planId: IDS.plan, stageId: IDS.stage, reason: 'now' }) },
  'plans.forecast': { allowed: SIGNED_IN, input: () => ({ powerGroupId: IDS.group, content: contentOf([]) }) },
  'plans.get': { allowed: SIGNED_IN, input: () => ({ planId: IDS.plan }) },
  'plans.list': { allowed: SIGNED_IN, input: () => undefined },
  'plans.moments': { allowed: SIGNED_IN, input: () => ({ powerGroupId: IDS.group, content: contentOf([]) }) },
  'plans.publish': { allowed: ADMINS, input: () => ({ planId: IDS.plan, versionId: IDS.version, reason: 'it must do' }) },
  'plans.remove': { allowed: ADMINS, input: () => ({ planId: IDS.idlePlan }) },
  'plans.saveVersion': {
    allowed: ADMINS,
    input: () => ({ planId: IDS.plan, content: contentOf([{ id: IDS.vm, name: 'vm-1' }]), note: 'second' }),
  },
  'plans.setMode': { allowed: ADMINS, input: () => ({ planId: IDS.plan, mode: 'dry-run', reason: null }) },
  'power.access': { allowed: ADMINS, input: () => ({ deviceId: IDS.device }) },
  'power.add': { allowed: ADMINS, input: () => ({ name: 'ups-b', address, secret: community }) },
  'power.change': {
    allowed: ADMINS,
    input: () => ({ deviceId: IDS.device, address, secret: community, also: [IDS.spareDevice], reason: 'rotated' }),
  },
  'power.probeChange': { allowed: ADMINS, input: () => ({ deviceId: IDS.device, address, secret: community }) },
  'power.battery': { allowed: SIGNED_IN, input: () => ({ deviceId: IDS.device }) },
  'power.events': { allowed: SIGNED_IN, input: () => ({ deviceId: IDS.device, fromMs: 0, toMs: START_MS }) },
  'power.commandOutlook': { allowed: SIGNED_IN, input: () => ({ deviceId: IDS.device }) },
  'power.care': { allowed: SIGNED_IN, input: () => ({ deviceId: IDS.device }) },
  'power.setCare': {
    allowed: ADMINS,
    input: () => ({
      deviceId: IDS.device,
      batteryInstalledAtMs: START_MS,
      batteryLifeYears: 4,
      test: { every: 'monthly', weekday: 6, hour: 10 },
    }),
  },
  'power.replaceBattery': { allowed: ADMINS, input: () => ({ deviceId: IDS.device, reason: 'four years old' }) },
  'power.openWindow': { allowed: OPERATORS, input: () => ({ deviceId: IDS.device, minutes: 60, reason: 'new fan' }) },
  'power.closeWindow': {
    allowed: OPERATORS,
    input: async ({ store }) => {
      const window = { fromMs: START_MS, untilMs: START_MS + 1, by: 'anna', reason: 'new fan' }
      await store.write((tx) => tx.care.put(IDS.device, { ...NO_CARE, window }))
      return { deviceId: IDS.device, reason: null }
    },
  },
  'power.command': {
    allowed: OPERATORS,
    input: () => ({
      deviceId: IDS.device,
      command: { kind: 'outlet-off', outletId: '1', delaySeconds: 0 },
      reason: 'the switch there hangs',
    }),
  },
  'power.list': { allowed: SIGNED_IN, input: () => undefined },
  'power.probe': { allowed: ADMINS, input: () => ({ address, secret: community }) },
  'power.remove': { allowed: ADMINS, input: () => ({ deviceId: IDS.spareDevice, reason: 'sold' }) },
  'power.rename': { allowed: ADMINS, input: () => ({ deviceId: IDS.device, name: 'ups left' }) },
  'power.series': {
    allowed: SIGNED_IN,
    input: () => ({ deviceId: IDS.device, reading: 'chargePercent', fromMs: 0, toMs: START_MS, points: 10 }),
  },
  'readiness.prove': { allowed: OPERATORS, input: () => undefined },
  'recovery.run': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const plan = { nativeId: 'pair plan', name: 'ERP', state: 'ready', said: 'READY_STATE' } as const
      const facts = { plans: [{ ...plan, progressPercent: null, protectedSite: 'N', recoverySite: 'S' }], replications: null }
      await store.write(async (tx) => {
        const shown = docOf('manager', await tx.latest.get('manager', IDS.manager))
        const withPlan = shown === null ? [] : [{ ...shown, recovery: recoveryView(facts) }]
        await putDocs(tx, 'manager', withPlan)
      })
      return { managerId: IDS.manager, planNativeId: plan.nativeId, verb: 'test', confirmation: plan.name, reason: 'drill' }
    },
  },
  'runs.abort': { allowed: OPERATORS, input: () => run },
  'runs.continue': { allowed: OPERATORS, input: () => ({ ...run, runId: IDS.heldRun }) },
  'runs.forecast': { allowed: SIGNED_IN, input: () => ({ runId: IDS.run }) },
  'runs.moments': { allowed: SIGNED_IN, input: () => ({ runId: IDS.run }) },
  'runs.get': { allowed: SIGNED_IN, input: () => ({ runId: IDS.run }) },
  'runs.hold': { allowed: OPERATORS, input: () => run },
  'runs.list': { allowed: SIGNED_IN, input: () => ({}) },
  'runs.retryStep': { allowed: OPERATORS, input: () => ({ ...run, stepId: IDS.failedStep }) },
  'runs.skipStep': { allowed: OPERATORS, input: () => ({ ...run, stepId: IDS.pendingStep }) },
  'system.info': { allowed: SIGNED_IN, input: () => undefined },
  'topology.applyImport': {
    allowed: ADMINS,
    input: async ({ store }) => {
      const plan = planOf(importRequestSchema.parse(IMPORT), await currentTopology(store.read), () => 'new')
      return { ...IMPORT, digest: digestOf(plan.rows), reason: 'moving in' }
    },
  },
  'topology.clearCabling': { allowed: ADMINS, input: () => ({ hostId: IDS.host, reason: 'plugged in anew' }) },
  'topology.deviceFeeds': { allowed: SIGNED_IN, input: () => undefined },
  'topology.export': { allowed: ADMINS, input: () => undefined },
  'topology.feeds': { allowed: SIGNED_IN, input: () => undefined },
  'topology.previewImport': { allowed: ADMINS, input: () => IMPORT },
  'topology.setDeviceFeeds': {
    allowed: ADMINS,
    input: () => ({ deviceId: IDS.device, feeds: [], reason: 'cabling' }),
  },
  'topology.setFeeds': {
    allowed: ADMINS,
    input: () => ({ hostId: IDS.host, feeds: [{ deviceId: IDS.device, label: 'A' }], reason: 'cabling' }),
  },
  'users.create': { allowed: ADMINS, input: () => ({ name: 'new', role: 'viewer', password: 'long enough' }) },
  'users.list': { allowed: ADMINS, input: () => undefined },
  'users.remove': { allowed: ADMINS, input: () => ({ userId: 'user-viewer', reason: 'left' }) },
  'users.setRole': { allowed: ADMINS, input: () => ({ userId: 'user-viewer', role: 'operator' }) },
  'vms.keepAlive': { allowed: SIGNED_IN, input: () => undefined },
  'vms.setKeepAlive': { allowed: ADMINS, input: () => ({ vmId: IDS.vm, mark: 'kept', reason: 'DNS' }) },
  'vms.probes': { allowed: SIGNED_IN, input: () => undefined },
  'vms.setProbe': {
    allowed: ADMINS,
    input: () => ({ vmId: IDS.vm, probe: { kind: 'tcp', address: '192.0.2.7', port: 22 }, reason: null }),
  },
}

/** One entry of the journal, so that there is something to read. */
export const ENTRY = {
  atMs: START_MS,
  kind: 'power.supply-changed',
  actor: 'engine',
  channel: 'device',
  object: { kind: 'device', id: 'ups-a', name: 'ups-a' },
  message: 'seen',
} as const

const STARTED = {
  kind: 'outage',
  heldSinceMs: null,
  dryRun: false,
  planId: null,
  planVersionId: null,
  powerGroupId: null,
  hostId: null,
  reason: null,
  startedBy: 'engine',
  outageStartedAtMs: START_MS,
  startedAtMs: START_MS,
  mainsBackAtMs: null,
  fired: [],
} as const

const endOutages = async (tx: StoreWrites): Promise<void> => {
  for (const id of [IDS.run, IDS.heldRun])
    await tx.runs.put({ ...STARTED, id, phase: 'done', title: 'over', endedAtMs: START_MS })
}

/** Of all inputs: none may be told anywhere (K5). */
export const SECRETS = ['very-secret-community', 'very-secret-token', 'very-secret-pass', 'long enough', 'hush']
