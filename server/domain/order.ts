import { z } from 'zod'
import { MOST_CHANGED_TOGETHER } from './device-change'
import { discoveryOrderSchema, MOST_ADDED } from './discovery'
import {
  deviceIdSchema,
  hostIdSchema,
  managerIdSchema,
  planIdSchema,
  runIdSchema,
  stageIdSchema,
  stepIdSchema,
  vmIdSchema,
} from './ids'
import { directAddressSchema } from './direct-path'
import { hardwareAddressSchema } from './hardware'
import { managerAddressSchema } from './manager'
import { recoveryVerbSchema } from './recovery'
import { RUN_PHASES } from './run'
import { OVERRULABLE } from './sustain'
import { upsAddressSchema } from './ups'
import { upsCommandSchema } from './ups-command'

/** `confirmed`: a person has looked and says that it is what is meant. */
const saveSchema = z.object({ confirmed: z.boolean(), reason: z.string().nullable() })
/** Null: the credential that is stored stays. */
const newSecretSchema = z.string().nullable()

/** A maintenance decision of the admin about one VM; what is not named is decided by the preview. */
export const evacuationChoiceSchema = z.object({
  vmId: vmIdSchema,
  action: z.enum(['migrate', 'save-state', 'shutdown']),
  targetHostId: hostIdSchema.nullable().default(null),
  /** Of `migrate`: disks that the target does not reach are copied there. Absent: no disk is. */
  withStorage: z.boolean().optional(),
})
export type EvacuationChoice = z.infer<typeof evacuationChoiceSchema>

/** The manager's own id of where its disks are copied to; null: they stay where they are. Absent: of an older console, and not compared. */
const copiedTo = z.string().nullable().optional()

/** Where a preview has sent a VM, and from where: the engine does the same, or refuses (D1). */
const plannedMoveSchema = z.object({
  vmId: vmIdSchema,
  targetHostId: hostIdSchema,
  /** Absent: of an older console. */
  fromHostId: hostIdSchema.nullable().optional(),
  datastoreNativeId: copiedTo,
})
export type PlannedMove = z.infer<typeof plannedMoveSchema>

/** One line of a preview as a person saw it. */
export const shownItemSchema = z.object({
  vmId: vmIdSchema,
  action: z.enum(['migrate', 'save-state', 'shutdown', 'none']),
  /** Of `migrate`. */
  targetHostId: hostIdSchema.nullable(),
  /** Of `migrate`: where it is when it leaves. */
  fromHostId: hostIdSchema.nullable(),
  /** Of `migrate`. */
  datastoreNativeId: copiedTo,
})
export type ShownItem = z.infer<typeof shownItemSchema>

/** The run as it was when something was ordered about it: what is ordered of one phase is not done in the next. */
const runSeenSchema = z.object({ phase: z.enum(RUN_PHASES), abandoned: z.boolean() })
export type RunSeen = z.infer<typeof runSeenSchema>

export const shownWaitSchema = z.object({ about: z.enum(OVERRULABLE), hasPercent: z.number().min(0).max(100).nullable() })

/**
 * What a person asks of the engine, as a row that the engine picks up within 100 ms.
 * `sealed` in a probe or a search is the secret, encrypted and wiped when the order is taken.
 */
