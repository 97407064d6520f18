import { describe, expect, it } from 'vitest'
import type { PlanContent } from '../domain/plan'
import type { RunWithSteps } from '../domain/run'
import type { PowerDeviceView, World } from '../domain/world'
import {
  capabilities,
  device,
  feed,
  group,
  groupId,
  host,
  manager,
  onVm,
  plan,
  RUN_ID,
  stageId,
  step,
  vm,
  vmId,
  world,
} from '../testing/world-samples'
import { forecastPlan } from './forecast'
import type { ForecastQuestion } from './forecast-course'

const after = (seconds: number) => ({ kind: 'seconds-on-battery', seconds }) as const
const place = (name: string, more: object = {}) => ({ vmId: vmId(name), vmName: name, ...more })

const site = (given: Partial<World> = {}): World =>
  world({
    hosts: [host('a'), host('b')],
    vms: [vm('web', 'a'), vm('db', 'a'), vm('far', 'b')],
    feeds: [feed('ups1', 'a'), feed('ups2', 'b')],
    groups: [group(['ups1']), group(['ups2'], 1, 'other')],
    ...given,
  })

const oneStage = (triggerSeconds: number, more: object = {}): PlanContent =>
  plan({ stages: [{ id: stageId('one'), name: 'One', triggers: [after(triggerSeconds)], placements: [place('web')] }], ...more })

const foretell = (content: PlanContent, ups: Partial<PowerDeviceView> = {}, more: Partial<ForecastQuestion> = {}) =>
  forecastPlan({ content, groupId: groupId(), world: site(), devices: [device('ups1', ups), device('ups2')], ...more })

