import { describe, expect, it } from 'vitest'
import type { Forecast } from '../domain/forecast'
import { PLANNER_SENTENCES } from '../domain/planner-sentences'
import { priorDurations } from '../planner/durations'
import { runWith } from '../testing/run-samples'
import { device, feed, group, host, onVm, plan, stageId, step, vm, vmId, world } from '../testing/world-samples'
import { atOnce } from '../planner/pieces'
import { forecastPlan } from '../planner/forecast'
import { loadModel } from '../planner/load-model'
import { believed, type RejectedForecast } from '../planner/believed-forecast'
import { groupForecast } from './group-forecast'
import { forecastRejection } from './rejected/reject-forecast'

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
      onRejected: () => undefined,
    }),
  ).vmCount

it('what a run has ended is not at stake while it waits or brings back, though a manager says nothing of a host that is off', () => {
  expect(counted(null)).toBe(1)
  for (const phase of ['waiting', 'recovering'] as const) expect(counted(runWith([ended], { phase, mainsBackAtMs: 3 }))).toBe(0)
  expect(counted(runWith([ended]))).toBe(0)
})

describe('what the independent checker does not accept', () => {
  const content = plan({
    stages: [
      {
        id: stageId('1'),
        name: '1',
        triggers: [{ kind: 'seconds-on-battery', seconds: 0 }],
        placements: [{ vmId: vmId('web'), vmName: 'web' }],
      },
    ],
  })
  const site = world({ hosts: [host('a')], vms: [vm('web', 'a')], feeds: [feed('ups1', 'a')], groups: [rows] })
  const devices = [device('ups1', { supply: 'battery' })]
  const sound = forecastPlan({ content, groupId: rows.id, world: site, devices })
  const question = {
    content,
    world: site,
    group: rows,
    devices,
    totalWatts: 2_000,
    watts: new Map<string, number>([...loadModel(site, rows, 2_000).vmWatts]),
  }
  const look = (forecast: Forecast) => {
    const rejected: RejectedForecast[] = []
    const onRejected = (found: RejectedForecast): string => {
      rejected.push(found)
      return PLANNER_SENTENCES.forecastNotBelieved
    }
    return { shown: atOnce(believed(question, forecast, onRejected)).forecast, rejected }
  }

  it('A6 D3 is not believed: no margin, no shorter grace, nothing shown, and it is on record', () => {
    expect(sound.verdict).toBe('clean')
    expect(look(sound)).toEqual({ shown: sound, rejected: [] })
    const graces = [{ stepId: step(1, { object: onVm('web'), action: 'shutdown' }).id }] as unknown as Forecast['graces']
    const { shown, rejected } = look({ ...sound, emptyAtSeconds: (sound.emptyAtSeconds ?? 0) * 2, graces })
    expect(shown).toMatchObject({ verdict: 'unknown', marginSeconds: null, bars: [], stages: [], emptyAtSeconds: null })
    expect(shown.graces).toBeUndefined()
    expect(shown.notes).toEqual([PLANNER_SENTENCES.forecastNotBelieved])
    const [first] = rejected
    if (first === undefined) throw new Error('nothing was rejected')
    const { findings, object } = forecastRejection(rows, first)
    expect({ findings, object }).toEqual({ findings: ['dark'], object: { kind: 'group', id: rows.id, name: rows.name } })
  })
})
