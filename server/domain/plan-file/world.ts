import { z } from 'zod'
import type {
  BEFORE_KEYS,
  CAPABILITY_KEYS,
  CheckedHost,
  CheckedManager,
  CheckedStep,
  CheckedVm,
  CheckedWorld,
  CLUSTER_KEYS,
  DATASTORE_KEYS,
  DISK_KEYS,
  SAFEGUARD_KEYS,
  STEP_SAFEGUARD_KEYS,
  STORAGE_KEYS,
} from '../checked-world'
import { hostIdSchema, managerIdSchema, runIdSchema, safeguardIdSchema, stageIdSchema, stepIdSchema, vmIdSchema } from '../ids'
import { MANAGER_KINDS } from '../manager'
import { vmFallbackSchema } from '../plan'
import { safeguardSettingSchema } from '../safeguard'
import { stepActionSchema } from '../step-action'
import { numberSchema as number } from './number'

/** Datacenters and steps in plan files: what the checkers read of them (`CheckedWorld`), every member of it and no other. */

type Shape<Keys extends string> = Readonly<Record<Keys, z.ZodType>>
const text = z.string()
const texts = z.array(z.string())
const amount = number.nullable()
const vmPower = z.enum(['on', 'off', 'saved', 'paused', 'unknown'])

const hostSchema = z.strictObject({
  id: hostIdSchema,
  managerId: managerIdSchema,
  nativeId: text,
  name: text,
  clusterNativeId: text.nullable(),
  connection: z.enum(['up', 'down', 'unknown']),
  stale: z.boolean(),
  verifiedOff: z.literal(true).optional(),
  inMaintenance: z.boolean(),
  enteringMaintenance: z.boolean().optional(),
  memoryMiB: amount,
  memoryUsedMiB: amount,
  datastoreNativeIds: texts,
} satisfies Shape<keyof CheckedHost>)

const diskSchema = z.strictObject({
  label: text,
  datastoreNativeId: text.nullable(),
  gibibytes: amount,
  local: z.boolean(),
} satisfies Shape<(typeof DISK_KEYS)[number]>)

const vmSchema = z.strictObject({
  id: vmIdSchema,
  managerId: managerIdSchema,
  nativeId: text,
  hostId: hostIdSchema.nullable(),
  name: text,
  power: vmPower,
  memoryMiB: amount,
  systemKind: text.nullable(),
  keepAlive: z.array(z.strictObject({ role: z.enum(['console', 'manager', 'database', 'marked']) })).optional(),
  hasPassthrough: z.boolean().nullable(),
  hasLocalCdrom: z.boolean(),
  tags: texts,
  tagsUntold: z.literal(true).optional(),
  disks: z.array(diskSchema),
} satisfies Shape<keyof CheckedVm>)

const storageMoveSchema = z.union([
  z.strictObject({
    to: z.enum(['any-datastore', 'same-name']),
    writesSwap: z.literal(true).optional(),
    leavesSource: z.literal(true).optional(),
    exceptHighlyAvailable: z.literal(true).optional(),
  }),
  z.strictObject({ no: text }),
])

const managerSchema = z.strictObject({
  id: managerIdSchema,
  kind: z.enum(MANAGER_KINDS),
  refreshedAtMs: amount,
  capabilities: z.strictObject({
    shutdownGuest: z.boolean(),
    saveState: z.boolean(),
    liveMigration: z.boolean(),
    hostShutdown: z.boolean(),
    hostReboot: z.boolean().optional(),
    coordinatorGoesLast: z.literal(true).optional(),
    migrationsPerHost: number,
    powerOpsPerHost: number,
    callsPerManager: number,
    movesStorage: storageMoveSchema.optional(),
  } satisfies Shape<(typeof CAPABILITY_KEYS)[number]>),
  clusters: z.array(
    z.strictObject({
      nativeId: text,
      memoryCommitRatio: number.optional(),
      haReserve: z
        .strictObject({
          hosts: number.optional(),
          memoryPercent: number.optional(),
          hostNativeIds: z.array(text).optional(),
        })
        .optional(),
    } satisfies Shape<(typeof CLUSTER_KEYS)[number]>),
  ),
  datastores: z.array(
    z.strictObject({
      nativeId: text,
      name: text,
      freeGibibytes: amount,
      takesDisks: z.boolean().optional(),
    } satisfies Shape<(typeof DATASTORE_KEYS)[number]>),
  ),
  affinityRules: z
    .array(
      z.strictObject({
        name: text,
        kind: z.enum(['together', 'apart', 'on-hosts', 'off-hosts']),
        mandatory: z.boolean(),
        vmNativeIds: texts,
        hostNativeIds: texts,
      }),
    )
    .optional(),
  safeguards: z
    .array(
      z.strictObject({
        nativeId: text,
        hostNativeIds: texts,
        needsMajority: z.boolean().optional(),
      } satisfies Shape<(typeof SAFEGUARD_KEYS)[number]>),
    )
    .optional(),
} satisfies Shape<keyof CheckedManager>)

export const worldSchema: z.ZodType<CheckedWorld> = z
  .strictObject({
    managers: z.array(managerSchema),
    hosts: z.array(hostSchema),
    vms: z.array(vmSchema),
  } satisfies Shape<keyof CheckedWorld>)
  .meta({ id: 'world' })

export const stepSchema: z.ZodType<CheckedStep> = z
  .strictObject({
    id: stepIdSchema,
    runId: runIdSchema,
    seq: number,
    stageId: stageIdSchema.nullable(),
    direction: z.enum(['down', 'up']),
    object: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('vm'), id: vmIdSchema, name: text }),
      z.strictObject({ kind: z.literal('host'), id: hostIdSchema, name: text }),
      z.strictObject({ kind: z.literal('safeguard'), id: safeguardIdSchema, name: text }),
    ]),
    action: stepActionSchema,
    targetHostId: hostIdSchema.nullable(),
    storage: z
      .strictObject({ datastoreNativeId: text, gibibytes: number } satisfies Shape<(typeof STORAGE_KEYS)[number]>)
      .optional(),
    limitSeconds: number,
    fallback: vmFallbackSchema,
    after: z.array(stepIdSchema),
    before: z.strictObject({
      power: vmPower,
      hostId: hostIdSchema.nullable(),
      inMaintenance: z.boolean(),
    } satisfies Shape<(typeof BEFORE_KEYS)[number]>),
    state: z.enum(['pending', 'running', 'done', 'failed', 'skipped', 'cancelled']),
    attempts: z.array(z.strictObject({ outcome: z.enum(['open', 'verified', 'refused', 'failed', 'deadline', 'unknown']) })),
    endedAtMs: amount,
    safeguard: z
      .strictObject({
        managerId: managerIdSchema,
        nativeId: text,
        found: safeguardSettingSchema,
        isKept: z.boolean(),
        sparedVms: texts.optional(),
        hostIds: z.array(hostIdSchema),
        early: z.literal(true).optional(),
      } satisfies Shape<(typeof STEP_SAFEGUARD_KEYS)[number]>)
      .optional(),
    moved: z.strictObject({ guest: z.enum(['answers', 'silent', 'unchecked']) }).optional(),
  } satisfies Shape<keyof CheckedStep>)
  .meta({ id: 'step' })