describe('forecast of an outage', () => {
  it('says when each stage fires and each action ends', () => {
    const forecast = foretell(oneStage(60))
    expect(forecast.verdict).toBe('clean')
    expect(forecast.vmCount).toBe(2)
    expect(forecast.stages).toMatchObject([{ name: 'One', firesAtSeconds: 60, endsAtSeconds: 90 }])
    expect(forecast.bars.map((bar) => [bar.name, bar.startSeconds, bar.endSeconds, bar.worstEndSeconds])).toEqual([
      ['web', 60, 90, 180],
      ['db', 60, 90, 180],
    ])
    expect(forecast.endsAtSeconds).toBe(90)
  })

  it('stretches the battery by what is shed, and says by how much', () => {
    const forecast = foretell(oneStage(60))
    expect(forecast.stages[0]?.shedWatts).toBeGreaterThan(0)
    expect(forecast.stages[0]?.gainedSeconds).toBeGreaterThan(60)
    expect(forecast.emptyAtSeconds).toBeGreaterThan(1200 + 60)
    expect(forecast.battery[0]).toEqual({ atSeconds: 0, runtimeSeconds: 1200 })
  })

  it('follows the battery’s own curve where it is learned, and its band', () => {
    const steep = [0.1, 0.2, 0.4, 0.8].map((loadShare) => ({ loadShare, seconds: 1200 * (loadShare / 0.4) ** -1.6 }))
    const values = { loadPercent: 40 }
    const learned = { runtimeCurve: steep, runtimeBand: { lowSeconds: 900, highSeconds: 1500 } }
    const ask = (given: Partial<PowerDeviceView>) =>
      foretell(oneStage(60), {}, { devices: [device('ups1', given, values), device('ups2')] })
    const plain = ask({})
    const known = ask(learned)
    expect(known.emptyAtSeconds ?? 0).toBeGreaterThan(plain.emptyAtSeconds ?? 0)
    // The worst case gains no more by shedding than without the curve, and believes the band's low end.
    expect(known.marginSeconds ?? 0).toBeLessThan(plain.marginSeconds ?? 0)
  })

  it('keeps the platform’s limits', () => {
    const narrow = site({ managers: [manager({ capabilities: capabilities({ powerOpsPerHost: 1 }) })] })
    const { bars } = foretell(oneStage(0), {}, { world: narrow })
    expect(bars.map((bar) => [bar.startSeconds, bar.endSeconds])).toEqual([
      [0, 30],
      [30, 60],
    ])
  })

  it('is late when the end falls inside the reserve', () => {
    const forecast = foretell(oneStage(60, { reserveSeconds: 1000 }))
    expect(forecast.verdict).toBe('late')
    expect(forecast.marginSeconds).toBeLessThan(0)
  })

  it('names the VMs that lose power while they run, and why', () => {
    const { verdict, cutOff, marginSeconds } = foretell(oneStage(60), { decidingRuntimeSeconds: 100 })
    expect(verdict).toBe('cut-off')
    expect(cutOff.map(({ name }) => name)).toEqual(['db', 'web'])
    expect(cutOff[0]?.reason).toBe('the battery is empty 90 s before it has ended')
    expect(marginSeconds).toBe(-90 - 120)
    const never = foretell(oneStage(600), { decidingRuntimeSeconds: 100 })
    expect(never.cutOff[0]?.reason).toBe('stage "One" does not begin before the battery is empty')
    expect(never.stages[0]?.firesAtSeconds).toBeNull()
    expect(never.worst).toBeUndefined()
  })

  it('says what the margin stands on: the slow end, what is left then, and the reserve', () => {
    for (const forecast of [foretell(oneStage(60)), foretell(oneStage(60), { decidingRuntimeSeconds: 100 })]) {
      const { worst, marginSeconds, reserveSeconds, bars } = forecast
      expect(worst?.endsAtSeconds).toBe(Math.max(...bars.map(({ worstEndSeconds }) => worstEndSeconds)))
      expect(Math.floor((worst?.leftSeconds ?? Number.NaN) - reserveSeconds)).toBe(marginSeconds)
    }
    const idle = foretell(plan({ stages: [] }), {}, { world: site({ vms: [] }) })
    expect(idle.worst).toEqual({ endsAtSeconds: null, leftSeconds: (idle.marginSeconds ?? 0) + idle.reserveSeconds })
  })

  it('says that a kept VM goes on until the battery is empty', () => {
    const keep = plan({
      stages: [
        { id: stageId('one'), name: 'One', triggers: [after(0)], placements: [place('web', { action: 'keep' }), place('db')] },
      ],
    })
    expect(foretell(keep)).toMatchObject({
      verdict: 'cut-off',
      cutOff: [{ name: 'web', reason: 'it is kept on until the battery is empty' }],
    })
  })

  it('fires by runtime, charge and low battery as the device will show them', () => {
    const at = (trigger: object, ups: Partial<PowerDeviceView> = {}) =>
      foretell(plan({ stages: [{ id: stageId('one'), name: 'One', triggers: [trigger], placements: [] }] }), ups).stages[0]
        ?.firesAtSeconds
    expect(at({ kind: 'runtime-at-most', seconds: 900 })).toBe(300)
    expect(at({ kind: 'charge-at-most', percent: 75 })).toBe(300)
    expect(at({ kind: 'low-battery' })).toBe(1200 - 120)
    expect(at({ kind: 'low-battery' }, { supply: 'battery', flags: ['low-battery'] })).toBe(0)
    expect(at({ kind: 'manual' })).toBeNull()
  })

  it('D4 foresees the move to a host with power, and its absence', () => {
    const move = plan({
      stages: [
        {
          id: stageId('one'),
          name: 'One',
          triggers: [after(0)],
          placements: [place('web', { action: 'migrate', fallback: 'shutdown' })],
        },
      ],
    })
    expect(
      foretell(move)
        .bars.map((bar) => `${bar.name} ${bar.action}`)
        .sort(),
    ).toEqual(['db shutdown', 'web migrate'])
    const dark = foretell(move, {}, { devices: [device('ups1'), device('ups2', { supply: 'battery' })] })
    expect(dark.bars.map((bar) => `${bar.name} ${bar.action}`).sort()).toEqual(['db shutdown', 'web shutdown'])
    expect(dark.notes.join()).toContain('its power does not outlast the plan')
  })

  it('A5 shows hosts after their VMs', () => {
    const hosts = { action: 'shutdown', triggers: [after(0)], limitSeconds: 600 }
    const bars = foretell(oneStage(60, { hosts })).bars
    const end = Math.max(...bars.filter((bar) => bar.object.kind === 'vm').map((bar) => bar.endSeconds))
    expect(bars.find((bar) => bar.object.kind === 'host')).toMatchObject({
      name: 'a',
      action: 'shutdown-host',
      startSeconds: end,
    })
  })

  it('P4 is unknown while nobody says how long the battery lasts', () => {
    const forecast = foretell(oneStage(60), { decidingRuntimeSeconds: null, decidingRuntimeReason: 'no runtime and no charge' })
    expect(forecast).toMatchObject({ verdict: 'unknown', marginSeconds: null, vmCount: 2 })
    expect(forecast.notes[0]).toBe('ups1 does not say how long it lasts: no runtime and no charge')
  })

  it('P5 puts the whole load on what is left when one of two UPSs is gone', () => {
    const paired = site({ groups: [group(['ups1', 'ups2'])], feeds: [feed('ups1', 'a'), feed('ups2', 'a', 'B')] })
    const both = foretell(oneStage(60), {}, { world: paired })
    const one = foretell(oneStage(60), {}, { world: paired, assumptions: { startChargePercent: null, oneFeedOnly: true } })
    expect(both.battery[0]?.runtimeSeconds).toBe(1200)
    expect(one.battery[0]?.runtimeSeconds).toBe(Math.round((1200 / 2 ** 1.1) * 10) / 10)
    expect(one.notes.join()).toContain('only ups1 still supplies')
  })

  it('assumes another charge at the start where asked', () => {
    const half = foretell(oneStage(60), {}, { assumptions: { startChargePercent: 50, oneFeedOnly: false } })
    expect(half.battery[0]?.runtimeSeconds).toBe(600)
  })

  it('D2 goes on from where a run stands', () => {
    const done = step(1, {
      object: onVm('web'),
      action: 'shutdown',
      state: 'done',
      startedAtMs: 60_000,
      endedAtMs: 70_000,
      stageId: stageId('one'),
    })
    const going = step(2, {
      object: onVm('db'),
      action: 'shutdown',
      state: 'running',
      startedAtMs: 60_000,
      stageId: stageId('one'),
    })
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
      fired: [{ stageId: stageId('one'), stageName: 'One', firedAtMs: 60_000, firstSeq: 1, why: '' }],
      steps: [done, going],
    }
    const forecast = foretell(
      oneStage(60),
      { supply: 'battery' },
      {
        world: site({ vms: [vm('web', 'a', { power: 'off' }), vm('db', 'a')] }),
        progress: { run, nowMs: 80_000 },
      },
    )
    expect(forecast.bars.map((bar) => [bar.name, bar.startSeconds, bar.endSeconds])).toEqual([
      ['web', 60, 70],
      ['db', 60, 90],
    ])
    expect(forecast.battery[0]).toMatchObject({ atSeconds: 80, runtimeSeconds: 1200 })
    expect(forecast.verdict).toBe('clean')

    const hostOff = (ran: Partial<RunWithSteps>) =>
      foretell(
        oneStage(60),
        { supply: 'battery' },
        {
          world: site({
            hosts: [host('a', { connection: 'down' }), host('b')],
            vms: [vm('web', 'a', { power: 'unknown' }), vm('db', 'a', { power: 'unknown' })],
          }),
          progress: { run: { ...run, steps: [done, { ...going, state: 'done', endedAtMs: 75_000 }], ...ran }, nowMs: 120_000 },
        },
      )
    expect(hostOff({})).toMatchObject({ verdict: 'clean', vmCount: 0, cutOff: [] })
    expect(hostOff({ dryRun: true }).cutOff).toHaveLength(2)
    expect(hostOff({ steps: [done, { ...going, state: 'failed' }] }).cutOff).toMatchObject([{ name: 'db' }])
  })
})
