import { hostIdSchema, runIdSchema, stageIdSchema, stepIdSchema, vmIdSchema } from '../domain/ids'
import type { VmFacts } from '../domain/inventory'
import { planContentSchema, type PlanContent, type Trigger } from '../domain/plan'
import type { RunWithSteps, Step } from '../domain/run'

export const planWith = (
  stages: readonly { readonly id: string; readonly triggers: readonly Trigger[]; readonly vms?: readonly string[] }[],
): PlanContent =>
  planContentSchema.parse({
    stages: stages.map(({ id, triggers, vms = [] }) => ({
      id,
      name: id,
      triggers,
      placements: vms.map((vm) => ({ vmId: vm, vmName: vm })),
    })),
  })

export const stageId = (id: string) => stageIdSchema.parse(id)
export const hostId = (id: string) => hostIdSchema.parse(id)

export const vmStep = (name: string, patch: Partial<Step> = {}): Step => ({
  id: stepIdSchema.parse(`step-${name}`),
  runId: runIdSchema.parse('run'),
  seq: 1,
  stageId: null,
  direction: 'down',
  object: { kind: 'vm', id: vmIdSchema.parse(name), name },
  action: 'shutdown',
  targetHostId: null,
  limitSeconds: 60,
  fallback: 'power-off',
  after: [],
  before: { power: 'on', hostId: hostIdSchema.parse('h1'), inMaintenance: false, macs: ['02:00:00:00:00:01'] },
  state: 'running',
  attempts: [],
  startedAtMs: 0,
  endedAtMs: null,
  result: null,
  ...patch,
})

export const runWith = (steps: readonly Step[], patch: Partial<RunWithSteps> = {}): RunWithSteps => ({
  id: runIdSchema.parse('run'),
  kind: 'outage',
  phase: 'shedding',
  heldSinceMs: null,
  dryRun: false,
  planId: null,
  planVersionId: null,
  powerGroupId: null,
  hostId: null,
  title: 'Row',
  reason: null,
  startedBy: 'engine',
  outageStartedAtMs: 0,
  startedAtMs: 0,
  mainsBackAtMs: null,
  endedAtMs: null,
  fired: [],
  steps,
  ...patch,
})

export const vmSeen = (name: string, patch: Partial<VmFacts> = {}): VmFacts => ({
  nativeId: name,
  uuid: name,
  name,
  hostNativeId: 'h1',
  clusterNativeId: null,
  power: 'on',
  cpuThreads: 2,
  cpuUsedPercent: 10,
  memoryMiB: 4_096,
  guestTools: 'running',
  highlyAvailable: null,
  disks: [],
  networkNativeIds: [],
  macs: ['02:00:00:00:00:01'],
  tags: [],
  hasPassthrough: false,
  hasLocalCdrom: false,
  systemKind: null,
  requiredCpuFeatures: null,
  lockedBy: null,
  ...patch,
})
