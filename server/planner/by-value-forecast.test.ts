import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanContent } from '../domain/plan'
import { runWith } from '../testing/run-samples'
import { device, feed, group, groupId, host, onHost, onVm, plan, stageId, step, vm, vmId, world } from '../testing/world-samples'
import { checkForecast } from './check-forecast'
import { forecastPlan, forecastWithCourse } from './forecast'
import type { ForecastQuestion } from './forecast-course'
import { atOnce } from './pieces'

const site = world({
  hosts: [host('a', { powerWatts: 900 }), host('b', { powerWatts: 900 })],
  vms: [vm('gold', 'a', { tags: ['tier-0'] }), vm('scrap', 'b', { tags: ['tier-3'] }), vm('late', 'a', { tags: ['tier-2'] })],
  feeds: [feed('ups', 'a'), feed('ups', 'b')],
  groups: [group(['ups'])],
})
const after = (seconds: number) => ({ kind: 'seconds-on-battery', seconds }) as const
const content = (shedding: PlanContent['shedding'], secondAfter = 7_200): PlanContent =>
  plan({
    shedding,
    stages: [
      { id: 'one', name: 'One', triggers: [after(60)], placements: ['gold', 'scrap'] },
      { id: 'two', name: 'Two', triggers: [after(secondAfter), { kind: 'runtime-at-most', seconds: 600 }], placements: ['late'] },
    ].map((stage) => ({
      ...stage,
      id: stageId(stage.id),
      placements: stage.placements.map((name) => ({ vmId: vmId(name), vmName: name })),
    })),
  })
const foretell = (given: PlanContent, more: Partial<ForecastQuestion> = {}) =>
  forecastPlan({ content: given, groupId: groupId(), world: site, devices: [device('ups')], ...more })
/** What the independent checker says of it. */
const faultsOf = (given: PlanContent, more: Partial<ForecastQuestion>) => {
  const question: ForecastQuestion = { content: given, groupId: groupId(), world: site, devices: [device('ups')], ...more }
  const { forecast, course } = atOnce(forecastWithCourse(question))
  if (course === null) return []
  const { load, startSeconds } = course
  const watts = new Map<string, number>([...load.vmWatts, ...load.hostWatts])
  const { world: seen, devices } = question
  return checkForecast(
    {
      content: given,
      world: seen,
      group: group(['ups']),
      devices,
      fromSeconds: startSeconds,
      totalWatts: load.totalWatts,
      watts,
    },
    forecast,
  )
}
const starts = (forecast: ReturnType<typeof forecastPlan>) =>
  Object.fromEntries(forecast.bars.map(({ name, startSeconds }) => [name, startSeconds]))

