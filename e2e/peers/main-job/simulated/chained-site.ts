import { z } from 'zod'
import { planIdSchema, planVersionIdSchema, powerGroupIdSchema, type VmId, vmIdOf } from '../../../../server/domain/ids'
import { NUT_SERVICE_KEY } from '../../../../server/domain/nut-service'
import { planContentSchema } from '../../../../server/domain/plan'
import { type RunWithSteps, withoutRecords } from '../../../../server/domain/run'
import { steadyClock } from '../../../../server/engine/steady-clock'
import { type Datacenter, startDatacenter } from '../../../../server/simulator/datacenter'
import { smallDatacenter } from '../../../../server/simulator/small-datacenter'
import type { HostConfig, VmConfig, WorldConfig } from '../../../../server/simulator/world/config'
import { freePort, until } from '../../../../server/testing/require-peer'
import { openServiceWorld, type ServiceWorld } from '../../../../server/testing/service-world'
import { engineOn } from '../../engine-in-process'
import { deviceIdOf, SIMULATED_MANAGER, watchSimulator } from '../../watched-simulator'

const [upsModel, hostModel, vmModel] = [smallDatacenter.upses[0], smallDatacenter.hosts[0], smallDatacenter.vms[0]]
if (upsModel === undefined || hostModel === undefined || vmModel === undefined) throw new Error('the small datacenter is empty')

const alarmSchema = z.object({ code: z.string(), object: z.object({ name: z.string() }) })

const hostOf = (name: string, feeds: readonly string[], outlets: Readonly<Record<string, number>> = {}): HostConfig => ({
  ...hostModel,
  name,
  feeds,
  outlets,
})
const vmOf = (vmid: number, name: string, hostName: string): VmConfig => ({
  ...vmModel,
  vmid,
  name,
  hostName,
  uuid: `00000000-0000-4000-8000-000000000${vmid}`,
  mac: `BC:24:11:00:02:${vmid - 200}`,
  stopSeconds: 1,
  startSeconds: 1,
  agentSeconds: null,
})

/**
 * Two UPSs, each a group with a plan of its own; between them and the hosts an ATS on both, and a PDU on the first. One host hangs
 * on the ATS, one on the PDU alone, one on the PDU and on the second UPS.
 */
const config: WorldConfig = {
  ...smallDatacenter,
  groups: [
    { name: 'Left', requiredDevices: 1 },
    { name: 'Right', requiredDevices: 1 },
  ],
  upses: [
    { ...upsModel, name: 'ups-1', label: 'A', groupName: 'Left', family: 'rfc1628' },
    { ...upsModel, name: 'ups-2', label: 'B', groupName: 'Right', family: 'apc-powernet' },
  ],
  passing: [
    { name: 'ats-1', kind: 'ats', model: 'SIM-ATS', inputs: [{ from: 'ups-1' }, { from: 'ups-2' }], outlets: 0 },
    { name: 'pdu-1', kind: 'pdu', model: 'SIM-PDU', inputs: [{ from: 'ups-1' }], outlets: 4 },
  ],
  hosts: [
    hostOf('host-ats', ['ats-1']),
    hostOf('host-pdu', ['pdu-1'], { 'pdu-1': 2 }),
    hostOf('host-two', ['pdu-1', 'ups-2'], { 'pdu-1': 3 }),
  ],
  vms: [
    vmOf(211, 'ats-web', 'host-ats'),
    vmOf(212, 'ats-db', 'host-ats'),
    vmOf(221, 'pdu-web', 'host-pdu'),
    vmOf(222, 'pdu-db', 'host-pdu'),
    vmOf(231, 'two-app', 'host-two'),
  ],
}

const vmIds = new Map<string, VmId>(
  config.vms.map(({ name, uuid, vmid }) => [name, vmIdOf(SIMULATED_MANAGER, { uuid, nativeId: String(vmid) })]),
)

