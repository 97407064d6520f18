import { expect, it } from 'vitest'
import { priorDurations } from '../planner/durations'
import { runWith } from '../testing/run-samples'
import { device, feed, group, host, onVm, plan, step, vm, world } from '../testing/world-samples'
import { atOnce } from '../planner/pieces'
import { groupForecast } from './group-forecast'

const rows = group(['ups1'])
const down = world({
  hosts: [host('a', { connection: 'down' })],
  vms: [vm('web', 'a', { power: 'unknown' })],
  feeds: [feed('ups1', 'a')],
  groups: [rows],
})
const ended = step(1, { object: onVm('web'), action: 'shutdown', state: 'done', startedAtMs: 1, endedAtMs: 2 })
const counted = (run: Parameters<typeof groupForecast>[0]['run']) =>
  atOnce(
    groupForecast({
      content: plan({ stages: [] }),
      group: rows,
      world: down,
      views: [device('ups1')],
      run,
      nowMs: 9,
      durations: priorDurations,
    }),
  ).vmCount

it('what a run has ended is not at stake while it waits or brings back, though a manager says nothing of a host that is off', () => {
  expect(counted(null)).toBe(1)
  for (const phase of ['waiting', 'recovering'] as const) expect(counted(runWith([ended], { phase, mainsBackAtMs: 3 }))).toBe(0)
  expect(counted(runWith([ended]))).toBe(0)
})
