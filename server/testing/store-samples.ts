import {
  credentialIdSchema,
  deviceIdSchema,
  hostIdSchema,
  orderIdSchema,
  planIdSchema,
  planVersionIdSchema,
  powerGroupIdSchema,
  runIdSchema,
  stageIdSchema,
  stepIdSchema,
  userIdSchema,
  vmIdSchema,
} from '../domain/ids'
import type { JournalDraft } from '../domain/journal'
import type { Order } from '../domain/order'
import { planContentSchema } from '../domain/plan'
import type { Run, Step } from '../domain/run'
import type { DeviceRow, OrderRow, PlanRow, PlanVersionRow, UserRow } from '../store/store'

/** One valid row of each noun; a test changes what it is about. */
export const NOON_MS = Date.UTC(2026, 5, 1, 12)

export const draft = (changes: Partial<JournalDraft> = {}): JournalDraft => ({
  atMs: NOON_MS,
  kind: 'power.supply-changed',
  actor: 'engine',
  channel: 'device',
  object: { kind: 'device', id: 'ups-1', name: 'UPS Röntgen 1' },
  message: 'UPS Röntgen 1 went from mains to battery',
  data: { before: 'mains', after: 'battery', evidence: ['upsOutputSource 5 (battery)'] },
  ...changes,
})

export const user = (name: string): UserRow => ({
  id: userIdSchema.parse(`user-${name}`),
  name,
  role: 'operator',
  passwordHash: '$argon2id$…',
  createdAtMs: NOON_MS,
  locale: 'de',
})

export const device = (id: string): DeviceRow => ({
  id: deviceIdSchema.parse(id),
  name: `UPS ${id}`,
  address: { protocol: 'snmp', host: '10.0.0.5', port: 161, family: 'auto' },
  credentialId: credentialIdSchema.parse('credential-1'),
  enabled: true,
  identity: null,
  createdAtMs: NOON_MS,
})

export const plan = (id: string): PlanRow => ({
  id: planIdSchema.parse(id),
  name: `Plan ${id}`,
  powerGroupId: powerGroupIdSchema.parse('group-1'),
  mode: 'dry-run',
  publishedVersionId: null,
  createdAtMs: NOON_MS,
})

export const planVersion = (planId: string, number: number): PlanVersionRow => ({
  id: planVersionIdSchema.parse(`${planId}-v${number}`),
  planId: planIdSchema.parse(planId),
  number,
  content: planContentSchema.parse({
    stages: [
      {
        id: 'stage-1',
        name: 'Tests',
        triggers: [{ kind: 'seconds-on-battery', seconds: 30 }],
        placements: [{ vmId: 'm:vm-1', vmName: 'test-1' }],
      },
    ],
  }),
  createdBy: 'ada',
  createdAtMs: NOON_MS,
  note: null,
})

export const run = (id: string, changes: Partial<Run> = {}): Run => ({
  id: runIdSchema.parse(id),
  kind: 'outage',
  phase: 'shedding',
  heldSinceMs: null,
  dryRun: false,
  planId: planIdSchema.parse('plan-1'),
  planVersionId: planVersionIdSchema.parse('plan-1-v1'),
  powerGroupId: powerGroupIdSchema.parse('group-1'),
  hostId: null,
  title: 'Outage of group 1',
  reason: null,
  startedBy: 'policy',
  outageStartedAtMs: NOON_MS - 30_000,
  startedAtMs: NOON_MS,
  mainsBackAtMs: null,
  endedAtMs: null,
  fired: [
    {
      stageId: stageIdSchema.parse('stage-1'),
      stageName: 'Tests',
      firedAtMs: NOON_MS,
      firstSeq: 1,
      why: 'on battery 31 s ≥ 30 s',
    },
  ],
  danger: { kinds: ['overload'], over: false },
  ...changes,
})

export const step = (runId: string, seq: number, changes: Partial<Step> = {}): Step => ({
  id: stepIdSchema.parse(`${runId}-${seq}`),
  runId: runIdSchema.parse(runId),
  seq,
  stageId: stageIdSchema.parse('stage-1'),
  direction: 'down',
  object: { kind: 'vm', id: vmIdSchema.parse(`m:vm-${seq}`), name: `vm ${seq}` },
  action: 'shutdown',
  targetHostId: null,
  limitSeconds: 180,
  fallback: 'power-off',
  after: [],
  before: { power: 'on', hostId: hostIdSchema.parse('m:host-1'), inMaintenance: false, macs: ['00:11:22:33:44:55'] },
  state: 'pending',
  attempts: [],
  startedAtMs: null,
  endedAtMs: null,
  result: null,
  ...changes,
})

export const placedOrder = (id: string, order: Order): OrderRow => ({
  id: orderIdSchema.parse(id),
  order,
  actor: 'ada',
  channel: 'web',
  placedAtMs: NOON_MS,
  state: 'placed',
  result: null,
})
