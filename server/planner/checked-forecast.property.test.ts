import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanContent, Trigger } from '../domain/plan'
import { type PowerReading, silent } from '../domain/power-reading'
import type { RunWithSteps, Step } from '../domain/run'
import type { PowerDeviceView, World } from '../domain/world'
import { anySite, groupHostIds, planOf, worldOf } from '../testing/any-site'
import { runWith } from '../testing/run-samples'
import { device, feed, group, RUN_ID, stepIds } from '../testing/world-samples'
import { believedForecast } from './believed-forecast'
import { checkForecast } from './check-forecast'
import { forecastWithCourse } from './forecast'
import type { ForecastQuestion } from './forecast-course'
import { atOnce } from './pieces'
import { stepsForStage } from './run-steps'

/** Whatever a UPS may say of itself. */
const anyUps = fc.record({
  supply: fc.constantFrom<PowerDeviceView['supply']>('battery', 'battery', 'mains', 'bypass', 'off', 'unknown'),
  runtime: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: null, freq: 8 }),
  watts: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: null, freq: 3 }),
  loadPercent: fc.option(fc.integer({ min: 0, max: 110 }), { nil: null }),
  nominal: fc.option(fc.integer({ min: 500, max: 5_000 }), { nil: null }),
  expected: fc.option(
    fc.record({ watts: fc.integer({ min: 100, max: 3_000 }), percent: fc.option(fc.integer({ min: 1, max: 150 })) }),
    {
      nil: undefined,
      freq: 4,
    },
  ),
  curve: fc.option(fc.constantFrom(0.8, 1, 1.4), { nil: null }),
  since: fc.integer({ min: 0, max: 300 }),
})
type AnyUps = typeof anyUps extends fc.Arbitrary<infer T> ? T : never

const viewOf = (name: string, given: AnyUps): PowerDeviceView => {
  const plain = device(name)
  const reading = (key: 'outputWatts' | 'loadPercent' | 'nominalWatts', value: number | null): PowerReading => ({
    ...silent(key),
    value,
  })
  const { curve } = given
  return {
    ...plain,
    supply: given.supply,
    secondsOnBattery: given.supply === 'battery' ? given.since : null,
    decidingRuntimeSeconds: given.runtime,
    runtimeCurve:
      curve === null ? null : [0.1, 0.3, 0.5, 0.8, 1].map((loadShare) => ({ loadShare, seconds: 600 / loadShare ** curve })),
    readings: {
      ...plain.readings,
      outputWatts: reading('outputWatts', given.watts),
      loadPercent: reading('loadPercent', given.loadPercent),
      nominalWatts: reading('nominalWatts', given.nominal),
    },
    ...(given.expected === undefined ? {} : { expectedLoad: { ...given.expected, reason: 'the other one failed' } }),
  }
}

const anyTrigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ kind: fc.constant('seconds-on-battery' as const), seconds: fc.integer({ min: 0, max: 900 }) }),
  fc.record({ kind: fc.constant('runtime-at-most' as const), seconds: fc.integer({ min: 60, max: 1_500 }) }),
  fc.record({ kind: fc.constant('charge-at-most' as const), percent: fc.integer({ min: 20, max: 95 }) }),
  fc.constant<Trigger>({ kind: 'low-battery' }),
  fc.constant<Trigger>({ kind: 'manual' }),
)

const anyCase = fc.record({
  site: anySite,
  upss: fc.array(anyUps, { minLength: 1, maxLength: 2 }),
  required: fc.integer({ min: 1, max: 2 }),
  triggers: fc.tuple(anyTrigger, anyTrigger, anyTrigger),
  shedding: fc.constantFrom('at-once' as const, 'by-value' as const),
  longOutage: fc.record({
    shedAfterSeconds: fc.option(fc.integer({ min: 60, max: 600 })),
    shedTier: fc.constantFrom(1 as const, 2 as const, 3 as const),
    endAfterSeconds: fc.option(fc.integer({ min: 60, max: 900 })),
  }),
})
type AnyCase = typeof anyCase extends fc.Arbitrary<infer T> ? T : never

const contentOf = ({ site, triggers, shedding, longOutage }: AnyCase): PlanContent => {
  const plain = planOf(site)
  const [first, second, last] = triggers
  const stages = plain.stages.map((stage, at) => ({ ...stage, triggers: [at === 0 ? first : second] }))
  return { ...plain, shedding, longOutage, stages, hosts: { ...plain.hosts, triggers: [last] } }
}

const questionOf = (given: AnyCase, world: World = siteOf(given)): ForecastQuestion => {
  const names = given.upss.map((_, at) => `row${at}`)
  const own = group(names, Math.min(given.required, names.length), 'row')
  return {
    content: contentOf(given),
    groupId: own.id,
    world: { ...world, groups: [own] },
    devices: [...given.upss.map((each, at) => viewOf(`row${at}`, each)), device('ups2')],
  }
}

