import { describe, expect, it } from 'vitest'
import type { PowerDeviceView } from '../domain/world'
import { device, feed, group, groupId, host, plan, RUN_ID, stageId, vm, vmId, world } from '../testing/world-samples'
import type { RunWithSteps } from '../domain/run'
import type { ForecastQuestion } from './forecast-course'
import { forecastPlan } from './forecast'
import { latestMoments } from './latest-moment'

const place = (name: string) => ({ vmId: vmId(name), vmName: name })
const stage = (name: string, seconds: number, vms: readonly string[]) => ({
  id: stageId(name),
  name,
  triggers: [{ kind: 'seconds-on-battery' as const, seconds }],
  placements: vms.map(place),
})

const question = (ups: Partial<PowerDeviceView> = {}, more: Partial<ForecastQuestion> = {}): ForecastQuestion => ({
  content: plan({ reserveSeconds: 100, stages: [stage('first', 60, ['web']), stage('last', 120, ['db'])] }),
  groupId: groupId(),
  world: world({
    hosts: [host('a')],
    vms: [vm('web', 'a'), vm('db', 'a', { cpuUsedPercent: 90 })],
    feeds: [feed('ups', 'a')],
    groups: [group(['ups'])],
  }),
  devices: [device('ups', { supply: 'battery', ...ups })],
  ...more,
})

describe('latest safe moments', () => {
  it('A6 are, for the last stage, the battery at its worst less the reserve and the slowest end', () => {
    const { stages } = latestMoments(question())
    const last = stages.find(({ name }) => name === 'last')?.moment
    // 1,200 s shown, of which nine in ten are believed; less what web frees from its end on, 120 s for db at worst, 100 s of reserve.
    expect(last).toMatchObject({ kind: 'at' })
    const seconds = last?.kind === 'at' ? last.seconds : Number.NaN
    expect(seconds).toBeGreaterThan(1_080 - 120 - 100)
    expect(seconds).toBeLessThan(1_200)
    const first = stages.find(({ name }) => name === 'first')?.moment
    expect(first).toEqual({ kind: 'at', seconds: 1_080 - 120 - 100 })
  })

  it('A6 are now where not a second is to spare, and too late by what is missing', () => {
    const at = (runtime: number) => latestMoments(question({ decidingRuntimeSeconds: runtime })).stages[0]?.moment
    expect(at(220 / 0.9 + 0.5)).toEqual({ kind: 'now' })
    expect(at(200 / 0.9)).toEqual({ kind: 'too-late', missingSeconds: 20 })
  })

  it('are any time where nothing drains', () => {
    const carried = question()
    const groups = [group(['ups', 'other'])]
    const { stages, vms } = latestMoments({
      ...carried,
      world: { ...carried.world, groups },
      devices: [...carried.devices, device('other', { supply: 'mains' })],
    })
    expect(stages.map(({ moment }) => moment.kind)).toEqual(['any-time', 'any-time'])
    expect(vms.map(({ moment }) => moment.kind)).toEqual(['any-time', 'any-time'])
  })

  it('are of each VM by itself no earlier than the plan, and later where it draws less', () => {
    const { vms } = latestMoments(question())
    const of = (name: string) => vms.find((each) => each.vmId === vmId(name))
    expect(of('web')?.moment).toMatchObject({ kind: 'at' })
    expect(of('db')?.gainedSeconds).toBeGreaterThan(of('web')?.gainedSeconds ?? Number.NaN)
  })

  it('are of what has not begun, once a run is on', () => {
    const run: RunWithSteps = {
      id: RUN_ID,
      kind: 'outage',
      phase: 'shedding',
      heldSinceMs: null,
      dryRun: false,
      planId: null,
      planVersionId: null,
      powerGroupId: groupId(),
      hostId: null,
      title: '',
      reason: null,
      startedBy: 'engine',
      outageStartedAtMs: 0,
      startedAtMs: 60_000,
      mainsBackAtMs: null,
      endedAtMs: null,
      fired: [{ stageId: stageId('first'), stageName: 'first', firedAtMs: 60_000, firstSeq: 1, why: '' }],
      steps: [],
    }
    const { stages } = latestMoments(question({}, { progress: { run, nowMs: 90_000 } }))
    expect(stages.map(({ name }) => name)).toEqual(['last'])
  })

  it('nobody knows where no UPS says how long it lasts', () => {
    const unknown = question({ decidingRuntimeSeconds: null })
    expect(forecastPlan(unknown).verdict).toBe('unknown')
    expect(latestMoments(unknown)).toEqual({ stages: [], vms: [] })
    expect(latestMoments({ ...unknown, groupId: groupId('gone') })).toEqual({ stages: [], vms: [] })
  })
})
