import { expect, it } from 'vitest'
import { feed, group, host, onVm, plan, stageId, step, vm, vmId, world, device } from '../testing/world-samples'
import { runWith } from '../testing/run-samples'
import { withEnded } from './cut-off'
import { forecastPlan } from './forecast'

const dark = world({
  hosts: [host('h1')],
  vms: [vm('a', 'h1', { power: 'unknown' }), vm('b', 'h1', { power: 'unknown' }), vm('c', 'h1')],
  feeds: [feed('ups', 'h1')],
  groups: [group(['ups'])],
})
const content = plan({
  stages: [
    {
      id: stageId('all'),
      name: 'all',
      triggers: [{ kind: 'seconds-on-battery', seconds: 60 }],
      placements: ['a', 'b', 'c'].map((name) => ({ vmId: vmId(name), vmName: name, action: 'shutdown' as const })),
    },
  ],
})
const counted = (given: typeof dark): number =>
  forecastPlan({ content, groupId: group(['ups']).id, world: given, devices: [device('ups')] }).vmCount

it('what a run has ended, as verified, is off in the world that a plan is tried on, though its manager says nothing', () => {
  const run = runWith([
    step(1, { object: onVm('a'), action: 'shutdown', state: 'done' }),
    step(2, { object: onVm('b'), action: 'shutdown', state: 'failed' }),
    step(3, { object: onVm('c'), action: 'shutdown', state: 'done' }),
  ])
  const after = withEnded(dark, run)
  expect(after.vms.map(({ name, power }) => [name, power])).toEqual([
    ['a', 'off'],
    ['b', 'unknown'],
    // Somebody has started it again, and its manager says so.
    ['c', 'on'],
  ])
  expect([counted(dark), counted(after)]).toEqual([3, 2])
})

it('a dry run has ended nothing', () => {
  const run = runWith([step(1, { object: onVm('a'), action: 'shutdown', state: 'done' })], { dryRun: true })
  expect(withEnded(dark, run)).toEqual(dark)
})
