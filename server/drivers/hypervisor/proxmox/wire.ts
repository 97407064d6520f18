import { z } from 'zod'

/**
 * Answers of the API, parsed as versions 6 to 9 send them: numbers and flags also come as text, and "" or null stands for "not said".
 * A field that makes no sense becomes null rather than costing the whole inventory; nothing that is read here is below 0.
 */
const number = z
  .union([
    z.number().min(0),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => (value === undefined || value === '' ? null : value))
  .catch(null)

const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform((value) => value === true || value === 1 || value === '1')
  .catch(false)

export const versionSchema = z.object({ version: text, release: text })

/** It goes back in a header. */
const headerText = z
  .string()
  .regex(/^[\u0021-\u007e]+$/)
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)

export const ticketSchema = z.object({
  ticket: headerText,
  CSRFPreventionToken: headerText,
  NeedTFA: flag,
})

export const resourceSchema = z.object({
  id: z.string(),
  type: z.string(),
  node: text,
  name: text,
  status: text,
  vmid: number,
  template: flag,
  lock: text,
  tags: text,
  hastate: text,
  cpu: number,
  maxcpu: number,
  mem: number,
  maxmem: number,
  disk: number,
  maxdisk: number,
  uptime: number,
  storage: text,
  shared: flag,
  plugintype: text,
  content: text,
})
export type Resource = z.infer<typeof resourceSchema>
export const resourcesSchema = z.array(resourceSchema)

export const clusterStatusSchema = z.array(z.object({ type: z.string(), name: text, quorate: flag, local: flag }))

const haRuleSchema = z.object({
  rule: text,
  type: text,
  disable: flag,
  resources: text,
  nodes: text,
  strict: flag,
  affinity: z.enum(['positive', 'negative']).nullable().catch(null),
})
export type HaRule = z.infer<typeof haRuleSchema>
export const haRulesSchema = z.array(haRuleSchema)

export const haGroupsSchema = z.array(z.object({ group: text, nodes: text, restricted: flag }))

const haResourceSchema = z.object({ sid: text, group: text })
export type HaResource = z.infer<typeof haResourceSchema>
export const haResourcesSchema = z.array(haResourceSchema)

/** By path, the privileges that hold there, and whether they go on to what lies below. */
export const permissionsSchema = z
  .record(z.string(), z.record(z.string(), flag))
  .transform((paths) => new Map(Object.entries(paths).map(([path, held]) => [path, new Map(Object.entries(held))] as const)))
export type Permissions = z.infer<typeof permissionsSchema>

export const haStatusSchema = z.array(z.object({ type: text, node: text, status: text, quorate: flag, 'armed-state': text }))

export type HaStatus = z.infer<typeof haStatusSchema>

export const cephFlagsSchema = z.array(z.object({ name: text, value: flag }))

export const cephStatusSchema = z.object({
  health: z
    .object({
      status: text,
      checks: z
        .record(z.string(), z.unknown())
        .nullish()
        .catch(null)
        .transform((checks) => checks ?? null),
    })
    .nullish()
    .catch(null),
})

export const nodeStatusSchema = z.object({
  uptime: number,
  cpu: number,
  pveversion: text,
  cpuinfo: z.object({ model: text, cpus: number, flags: text }).nullish().catch(null),
  memory: z.object({ total: number, used: number }).nullish().catch(null),
})
export type NodeStatus = z.infer<typeof nodeStatusSchema>

export const nodeNetworkSchema = z.array(
  z.object({
    iface: z.string(),
    type: text,
    /** "" where it has none. */
    bridge_ports: z.string().nullish().catch(null),
    bridge_vlan_aware: flag,
    bridge_vids: text,
  }),
)
export type NodeNetwork = z.infer<typeof nodeNetworkSchema>

/** Of all a node's interfaces those that have an address. */
export const nodeAddressesSchema = z.array(z.object({ cidr: text, cidr6: text }))

export const clusterOptionsSchema = z.object({
  migration: z
    .union([z.string(), z.object({ network: text })])
    .nullish()
    .catch(null)
    .transform((value) => value ?? null),
})

export const vmCurrentSchema = z.object({
  status: z.string(),
  qmpstatus: text,
  name: text,
  lock: text,
  tags: text,
  cpu: number,
  cpus: number,
  mem: number,
  maxmem: number,
  ha: z.object({ managed: flag }).nullish().catch(null),
})
export type VmCurrent = z.infer<typeof vmCurrentSchema>

/** Long texts and secrets of a guest's configuration that nothing here needs. */
const UNWANTED = /^(cipassword|ciuser|sshkeys|description|args)$/

/** A guest's configuration: names like net0 or scsi1 with property strings as values. */
export const vmConfigSchema = z.record(z.string(), z.unknown()).transform((config): GuestConfig => {
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(config))
    if (!UNWANTED.test(name) && (typeof value === 'string' || typeof value === 'number')) known[name] = String(value)
  return known
})
export type GuestConfig = Readonly<Record<string, string>>

/** Beside the snapshots also the guest as it is, under the name `current`. */
export const snapshotsSchema = z.array(z.object({ name: z.string() }))
export type SnapshotLine = z.infer<typeof snapshotsSchema>[number]

const blockedNodeSchema = z.object({
  unavailable_storages: z.array(z.string()).optional().catch(undefined),
  'blocking-ha-resources': z
    .array(z.object({ sid: z.string() }))
    .optional()
    .catch(undefined),
})

export const migratePreconditionsSchema = z.object({
  running: flag,
  local_disks: z
    .array(z.object({ volid: text, cdrom: flag, is_unused: flag }))
    .nullish()
    .transform((value) => value ?? []),
  local_resources: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  'dependent-ha-resources': z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
  not_allowed_nodes: z.record(z.string(), blockedNodeSchema.catch({})).nullish().catch(null),
})
export type MigratePreconditions = z.infer<typeof migratePreconditionsSchema>

/** A node's own list of its guests of one kind. */
export const nodeGuestsSchema = z.array(z.object({ vmid: z.coerce.number(), name: text, status: text }))

/** The id of a started task; null where the API gives none. */
export const taskIdSchema = z.string().startsWith('UPID:').nullable()
export const nothingSchema = z.unknown().transform(() => null)
export const macSchema = z.string()

export const taskStatusSchema = z.object({ status: z.enum(['running', 'stopped']), exitstatus: text })
export const taskLogSchema = z.array(z.object({ n: number, t: text }))
export const taskListSchema = z.array(z.object({ upid: z.string(), type: text, id: text, status: text }))
