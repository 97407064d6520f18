import { expect, it } from 'vitest'
import { hostIdSchema, runIdSchema, stepIdSchema, vmIdSchema } from '@/server/domain/ids'
import type { RunPhase, RunWithSteps, Step } from '@/server/domain/run'
import { guestsAmong, movingOf } from './guests'

const run = runIdSchema.parse('run')
const vm = (name: string) => ({ id: vmIdSchema.parse(name), name })

const step = (seq: number, name: string, change: Partial<Step>): Step => ({
  id: stepIdSchema.parse(`s${seq}`),
  runId: run,
  seq,
  stageId: null,
  direction: 'down',
  object: { kind: 'vm', id: vmIdSchema.parse(name), name },
  action: 'migrate',
  targetHostId: hostIdSchema.parse('row2-a'),
  limitSeconds: 60,
  fallback: 'leave',
  after: [],
  before: { power: 'on', hostId: hostIdSchema.parse('row1-a'), inMaintenance: false, macs: [] },
  state: 'done',
  attempts: [],
  startedAtMs: 1,
  endedAtMs: 2,
  result: null,
  ...change,
})

const acting = (steps: readonly Step[], change: { phase?: RunPhase; dryRun?: boolean } = {}): RunWithSteps => ({
  id: run,
  kind: 'outage',
  phase: 'shedding',
  heldSinceMs: null,
  dryRun: false,
  planId: null,
  planVersionId: null,
  powerGroupId: null,
  hostId: null,
  title: 'Row 1',
  reason: null,
  startedBy: 'policy',
  outageStartedAtMs: 1,
  startedAtMs: 1,
  mainsBackAtMs: null,
  endedAtMs: null,
  fired: [],
  steps,
  ...change,
})

const here = [vm('db-07'), vm('crm-01')]
const row2 = new Set(['row2-a', 'row2-b'])
const names = (runs: readonly RunWithSteps[]) => guestsAmong(here, row2, runs.map(movingOf)).map(({ vm: guest }) => guest.name)

it('what a run moved here is a guest, while the run is on', () => {
  expect(names([acting([step(1, 'db-07', {})])])).toEqual(['db-07'])
  expect(names([acting([step(1, 'db-07', {})], { phase: 'in-maintenance' })])).toEqual(['db-07'])
})

it('what is on its way, came from a host of this group, or went home again is none', () => {
  expect(names([acting([step(1, 'db-07', { state: 'running' })])])).toEqual([])
  const within = { power: 'on', hostId: hostIdSchema.parse('row2-b'), inMaintenance: false, macs: [] } as const
  expect(names([acting([step(1, 'crm-01', { before: within })])])).toEqual([])
  expect(names([acting([step(1, 'db-07', {}), step(2, 'db-07', { direction: 'up', action: 'migrate-home' })])])).toEqual([])
})

it('a run that has ended, or touched nothing, leaves no guests: they stay, and want a place', () => {
  expect(names([acting([step(1, 'db-07', {})], { phase: 'done' })])).toEqual([])
  expect(names([acting([step(1, 'db-07', {})], { dryRun: true })])).toEqual([])
})