/** Web before database, wherever they are; whoever is not at risk is left alone. */
const planContent = planContentSchema.parse({
  reserveSeconds: 10,
  stages: [
    {
      id: 'all',
      name: 'All',
      triggers: [{ kind: 'seconds-on-battery', seconds: 3 }],
      placements: [
        { vmName: 'pdu-web' },
        { vmName: 'pdu-db', after: ['pdu-web'] },
        { vmName: 'ats-web' },
        { vmName: 'ats-db', after: ['ats-web'] },
        { vmName: 'two-app' },
      ].map(({ vmName, after }) => ({
        vmId: vmIds.get(vmName),
        vmName,
        action: 'shutdown',
        limitSeconds: 60,
        after: (after ?? []).map((name) => vmIds.get(name)),
      })),
    },
  ],
  hosts: { action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 60 },
  recovery: { minChargePercent: 20, steadySeconds: 2, startVms: true, moveHome: false, startLimitSeconds: 60 },
})

const configure = (world: ServiceWorld, description: Datacenter['description']): Promise<void> =>
  world.store.write(async (tx) => {
    await watchSimulator(tx, description)
    for (const { name, upsNames, requiredDevices } of description.groups) {
      const powerGroupId = powerGroupIdSchema.parse(name)
      await tx.groups.put({ id: powerGroupId, name, deviceIds: upsNames.map(deviceIdOf), requiredDevices })
      const [planId, versionId] = [planIdSchema.parse(`plan-${name}`), planVersionIdSchema.parse(`version-${name}`)]
      const plan = { id: planId, name, powerGroupId, mode: 'armed' as const, createdAtMs: 0 }
      await tx.plans.put({ ...plan, publishedVersionId: null })
      await tx.plans.addVersion({
        id: versionId,
        planId,
        number: 1,
        content: planContent,
        createdBy: 'test',
        createdAtMs: 0,
        note: null,
      })
      await tx.plans.put({ ...plan, publishedVersionId: versionId })
    }
  })

export interface ChainedSite {
  readonly site: Datacenter
  readonly world: ServiceWorld
  /** Where the engine serves NUT clients. */
  readonly nutPort: number
  /** Codes of the open alarms with what they are about: "feed-off host-two". */
  alarms(): Promise<readonly string[]>
  /** The newest run of a group's plan. */
  runOf(group: 'Left' | 'Right'): Promise<RunWithSteps | null>
  /** Names of guests that run, in order. */
  running(): readonly string[]
  /** Another engine takes the site over. */
  restartEngine(): Promise<void>
  close(): Promise<void>
}

/** A simulated datacenter with an ATS and a PDU that speak SNMP, and the engine that watches and commands it. */
export const startChainedSite = async (): Promise<ChainedSite> => {
  const site = await startDatacenter({ config, scenarios: [], plans: [], speed: 1 })
  const clock = steadyClock()
  const world = await openServiceWorld({ now: () => clock.now() })
  await configure(world, site.description)
  const nutPort = await freePort()
  await world.store.write((tx) => tx.settings.set(NUT_SERVICE_KEY, { enabled: true, listen: '127.0.0.1', port: nutPort }))
  const newEngine = () => engineOn(world.store, clock)
  let engine = newEngine()
  await engine.start()
  const { read } = world.store
  await until('all devices, hosts and guests to be seen', async () => {
    const devices = await read.latest.all('device')
    const heard = devices.filter(({ doc }) => JSON.stringify(doc).includes('"contact":"ok"'))
    const vms = await read.latest.all('vm')
    return heard.length === 4 && vms.length === config.vms.length
  })
  return {
    site,
    world,
    nutPort,
    alarms: async () =>
      (await read.latest.all('alarm'))
        .flatMap(({ doc }) => (doc === null ? [] : alarmSchema.parse(doc)))
        .map(({ code, object }) => `${code} ${object.name}`)
        .toSorted(),
    runOf: async (group) => {
      const run = (await read.runs.list({ limit: 10, kind: 'outage' })).find(({ powerGroupId }) => powerGroupId === group)
      const stored = run === undefined ? null : await read.runs.get(run.id)
      return stored === null ? null : withoutRecords(stored)
    },
    running: () =>
      [...site.world.state.vms.values()]
        .filter(({ power }) => power === 'on')
        .map((vm) => vm.config.name)
        .toSorted(),
    restartEngine: async () => {
      await engine.stop()
      engine = newEngine()
      await engine.start()
    },
    close: async () => {
      await engine.stop()
      await world.close()
      await site.close()
    },
  }
}