export const orderSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('maintenance.enter'),
    hostId: hostIdSchema,
    choices: z.array(evacuationChoiceSchema),
    /** All moves of the preview that was ordered; what is not named is decided when it begins. Absent: of an older console. */
    moves: z.array(plannedMoveSchema).optional(),
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('maintenance.exit'),
    runId: runIdSchema.nullable(),
    hostId: hostIdSchema,
    bringBack: z.boolean(),
    /** A person vouches for the mains of its host, whose UPSs do not answer. Absent: nobody does. */
    vouchesForMains: z.literal(true).optional(),
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('maintenance.reboot'),
    hostId: hostIdSchema,
    /** The host's name, as it was typed by the person who wants it. */
    confirmation: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('run.hold'), runId: runIdSchema, reason: z.string().nullable(), seen: runSeenSchema.optional() }),
  z.object({
    kind: z.literal('run.continue'),
    runId: runIdSchema,
    reason: z.string().nullable(),
    /** Also without what the way back waits for, as it was shown (A6). Absent: a hold is lifted, or a danger set aside. */
    overrules: shownWaitSchema.optional(),
  }),
  z.object({ kind: z.literal('run.abort'), runId: runIdSchema, reason: z.string().nullable(), seen: runSeenSchema.optional() }),
  z.object({ kind: z.literal('run.skip-step'), runId: runIdSchema, stepId: stepIdSchema, reason: z.string().nullable() }),
  z.object({ kind: z.literal('run.retry-step'), runId: runIdSchema, stepId: stepIdSchema, reason: z.string().nullable() }),
  z.object({ kind: z.literal('plan.fire-stage'), planId: planIdSchema, stageId: stageIdSchema, reason: z.string().nullable() }),
  z.object({
    kind: z.literal('device.command'),
    deviceId: deviceIdSchema,
    command: upsCommandSchema,
    reason: z.string().nullable(),
  }),
  z.object({ kind: z.literal('device.battery-replaced'), deviceId: deviceIdSchema }),
  z.object({ kind: z.literal('host.cabling-checked'), hostId: hostIdSchema }),
  z.object({ kind: z.literal('device.probe'), address: upsAddressSchema, sealed: z.string() }),
  z.object({
    kind: z.literal('discovery.start'),
    searchId: z.string(),
    where: discoveryOrderSchema,
    /** Of SNMP in their order, and of NUT. */
    sealed: z.array(z.string()),
  }),
  z.object({ kind: z.literal('discovery.cancel'), searchId: z.string() }),
  z.object({
    kind: z.literal('discovery.add'),
    searchId: z.string(),
    devices: z.array(z.object({ key: z.string(), name: z.string() })).max(MOST_ADDED),
  }),
  z.object({ kind: z.literal('manager.probe'), address: managerAddressSchema, sealed: z.string() }),
  z.object({
    kind: z.literal('manager.change'),
    managerId: managerIdSchema,
    url: z.string(),
    pins: z.array(z.string()),
    sealed: newSecretSchema,
    /** Null: it is only looked what is there. */
    save: saveSchema.nullable(),
  }),
  z.object({
    kind: z.literal('device.change'),
    deviceId: deviceIdSchema,
    address: upsAddressSchema,
    sealed: newSecretSchema,
    /** Those that share its credential and get the new one too. */
    also: z.array(deviceIdSchema).max(MOST_CHANGED_TOGETHER),
    /** Null: it is only looked what is there. */
    save: saveSchema.nullable(),
  }),
  z.object({ kind: z.literal('hardware.probe'), hostId: hostIdSchema, address: hardwareAddressSchema, sealed: newSecretSchema }),
  z.object({
    kind: z.literal('hardware.save'),
    hostId: hostIdSchema,
    address: hardwareAddressSchema,
    sealed: newSecretSchema,
    save: saveSchema,
  }),
  z.object({ kind: z.literal('direct-path.probe'), hostId: hostIdSchema, address: directAddressSchema, sealed: newSecretSchema }),
  z.object({
    kind: z.literal('direct-path.save'),
    hostId: hostIdSchema,
    address: directAddressSchema,
    sealed: newSecretSchema,
    save: saveSchema,
  }),
  z.object({ kind: z.literal('readiness.prove') }),
  z.object({
    kind: z.literal('recovery.run'),
    managerId: managerIdSchema,
    planNativeId: z.string(),
    verb: recoveryVerbSchema,
    /** The plan's name, as it was typed by the person who wants it. */
    confirmation: z.string(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('config.changed') }),
  z.object({ kind: z.literal('demo.scenario'), name: z.string() }),
])
export type Order = z.infer<typeof orderSchema>