describe('a plan that stops VMs by value, foretold', () => {
  it('lets the more important one go on, and still ends before the reserve at worst', () => {
    expect(starts(foretell(content('at-once')))).toMatchObject({ gold: 60, scrap: 60 })
    const forecast = foretell(content('by-value'))
    const { gold = 0, scrap = 0 } = starts(forecast)
    expect(scrap).toBeGreaterThanOrEqual(60)
    expect(gold).toBeGreaterThan(scrap + 100)
    expect(forecast).toMatchObject({ verdict: 'clean', cutOff: [] })
    expect(forecast.marginSeconds).toBeGreaterThanOrEqual(0)
  })

  it('until the next stage fires at most', () => {
    expect(starts(foretell(content('by-value', 200)))).toMatchObject({ gold: 200 })
  })

  it('changes nothing where it does not fit anyway', () => {
    const short = { devices: [device('ups', { decidingRuntimeSeconds: 250 })] }
    expect(foretell(content('by-value'), short)).toEqual(foretell(content('at-once'), short))
  })

  it('knows of a run that is on what waits until when, and what comes after it', () => {
    const gold = step(1, {
      object: onVm('gold'),
      action: 'shutdown',
      stageId: stageId('one'),
      limitSeconds: 180,
      notBeforeMs: 300_000,
    })
    const off = step(2, { object: onHost('b'), action: 'shutdown-host', limitSeconds: 600, after: [gold.id] })
    const run = runWith([gold, off], {
      powerGroupId: groupId(),
      startedAtMs: 60_000,
      fired: ['one', 'two'].map((id) => ({ stageId: stageId(id), stageName: id, firedAtMs: 60_000, firstSeq: 1, why: '' })),
    })
    const devices = [device('ups', { supply: 'battery', decidingRuntimeSeconds: 3_000 })]
    expect(starts(foretell(content('by-value'), { devices, progress: { run, nowMs: 100_000 } }))).toMatchObject({
      gold: 300,
      b: 330,
    })
    expect(starts(foretell(content('by-value'), { devices, progress: { run, nowMs: 400_000 } }))).toMatchObject({ gold: 400 })
  })

  it('D3 never makes a plan miss its reserve that keeps it without, nor leaves anybody to be cut off', () => {
    const trigger = fc.oneof(
      fc.record({ kind: fc.constant('seconds-on-battery' as const), seconds: fc.integer({ min: 0, max: 1_200 }) }),
      fc.record({ kind: fc.constant('runtime-at-most' as const), seconds: fc.integer({ min: 200, max: 2_400 }) }),
    )
    const placed = fc.record({
      tier: fc.integer({ min: 0, max: 3 }),
      stage: fc.integer({ min: 0, max: 2 }),
      host: fc.constantFrom('a', 'b'),
      limitSeconds: fc.integer({ min: 10, max: 200 }),
      waits: fc.boolean(),
    })
    const drawn = fc.record({
      vms: fc.array(placed, { minLength: 1, maxLength: 10 }),
      triggers: fc.tuple(trigger, trigger, trigger),
      seconds: fc.integer({ min: 400, max: 4_000 }),
      reserveSeconds: fc.integer({ min: 0, max: 300 }),
      endsHosts: fc.boolean(),
    })
    let kept = 0
    fc.assert(
      fc.property(drawn, ({ vms, triggers, seconds, reserveSeconds, endsHosts }) => {
        const given = {
          ...site,
          vms: vms.map(({ tier, host: on }, at) => vm(`vm${at}`, on, { tags: [`tier-${tier}`] })),
        }
        const contentOf = (shedding: PlanContent['shedding']): PlanContent =>
          plan({
            shedding,
            reserveSeconds,
            stages: triggers.map((one, stage) => ({
              id: stageId(`s${stage}`),
              name: `s${stage}`,
              triggers: [one],
              placements: vms.flatMap(({ stage: own, limitSeconds, waits }, at) =>
                own === stage
                  ? [
                      {
                        vmId: vmId(`vm${at}`),
                        vmName: `vm${at}`,
                        limitSeconds,
                        after: waits && at > 0 ? [vmId(`vm${at - 1}`)] : [],
                      },
                    ]
                  : [],
              ),
            })),
            hosts: {
              action: endsHosts ? 'shutdown' : 'keep',
              triggers: [{ kind: 'runtime-at-most', seconds: 900 }],
              limitSeconds: 600,
            },
          })
        const more = { world: given, devices: [device('ups', { decidingRuntimeSeconds: seconds })] }
        if (foretell(contentOf('at-once'), more).verdict !== 'clean') return
        kept += 1
        expect(foretell(contentOf('by-value'), more)).toMatchObject({ verdict: 'clean', cutOff: [] })
        // The independent checker goes second by second through a day: every fourth is enough.
        if (kept % 4 !== 0) return
        const policy = { shedAfterSeconds: 300, shedTier: 2 as const, endAfterSeconds: 900 }
        for (const each of [contentOf('by-value'), { ...contentOf('by-value'), longOutage: policy }])
          expect(faultsOf(each, more)).toEqual([])
      }),
      { numRuns: 50 },
    )
    expect(kept).toBeGreaterThan(5)
  })
})

describe('S4-01 a policy for long outages, foretold', () => {
  const long = (longOutage: Partial<PlanContent['longOutage']>): PlanContent => ({
    ...content('at-once', 7_200),
    stages: content('at-once', 7_200).stages.map((stage) => ({ ...stage, triggers: [after(7_200)] })),
    longOutage: { shedAfterSeconds: null, shedTier: 3, endAfterSeconds: null, ...longOutage },
  })
  const lasting = { devices: [device('ups', { decidingRuntimeSeconds: 3_000 })] }

  it('ends the lower tiers, and then everything, when it says', () => {
    const forecast = foretell(long({ shedAfterSeconds: 600, endAfterSeconds: 900 }), lasting)
    expect(starts(forecast)).toEqual({ scrap: 600, gold: 900, late: 900 })
    expect(forecast.verdict).toBe('clean')
  })

  it('changes nothing of what a shorter outage does', () => {
    const short = content('at-once', 60)
    const policy = { shedAfterSeconds: 3_600, shedTier: 3 as const, endAfterSeconds: 7_200 }
    const { bars, marginSeconds, verdict, cutOff } = foretell({ ...short, longOutage: policy })
    expect({ bars, marginSeconds, verdict, cutOff }).toEqual({
      bars: foretell(short).bars,
      marginSeconds: foretell(short).marginSeconds,
      verdict: foretell(short).verdict,
      cutOff: foretell(short).cutOff,
    })
  })

  it('a plan that ends nobody before the battery is empty says so as without it', () => {
    const never = foretell(long({ shedAfterSeconds: 7_000 }), lasting)
    expect(never.verdict).toBe('cut-off')
    expect(never.marginSeconds).toBeNull()
  })
})
