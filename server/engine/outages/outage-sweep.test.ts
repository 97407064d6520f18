import { expect, it } from 'vitest'
import { priorDurations } from '../../planner/durations'
import { runWith } from '../../testing/run-samples'
import { device, feed, group, host, onVm, plan, stageId, step, vm, vmId, world } from '../../testing/world-samples'
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
