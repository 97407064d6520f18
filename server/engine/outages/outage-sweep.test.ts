import { expect, it } from 'vitest'
import type { Step, StepAttempt } from '../../domain/run'
import { priorDurations } from '../../planner/durations'
import { runWith } from '../../testing/run-samples'
import { device, feed, group, host, hostId, onVm, plan, stageId, step, vm, vmId, world } from '../../testing/world-samples'
import { stageSteps } from './outage-steps'

const given = world({ hosts: [host('h1')], vms: [vm('seen', 'h1'), vm('late', 'h1')], feeds: [feed('ups', 'h1')] })
const site = {
  world: given,
  trustedWorld: given,
  groupStates: () => [],
  hostIdsAtRisk: () => new Set(given.hosts.map(({ id }) => id)),
  hostIdsOf: () => new Set(given.hosts.map(({ id }) => id)),
  durations: priorDurations,
}
const content = plan({
  stages: [
    {
      id: stageId('first'),
      name: 'First',
      triggers: [{ kind: 'manual' }],
      placements: [
        { vmId: vmId('seen'), vmName: 'seen', action: 'shutdown' },
        { vmId: vmId('late'), vmName: 'late', action: 'shutdown' },
      ],
    },
  ],
})

const called: StepAttempt = {
  action: 'shutdown-host',
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
}

it('A5 R6 a VM that was off, of which nobody can tell any more since this run has shut its host down, is not swept', () => {
  const object = { kind: 'host' as const, id: hostId('h1'), name: 'h1' }
  const goes = step(2, { object, action: 'shutdown-host', state: 'running', attempts: [called] })
  const down = world({ ...given, vms: given.vms.map((each) => ({ ...each, power: 'unknown' })) })
  const swept = (run: ReturnType<typeof runWith>) =>
    stageSteps(
      { ...site, world: down, trustedWorld: down },
      run,
      content,
      group(['ups']),
      [device('ups', { supply: 'battery' })],
      { stageId: stageId('first'), firstSeq: 1 },
      new Map(),
      new Map(),
    ).steps.map((each) => each.object.name)
  const seen = step(1, { object: onVm('seen'), action: 'shutdown', state: 'done' })
  expect(swept(runWith([seen, goes]))).toEqual([])
  // Its host went off by itself, or has been woken since: it may have run.
  expect(swept(runWith([seen]))).toEqual(['late'])
  const wakes = (state: Step['state']) => step(3, { object, action: 'power-on-host', direction: 'up', state })
  expect(swept(runWith([seen, goes, wakes('done')]))).toEqual(['late'])
  // Woken, and not up yet.
  expect(swept(runWith([seen, goes, wakes('running')]))).toEqual([])
  expect(swept(runWith([seen, goes, wakes('cancelled')]))).toEqual([])
})

it('D8 A9 R1 a VM of which the run has only written down that it ran is swept with its stage, which has fired before', () => {
  const run = runWith([
    step(1, { object: onVm('seen'), action: 'shutdown', state: 'done' }),
    step(2, { object: onVm('late'), action: 'keep', state: 'cancelled' }),
  ])
  const swept = stageSteps(
    site,
    run,
    content,
    group(['ups']),
    [device('ups', { supply: 'battery' })],
    { stageId: stageId('first'), firstSeq: 1 },
    new Map(),
    new Map(),
  )
  expect(swept.steps.map(({ object, action }) => [object.name, action])).toEqual([['late', 'shutdown']])
})
