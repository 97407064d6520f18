import { z } from 'zod'
import { DANGER_KINDS } from '../domain/danger'
import {
  deviceIdSchema,
  hostIdSchema,
  managerIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  runIdSchema,
  safeguardIdSchema,
  stageIdSchema,
  stepIdSchema,
  vmIdSchema,
} from '../domain/ids'
import type { MoveReport } from '../domain/move-report'
import { vmFallbackSchema } from '../domain/plan'
import type { CarriedStorage } from '../domain/preflight'
import {
  type CalledOff,
  type CameThrough,
  RUN_PHASES,
  type FiredStage,
  type Run,
  type Step,
  type StepAttempt,
  type StepSafeguard,
} from '../domain/run'

import { safeguardSettingSchema } from '../domain/safeguard'
import { START_GROUPS } from '../domain/start-group'
import { stepActionSchema } from '../domain/step-action'
import { OVERRULABLE } from '../domain/sustain'

/** Loose: a member that a newer version added is kept. */
const firedSchema: z.ZodType<FiredStage> = z.looseObject({
  stageId: stageIdSchema,
  stageName: z.string(),
  firedAtMs: z.number(),
  firstSeq: z.number().default(1),
  why: z.string(),
})

const recoveryNoteSchema = z.looseObject({
  why: z.string(),
  isUnprotected: z.boolean(),
  lack: z
    .looseObject({
      hasPercent: z.number(),
      needPercent: z.number(),
      ifNow: z.looseObject({ marginSeconds: z.number(), lossCount: z.number() }).optional(),
    })
    .optional(),
  isChargeUntold: z.literal(true).optional(),
  isBlind: z.literal(true).optional(),
})

export const runSchema: z.ZodType<Run> = z.looseObject({
  id: runIdSchema,
  kind: z.enum(['outage', 'maintenance']),
  phase: z.enum(RUN_PHASES),
  heldSinceMs: z.number().nullable(),
  dryRun: z.boolean(),
  planId: planIdSchema.nullable(),
  planVersionId: planVersionIdSchema.nullable(),
  powerGroupId: powerGroupIdSchema.nullable(),
  hostId: hostIdSchema.nullable(),
  title: z.string(),
  reason: z.string().nullable(),
  startedBy: z.string(),
  outageStartedAtMs: z.number().nullable(),
  startedAtMs: z.number(),
  mainsBackAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  fired: z.array(firedSchema),
  abandoned: z.boolean().optional(),
  restored: z.boolean().optional(),
  danger: z.object({ kinds: z.array(z.enum(DANGER_KINDS)), over: z.boolean() }).nullish(),
  waves: z.array(z.looseObject({ no: z.number(), begunAtMs: z.number() })).optional(),
  supplyBefore: z
    .array(
      z.looseObject({
        deviceId: deviceIdSchema,
        watts: z.number(),
        loadPercent: z.number().nullable(),
        runtimeSeconds: z.number(),
        chargePercent: z.number(),
      }),
    )
    .optional(),
  recoveryNote: recoveryNoteSchema.nullish(),
  chargeWatch: z
    .looseObject({ sinceMs: z.number(), firstPercent: z.number(), highestPercent: z.number(), risenAtMs: z.number() })
    .nullish(),
  goAhead: z
    .looseObject({ by: z.string(), atMs: z.number(), about: z.enum(OVERRULABLE), hasPercent: z.number().nullable() })
    .nullish()
    .catch(null),
  recordedManagerIds: z.array(managerIdSchema).optional(),
  switchedOff: z
    .array(z.looseObject({ hostId: hostIdSchema, name: z.string(), atMs: z.number(), isVerified: z.boolean() }))
    .optional(),
  vouchedMains: z.literal(true).nullish(),
  recoveryBeganAtMs: z.number().optional(),
})

const attemptSchema: z.ZodType<StepAttempt> = z.looseObject({
  action: stepActionSchema,
  startedAtMs: z.number(),
  intentEntryId: z.number(),
  task: z.string().nullable(),
  outcome: z.enum(['open', 'verified', 'refused', 'failed', 'deadline', 'unknown']),
  message: z.string().nullable(),
  endedAtMs: z.number().nullable(),
  whileLocked: z.literal(true).optional(),
  whileDeaf: z.literal(true).optional(),
  seenOn: z.literal(true).optional(),
})

const moveReportSchema: z.ZodType<MoveReport> = z.looseObject({
  guest: z.enum(['answers', 'silent', 'unchecked']),
  asked: z.string().nullable(),
  downtimeMs: z.number().nullable(),
  downtimeFrom: z.enum(['platform', 'probe']).nullable(),
})

const stepSafeguardSchema: z.ZodType<StepSafeguard> = z.looseObject({
  managerId: managerIdSchema,
  nativeId: z.string(),
  found: safeguardSettingSchema,
  isKept: z.boolean(),
  sparedVms: z.array(z.string()).optional(),
  early: z.literal(true).optional(),
  hostIds: z.array(hostIdSchema),
})

const carriedStorageSchema: z.ZodType<CarriedStorage> = z.looseObject({
  datastoreNativeId: z.string(),
  datastoreName: z.string(),
  gibibytes: z.number(),
  swapGibibytes: z.number().optional(),
  leaves: z.array(z.string()).optional(),
})

const calledOffSchema: z.ZodType<CalledOff> = z.looseObject({
  atMs: z.number(),
  endsAs: z.enum(['failed', 'skipped', 'cancelled']),
  why: z.string(),
  awaited: z.string().optional(),
})

const cameThroughSchema: z.ZodType<CameThrough> = z.looseObject({ was: z.enum(['kept', 'dark']), atMs: z.number() })

export const stepSchema: z.ZodType<Step> = z.looseObject({
  id: stepIdSchema,
  runId: runIdSchema,
  seq: z.number(),
  stageId: stageIdSchema.nullable(),
  direction: z.enum(['down', 'up']),
  object: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('vm'), id: vmIdSchema, name: z.string() }),
    z.looseObject({ kind: z.literal('host'), id: hostIdSchema, name: z.string() }),
    z.looseObject({ kind: z.literal('safeguard'), id: safeguardIdSchema, name: z.string() }),
  ]),
  action: stepActionSchema,
  targetHostId: hostIdSchema.nullable(),
  storage: carriedStorageSchema.optional(),
  calledOff: calledOffSchema.optional(),
  limitSeconds: z.number(),
  plannedLimitSeconds: z.number().optional(),
  notBeforeMs: z.number().optional(),
  powerUntilMs: z.number().optional(),
  isGuest: z.literal(true).optional(),
  fallback: vmFallbackSchema,
  after: z.array(stepIdSchema),
  before: z.looseObject({
    power: z.enum(['on', 'off', 'saved', 'paused', 'unknown']),
    hostId: hostIdSchema.nullable(),
    inMaintenance: z.boolean(),
    macs: z.array(z.string()),
    uuid: z.string().nullish(),
    guestTools: z.enum(['running', 'not-running', 'not-installed', 'unknown']).optional(),
  }),
  state: z.enum(['pending', 'running', 'done', 'failed', 'skipped', 'cancelled']),
  attempts: z.array(attemptSchema),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  result: z.string().nullable(),
  bootedBeforeMs: z.number().optional(),
  cameThrough: cameThroughSchema.optional(),
  answer: z.looseObject({ isThere: z.boolean(), asked: z.string().nullable() }).optional(),
  wave: z.looseObject({ no: z.number(), group: z.enum(START_GROUPS) }).optional(),
  safeguard: stepSafeguardSchema.optional(),
  moved: moveReportSchema.optional(),
})
