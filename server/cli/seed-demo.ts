import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseConfiguration } from '../domain/configuration'
import {
  credentialIdSchema,
  deviceIdSchema,
  hostIdOf,
  managerIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  vmIdOf,
} from '../domain/ids'
import { managerKindSchema } from '../domain/manager'
import { planContentSchema } from '../domain/plan'
import type { StoreWrites } from '../store/store'
import { openStore } from '../store/open-store'

/** What the simulated datacenter says of itself at its control address. */
const describedPlacement = z.looseObject({
  vmName: z.string(),
  targetHostName: z.string().nullable(),
  after: z.array(z.string()),
})
const describedPlan = z.object({
  name: z.string(),
  groupName: z.string(),
  content: z.looseObject({ stages: z.array(z.looseObject({ placements: z.array(describedPlacement) })) }),
})
const describedPlug = z.object({ label: z.enum(['A', 'B']), from: z.string(), outletId: z.string().nullable() })
const descriptionSchema = z.object({
  upses: z.array(
    z.object({
      name: z.string(),
      host: z.string(),
      port: z.number(),
      community: z.string(),
      groupName: z.string(),
      label: z.enum(['A', 'B']),
    }),
  ),
  groups: z.array(z.object({ name: z.string(), upsNames: z.array(z.string()), requiredDevices: z.number() })),
  manager: z.object({
    name: z.string(),
    kind: managerKindSchema,
    url: z.string(),
    user: z.string(),
    password: z.string(),
    fingerprint: z.string(),
  }),
  passing: z.array(z.object({ name: z.string(), host: z.string(), port: z.number(), sources: z.array(describedPlug) })),
  hosts: z.array(z.object({ name: z.string(), feeds: z.array(describedPlug) })),
  vms: z.array(z.object({ vmid: z.number(), name: z.string(), uuid: z.string() })),
  plans: z.array(describedPlan),
})
type Description = z.infer<typeof descriptionSchema>

const SNMP_CREDENTIAL = credentialIdSchema.parse('demo-snmp')
const MANAGER_CREDENTIAL = credentialIdSchema.parse('demo-manager')
const MANAGER = managerIdSchema.parse('demo-manager')
/** Ids stand in addresses: words and dashes only. */
const slug = (name: string): string => `demo-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
const deviceId = (name: string) => deviceIdSchema.parse(slug(name))
const groupId = (name: string) => powerGroupIdSchema.parse(slug(name))
const hostId = (name: string) => hostIdOf(MANAGER, { uuid: null, nativeId: name })

const addPower = async (tx: StoreWrites, described: Description, nowMs: number): Promise<void> => {
  const [first] = described.upses
  if (first === undefined) return
  await tx.credentials.put({
    id: SNMP_CREDENTIAL,
    name: 'Simulated UPS agents',
    secret: { kind: 'snmp-community', version: '2c', community: first.community },
  })
  for (const ups of [...described.upses, ...described.passing])
    await tx.devices.put({
      id: deviceId(ups.name),
      name: ups.name,
      address: { protocol: 'snmp', host: ups.host, port: ups.port, family: 'auto' },
      credentialId: SNMP_CREDENTIAL,
      enabled: true,
      identity: null,
      createdAtMs: nowMs,
    })
  for (const group of described.groups)
    await tx.groups.put({
      id: groupId(group.name),
      name: group.name,
      deviceIds: group.upsNames.map(deviceId),
      requiredDevices: group.requiredDevices,
    })
  for (const { name, sources } of described.passing)
    await tx.feeds.setForDevice(
      deviceId(name),
      sources.map(({ label, from, outletId }) => ({ deviceId: deviceId(name), label, sourceId: deviceId(from), outletId })),
    )
  for (const { name, feeds } of described.hosts)
    await tx.feeds.setForHost(
      hostId(name),
      feeds.map(({ label, from, outletId }) => ({ deviceId: deviceId(from), hostId: hostId(name), label, outletId })),
    )
}

const addManager = async (tx: StoreWrites, { manager }: Description, nowMs: number): Promise<void> => {
  await tx.credentials.put({
    id: MANAGER_CREDENTIAL,
    name: manager.name,
    secret: { kind: 'password', user: manager.user, password: manager.password },
  })
  await tx.managers.put({
    id: MANAGER,
    name: manager.name,
    address: { kind: manager.kind, url: manager.url, pins: [manager.fingerprint] },
    credentialId: MANAGER_CREDENTIAL,
    enabled: true,
    createdAtMs: nowMs,
  })
}

const addPlans = async (tx: StoreWrites, described: Description, nowMs: number): Promise<void> => {
  const vmIds = new Map(described.vms.map((vm) => [vm.name, vmIdOf(MANAGER, { uuid: vm.uuid, nativeId: String(vm.vmid) })]))
  for (const plan of described.plans) {
    const stages = plan.content.stages.map((stage) => ({
      ...stage,
      placements: stage.placements.map(({ targetHostName, ...placement }) => ({
        ...placement,
        vmId: vmIds.get(placement.vmName),
        targetHostId: targetHostName === null ? null : hostId(targetHostName),
        after: placement.after.map((name) => vmIds.get(name)),
      })),
    }))
    const planId = planIdSchema.parse(slug(plan.groupName))
    const versionId = planVersionIdSchema.parse(randomUUID())
    const row = { id: planId, name: plan.name, powerGroupId: groupId(plan.groupName), mode: 'armed' as const, createdAtMs: nowMs }
    await tx.plans.put({ ...row, publishedVersionId: null })
    await tx.plans.addVersion({
      id: versionId,
      planId,
      number: 1,
      content: planContentSchema.parse({ ...plan.content, stages }),
      createdBy: 'demo',
      createdAtMs: nowMs,
      note: 'Comes with the simulated datacenter',
    })
    await tx.plans.put({ ...row, publishedVersionId: versionId })
  }
}

const main = async (): Promise<void> => {
  const { demoControl, dataDirectory, databaseUrl } = parseConfiguration(process.env)
  if (demoControl === null) throw new Error('RIDETHROUGH_DEMO_CONTROL is not set: there is no simulated datacenter to attach.')
  const answer = await fetch(new URL('/description', demoControl))
  const described = descriptionSchema.parse(await answer.json())
  const store = await openStore({ dataDirectory, databaseUrl })
  const nowMs = Date.now()
  try {
    await store.write(async (tx) => {
      await addPower(tx, described, nowMs)
      await addManager(tx, described, nowMs)
      await addPlans(tx, described, nowMs)
      await tx.journal.append({
        atMs: nowMs,
        kind: 'demo.attached',
        actor: 'demo',
        channel: 'cli',
        object: { kind: 'system', id: 'demo', name: 'Simulated datacenter' },
        outcome: 'ok',
        message: `The simulated datacenter is attached: ${described.upses.length} UPSs, ${described.hosts.length} hosts, ${described.vms.length} VMs, ${described.plans.length} plans`,
      })
    })
  } finally {
    await store.close()
  }
  process.stdout.write('attached\n')
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
