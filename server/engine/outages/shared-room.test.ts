import { describe, expect, it } from 'vitest'
import { runIdSchema } from '../../domain/ids'
import type { RunWithSteps, Step } from '../../domain/run'
import { priorDurations } from '../../planner/durations'
import { upsOf } from '../../testing/battery-rows'
import { runWith } from '../../testing/run-samples'
import { feed, group, host, hostId, plan, stageId, vm, world } from '../../testing/world-samples'
import { checkedSteps } from '../checked-steps'
import { arrivalsElsewhere, stageSteps } from './outage-steps'

/** Rows `a` and `d` fail together; `c1`, on mains, has room for one of their VMs. */
const rows = world({
  hosts: [host('a1'), host('d1'), host('c1', { memoryMiB: 20_000 })],
  vms: [vm('x', 'a1', { memoryMiB: 12_000 }), vm('y', 'd1', { memoryMiB: 12_000 })],
  feeds: [feed('ups-a', 'a1'), feed('ups-d', 'd1'), feed('ups-c', 'c1')],
  groups: [group(['ups-a'], 1, 'a'), group(['ups-d'], 1, 'd'), group(['ups-c'], 1, 'c')],
})
const onMains = { supply: 'mains', secondsOnBattery: null, onBatterySinceMs: null } as const
const views = [upsOf('ups-a', 900), upsOf('ups-d', 900), upsOf('ups-c', 900, onMains)]
const all = stageId('all')
const content = plan({
  stages: [{ id: all, name: 'All', triggers: [{ kind: 'seconds-on-battery', seconds: 5 }], placements: [] }],
  unplaced: { action: 'migrate', limitSeconds: 180, fallback: 'shutdown' },
})
const runOf = (name: string, steps: readonly Step[], given: Partial<RunWithSteps> = {}): RunWithSteps =>
  runWith(steps, { id: runIdSchema.parse(name), title: name, ...given })
const plannedFor = (name: 'a' | 'd', active: readonly RunWithSteps[]) => {
  const run = runOf(name, [])
  const site = {
    world: rows,
    trustedWorld: rows,
    durations: priorDurations,
    groupStates: () => [],
    hostIdsAtRisk: () => new Set([hostId(`${name}1`)]),
    hostIdsOf: () => new Set([hostId(`${name}1`)]),
  }
  const stage = { stageId: all, firstSeq: 1 }
  const [row] = rows.groups.filter(({ id }) => id === group([], 1, name).id)
  if (row === undefined) throw new Error('a row')
  const elsewhere = arrivalsElsewhere(run, active)
  return stageSteps(site, run, content, row, views, stage, new Map(), new Map(), null, elsewhere)
}
const decided = ({ steps }: { readonly steps: readonly Step[] }) => steps.map((step) => [step.action, step.targetHostId])

describe('D4 D11 two rows that fail together', () => {
  const first = plannedFor('a', [])

  it('D4 the first takes the room that there is', () => {
    expect(decided(first)).toEqual([['migrate', hostId('c1')]])
  })

  it.each(['outage', 'maintenance'] as const)('D4 D11 the second does not count on what a run for %s has taken', (kind) => {
    expect(decided(plannedFor('d', [runOf('a', first.steps, { kind })]))).toEqual([['shutdown', null]])
  })

  it('D4 it counts on what only a dry run would take, and on what has ended', () => {
    const ended = first.steps.map((step) => ({ ...step, state: 'failed' as const }))
    expect(decided(plannedFor('d', [runOf('a', first.steps, { dryRun: true })]))).toEqual([['migrate', hostId('c1')]])
    expect(decided(plannedFor('d', [runOf('a', ended)]))).toEqual([['migrate', hostId('c1')]])
  })

  it('D4 K1 the independent checker refuses a second that was planned as if there were no other', () => {
    const blind = plannedFor('d', [])
    expect(decided(blind)).toEqual([['migrate', hostId('c1')]])
    const { steps, changes } = checkedSteps(rows, [], blind.steps, { elsewhere: first.steps })
    expect(decided({ steps })).toEqual([['shutdown', null]])
    expect(changes).toEqual([expect.stringContaining('c1 would hold 24000 MiB of 20000 MiB')])
  })
})
