import { z } from 'zod'
import type { DriverResult } from '../../../server/drivers/ports'

/** Written apart from what drivers are compiled against: what they hand on must hold when it runs. */
const text = z.string().min(1)
const amount = z.number().min(0).nullable()
const texts = z.array(z.string())
const vm = z.object({
  nativeId: text,
  uuid: text.nullable(),
  name: z.string(),
  hostNativeId: text.nullable(),
  power: z.enum(['on', 'off', 'saved', 'paused', 'unknown']),
  cpuThreads: amount,
  cpuUsedPercent: amount,
  memoryMiB: amount,
  guestTools: z.enum(['running', 'not-running', 'not-installed', 'unknown']),
  highlyAvailable: z.boolean().nullable(),
  disks: z.array(z.object({ label: z.string(), datastoreNativeId: text.nullable(), gibibytes: amount, local: z.boolean() })),
  networkNativeIds: texts,
  macs: texts,
  tags: texts,
  hasPassthrough: z.boolean().nullable(),
  hasLocalCdrom: z.boolean(),
  systemKind: z.string().nullable(),
  lockedBy: z.string().nullable(),
  snapshotCount: amount.optional(),
  memoryUse: z.object({ usedMiB: z.number().min(0), by: z.enum(['guest', 'host']).nullable() }).optional(),
  startsWithHost: z.literal(true).optional(),
})
const host = z.object({
  nativeId: text,
  uuid: text.nullable(),
  name: z.string(),
  site: text.optional(),
  connection: z.enum(['up', 'down', 'unknown']),
  inMaintenance: z.boolean(),
  cpuThreads: amount,
  cpuUsedPercent: amount,
  memoryMiB: amount,
  memoryUsedMiB: amount,
  powerWatts: amount,
  datastoreNativeIds: texts,
  networkNativeIds: texts,
  bootedAtMs: z.number().nullable(),
  cpuOwnFeatures: texts.optional(),
  newestCpuBaseline: text.optional(),
  storagePaths: z.array(z.object({ datastoreNativeId: text, paths: z.number().int().min(0) })).optional(),
  migrationTrouble: text.nullable().optional(),
  findings: texts.optional(),
})
const rule = z.object({
  name: z.string(),
  kind: z.enum(['together', 'apart', 'on-hosts', 'off-hosts']),
  mandatory: z.boolean(),
  vmNativeIds: texts,
  hostNativeIds: texts,
})
const safeguard = z.object({
  nativeId: text,
  name: text,
  hostNativeIds: texts,
  setting: z.looseObject({ kind: text }),
  isDisarmed: z.boolean(),
  unhealthy: texts,
})
const plan = z.object({
  nativeId: text,
  name: text,
  state: z.enum(['ready', 'running', 'waiting-for-input', 'other']),
  said: text,
  progressPercent: z.number().min(0).max(100).nullable(),
})
const replication = z.object({
  nativeId: text,
  vmName: text,
  state: text,
  rpoSeconds: z.number().positive().nullable(),
  lastSyncAtMs: z.number().positive().nullable(),
  rpoViolated: z.boolean().nullable(),
})
const inventory = z.object({
  clusters: z.array(z.object({ nativeId: text, name: z.string(), maxCpuPercent: amount })),
  hosts: z.array(host),
  vms: z.array(vm),
  datastores: z.array(z.object({ nativeId: text, name: z.string(), shared: z.boolean(), freeGibibytes: amount })),
  networks: z.array(
    z.object({ nativeId: text, name: z.string(), vlan: z.number().nullable(), ofEachHost: z.literal(true).optional() }),
  ),
  affinityRules: z.array(rule).optional(),
  safeguards: z.array(safeguard).optional(),
  recovery: z.object({ plans: z.array(plan), replications: z.array(replication).nullable() }).optional(),
})

const SHAPES = {
  inventory,
  plan: plan.nullable(),
  vm: vm.nullable(),
  host: host.nullable(),
  safeguard: safeguard.nullable(),
  identity: z.object({ kind: text, product: text, version: z.string().nullable() }),
  accepted: z.object({ task: text.nullable() }),
} as const
export type Shape = keyof typeof SHAPES

const failure = z.object({
  kind: z.enum(['unreachable', 'refused', 'unsupported', 'unknown']),
  message: z.string().trim().min(1),
  hint: z.string().trim().min(1),
})

/** What is wrong with an answer of a driver; null: nothing. */
export const wrongIn = (what: Shape, result: DriverResult<unknown>, secrets: readonly string[]): string | null => {
  const judged = result.kind === 'ok' ? SHAPES[what].safeParse(result.value) : failure.safeParse(result)
  if (!judged.success)
    return `${what}: ${judged.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`
  const told = result.kind === 'ok' ? '' : `${result.message} ${result.hint}`
  return secrets.some((secret) => told.includes(secret)) ? `${what}: a secret is told` : null
}