const siteOf = ({ site, upss }: Pick<AnyCase, 'site' | 'upss'>): World => ({
  ...worldOf(site),
  feeds: [
    ...['a', 'b'].flatMap((name) => upss.map((_, at) => feed(`row${at}`, name))),
    ...['c', 'd'].map((name) => feed('ups2', name)),
  ],
})

const findings = (question: ForecastQuestion) => {
  const { forecast, course } = atOnce(forecastWithCourse(question))
  const own = question.world.groups[0]
  if (course === null || own === undefined) return { forecast, violations: [] }
  const { content, load, startSeconds } = course
  const watts = new Map<string, number>([...load.vmWatts, ...load.hostWatts])
  const checked = { ...question, content, group: own, fromSeconds: startSeconds, totalWatts: load.totalWatts, watts }
  return { forecast, violations: checkForecast(checked, forecast) }
}

/** A run of the first stage, some of whose steps are under way, some done, and some have failed. */
const runOf = (given: AnyCase, question: ForecastQuestion, fates: readonly number[], nowMs: number): RunWithSteps => {
  const [stage] = question.content.stages
  const steps =
    stage === undefined
      ? []
      : stepsForStage({
          runId: RUN_ID,
          content: question.content,
          world: question.world,
          groupHostIds,
          makeId: stepIds(),
          stageId: stage.id,
          devices: question.devices,
          existingSteps: [],
          nextSeq: 1,
        })
  const fated = steps.map((step, at): Step => {
    const fate = (fates[at % fates.length] ?? 0) % 4
    const startedAtMs = nowMs - 40_000 + 700 * (at % 20)
    if (fate === 0) return step
    if (fate === 1) return { ...step, state: 'running', startedAtMs }
    return { ...step, state: fate === 2 ? 'done' : 'failed', startedAtMs, endedAtMs: startedAtMs + 5_000 + 200 * at }
  })
  const fired =
    stage === undefined ? [] : [{ stageId: stage.id, stageName: stage.name, firedAtMs: nowMs - 50_000, firstSeq: 1, why: '' }]
  return runWith(fated, { fired, outageStartedAtMs: nowMs - 60_000, startedAtMs: nowMs - 60_000 })
}

/** As the managers see it then: what has ended is off. */
const seenOf = (world: World, run: RunWithSteps): World => {
  const ended = new Set<string>(
    run.steps.flatMap(({ state, object, action }) => (state === 'done' && action !== 'migrate' ? [object.id] : [])),
  )
  return { ...world, vms: world.vms.map((vm) => (ended.has(vm.id) ? { ...vm, power: 'off' as const } : vm)) }
}

describe('whatever the plan, the UPSs and the site', () => {
  it('A6 the independent checker accepts what the forecaster says of an outage that begins, or has begun', () => {
    const verdicts = new Set<string>()
    fc.assert(
      fc.property(anyCase, (given) => {
        const { forecast, violations } = findings(questionOf(given))
        verdicts.add(forecast.verdict)
        expect(violations).toEqual([])
      }),
      { numRuns: 400 },
    )
    expect([...verdicts].sort()).toEqual(['clean', 'cut-off', 'late', 'unknown'])
  })

  it('A6 and of the rest of one under which a run is in its middle', () => {
    const nowMs = 1_000_000
    fc.assert(
      fc.property(anyCase, fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }), (given, fates) => {
        const question = questionOf(given)
        const run = runOf(given, question, fates, nowMs)
        const seen = seenOf(question.world, run)
        const { violations } = findings({ ...question, world: seen, progress: { run, nowMs } })
        expect(violations).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  it('A6 and of what a person supposes of the batteries', () => {
    const anySupposed = fc.record({
      startChargePercent: fc.option(fc.integer({ min: 0, max: 100 })),
      oneFeedOnly: fc.boolean(),
    })
    let supposedOtherwise = 0
    fc.assert(
      fc.property(anyCase, anySupposed, (given, assumptions) => {
        const question = questionOf(given)
        const found: string[] = []
        const { forecast, isBelieved } = atOnce(
          believedForecast({ ...question, assumptions }, ({ violations }) => {
            found.push(...violations.map(({ message }) => message))
            return 'not believed'
          }),
        )
        expect(found).toEqual([])
        expect(isBelieved).toBe(true)
        const plain = atOnce(forecastWithCourse(question)).forecast
        if (plain.emptyAtSeconds !== forecast.emptyAtSeconds) supposedOtherwise += 1
      }),
      { numRuns: 400 },
    )
    expect(supposedOtherwise).toBeGreaterThan(0)
  })
})
