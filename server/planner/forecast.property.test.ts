import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Forecast } from '../domain/forecast'
import type { VmId } from '../domain/ids'
import type { LatestMoment } from '../domain/latest-moment'
import type { Trigger } from '../domain/plan'
import {
  capabilities,
  device,
  deviceId,
  feed,
  group,
  groupId,
  host,
  manager,
  plan,
  stageId,
  vm,
  vmId,
  world,
} from '../testing/world-samples'
import { type CheckedQuestion, checkForecast } from './check-forecast'
import { drain, runtimeAt, secondsToFirstEmpty } from './battery-bank'
import { type Course, courseInPieces, type ForecastQuestion } from './forecast-course'
import { forecastPlan } from './forecast'
import type { SimulationResult } from './forecast-simulation'
import { createForecaster } from './forecaster'
import { latestMoments } from './latest-moment'
import { latestOfVms } from './latest-of-vms'
import { loadModel } from './load-model'
import { atOnce } from './pieces'

const anyTrigger = fc.oneof(
  fc.record({ kind: fc.constant('seconds-on-battery' as const), seconds: fc.integer({ min: 0, max: 900 }) }),
  fc.record({ kind: fc.constant('runtime-at-most' as const), seconds: fc.integer({ min: 60, max: 1_500 }) }),
  fc.record({ kind: fc.constant('charge-at-most' as const), percent: fc.integer({ min: 20, max: 95 }) }),
  fc.constant<Trigger>({ kind: 'low-battery' }),
  fc.constant<Trigger>({ kind: 'manual' }),
)
const VMS = 14
const anyPlan = fc.record({
  stages: fc.array(fc.record({ trigger: anyTrigger, size: fc.nat(6) }), { minLength: 1, maxLength: 4 }),
  action: fc.constantFrom('shutdown' as const, 'save-state' as const, 'migrate' as const),
  after: fc.array(fc.tuple(fc.nat(VMS - 1), fc.nat(VMS - 1)), { maxLength: 4 }),
  hosts: fc.option(anyTrigger, { nil: null }),
  reserve: fc.integer({ min: 0, max: 300 }),
  atOnce: fc.integer({ min: 1, max: 6 }),
  runtime: fc.integer({ min: 200, max: 4_000 }),
  second: fc.option(fc.integer({ min: 200, max: 4_000 }), { nil: null }),
})
type AnyPlan = typeof anyPlan extends fc.Arbitrary<infer T> ? T : never

const after = (seconds: number) => ({ kind: 'seconds-on-battery' as const, seconds })
const name = (at: number): string => `v${String(at).padStart(2, '0')}`

const contentOf = (given: AnyPlan) => {
  let next = 0
  return plan({
    reserveSeconds: given.reserve,
    hosts:
      given.hosts === null
        ? { action: 'keep', triggers: [{ kind: 'low-battery' }], limitSeconds: 600 }
        : { action: 'shutdown', triggers: [given.hosts], limitSeconds: 600 },
    stages: given.stages.map(({ trigger, size }, at) => ({
      id: stageId(`${at}`),
      name: `${at}`,
      triggers: [trigger],
      placements: Array.from({ length: size }, () => {
        const own = next
        next += 1
        const after = given.after.flatMap(([from, to]) => (from === own && to !== own ? [vmId(name(to))] : []))
        return { vmId: vmId(name(own)), vmName: name(own), action: given.action, fallback: 'shutdown' as const, after }
      }),
    })),
  })
}

const questionOf = (given: AnyPlan, times = 1): ForecastQuestion => ({
  content: contentOf(given),
  groupId: groupId(),
  world: world({
    managers: [manager({ capabilities: capabilities({ powerOpsPerHost: given.atOnce, migrationsPerHost: 2 }) })],
    hosts: [host('a', { memoryMiB: 200_000 }), host('b', { memoryMiB: 200_000 }), host('c', { memoryMiB: 200_000 })],
    vms: Array.from({ length: VMS }, (_, at) => vm(name(at), at % 2 === 0 ? 'a' : 'b', { cpuUsedPercent: 5 * at })),
    feeds: [
      feed('ups1', 'a'),
      feed('ups1', 'b'),
      feed('other', 'c'),
      ...(given.second === null ? [] : [feed('ups2', 'a'), feed('ups2', 'b')]),
    ],
    groups: [group(given.second === null ? ['ups1'] : ['ups1', 'ups2']), group(['other'], 1, 'elsewhere')],
  }),
  devices: [
    device('ups1', { supply: 'battery', decidingRuntimeSeconds: given.runtime * times }),
    ...(given.second === null
      ? []
      : [device('ups2', { supply: 'battery', decidingRuntimeSeconds: given.second * times }, { outputWatts: 1_000 })]),
    device('other'),
  ],
})

const groupOf = (question: ForecastQuestion) => {
  const own = question.world.groups.find(({ id }) => id === question.groupId)
  if (own === undefined) throw new Error('no group')
  return own
}

const checkedOf = (question: ForecastQuestion): CheckedQuestion => {
  const own = groupOf(question)
  const output = own.deviceIds.length === 1 ? 2_000 : 3_000
  const load = loadModel(question.world, own, output)
  return {
    content: question.content,
    world: question.world,
    group: own,
    devices: question.devices,
    totalWatts: load.totalWatts,
    watts: new Map<string, number>([...load.vmWatts, ...load.hostWatts]),
  }
}

/** On one line: the later the greater; too late by more is earlier. */
const lateness = (moment: LatestMoment): number => {
  switch (moment.kind) {
    case 'any-time':
      return Number.POSITIVE_INFINITY
    case 'at':
      return moment.seconds
    case 'now':
      return 0
    case 'too-late':
      return -1
  }
}

/** Runtime left at the last end when one VM begins later and what waits for it with it: played from end to end. */
const marginWithLate = (course: Course, spans: SimulationResult['spans'], lateId: string, lateSeconds: number): number => {
  const newEnds = new Map<string, number>()
  const ends: { atSeconds: number; watts: number }[] = []
  for (const [id, { step, startSeconds, endSeconds, ends: isGone }] of [...spans].sort(
    ([, a], [, b]) => a.startSeconds - b.startSeconds,
  )) {
    const waits = step.after.map((other) => newEnds.get(other) ?? 0)
    const begins = Math.max(id === lateId ? lateSeconds : startSeconds, ...waits)
    const atSeconds = begins + endSeconds - startSeconds
    newEnds.set(step.id, atSeconds)
    const { vmWatts, hostWatts } = course.load
    const watts = new Map<string, number>([...vmWatts, ...hostWatts]).get(id) ?? 0
    ends.push({ atSeconds, watts: isGone ? watts : 0 })
  }
  const bank = course.worstBank()
  let watts = course.load.totalWatts
  let now = 0
  let left = 0
  for (const end of ends.sort((a, b) => a.atSeconds - b.atSeconds)) {
    while (now < end.atSeconds) {
      const seconds = Math.min(end.atSeconds - now, secondsToFirstEmpty(bank, watts))
      drain(bank, watts, seconds)
      now += seconds
    }
    left = runtimeAt(bank, watts)
    watts -= end.watts
  }
  return left
}

describe('whatever the plan and the battery', () => {
  it('D1 a forecaster that remembers says what a forecast from nothing says, edit after edit', () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.array(fc.tuple(fc.nat(3), fc.nat(3), anyTrigger, fc.boolean()), { maxLength: 5 }),
        (given, edits) => {
          const question = questionOf(given)
          const forecaster = createForecaster(question)
          let { content } = question
          expect(forecaster.forecast({ content })).toEqual(forecastPlan({ ...question, content }))
          for (const [from, to, trigger, isOtherOnMains] of edits) {
            const moved = content.stages[from % content.stages.length]?.placements[0]
            const stages = content.stages.map((stage, at) => ({
              ...stage,
              ...(at === from ? { triggers: [trigger] } : {}),
              placements: [
                ...(at === to % content.stages.length && moved !== undefined ? [moved] : []),
                ...stage.placements.filter((placement) => placement !== moved),
              ],
            }))
            content = { ...content, stages }
            // Where VMs may go changes with the other UPS (D4).
            const devices = question.devices.map((each) =>
              each.id === deviceId('other')
                ? { ...each, supply: isOtherOnMains ? ('mains' as const) : ('battery' as const) }
                : each,
            )
            expect(forecaster.forecast({ content, devices })).toEqual(forecastPlan({ ...question, content, devices }))
          }
        },
      ),
      { numRuns: 80 },
    )
  })

  it('A6 a stage that fires at its latest moment keeps the margin, and a second later it does not, as a plain search finds', () => {
    let found = 0
    let several = 0
    fc.assert(
      fc.property(anyPlan, (given) => {
        const question = questionOf(given)
        const course = atOnce(courseInPieces(question, groupOf(question)))
        for (const { stageId: id, moment } of latestMoments(question).stages) {
          const firedAt = (untilSeconds: number) => {
            const whole = atOnce(course.worst({ stageId: id, untilSeconds }))
            const { marginSeconds, cutOff, result } = whole
            const all = { marginSeconds, cutOffCount: cutOff.length, darkAtSeconds: result.darkAtSeconds }
            expect(atOnce(course.tried({ stageId: id, untilSeconds }))).toEqual(all)
            return whole
          }
          const atOnceFired = firedAt(0)
          const isSafe = (seconds: number): boolean => {
            const { marginSeconds, cutOff } = firedAt(seconds)
            return marginSeconds !== null && marginSeconds >= 0 && cutOff.length <= atOnceFired.cutOff.length
          }
          if (moment.kind === 'too-late') expect(isSafe(0)).toBe(false)
          else expect(isSafe(0)).toBe(true)
          if (moment.kind === 'now') expect(isSafe(1)).toBe(false)
          if (moment.kind !== 'at') continue
          found += 1
          expect(isSafe(moment.seconds)).toBe(true)
          expect(isSafe(moment.seconds + 1)).toBe(false)
          let [low, high] = [1, Math.ceil(firedAt(Number.POSITIVE_INFINITY).result.darkAtSeconds ?? 0) + 2]
          while (high - low > 1) {
            const between = Math.floor((low + high) / 2)
            if (isSafe(between)) low = between
            else high = between
          }
          // Safe, unsafe and safe again: both searches have found the end of a stretch.
          if (moment.seconds !== low) several += 1
        }
      }),
      { numRuns: 80 },
    )
    expect(found).toBeGreaterThan(10)
    expect(several / found).toBeLessThan(0.1)
  })

  it('A6 more battery never makes a latest moment earlier', () => {
    fc.assert(
      fc.property(anyPlan, fc.double({ min: 1.05, max: 3, noNaN: true }), (given, times) => {
        const less = latestMoments(questionOf(given))
        const more = latestMoments(questionOf(given, times))
        for (const { stageId: id, moment } of less.stages) {
          const other = more.stages.find((each) => each.stageId === id)
          expect(other && lateness(other.moment)).toBeGreaterThanOrEqual(lateness(moment))
        }
      }),
      { numRuns: 80 },
    )
  })

  it('A6 the bound of a VM’s moment keeps the margin with everything else where it was', () => {
    let found = 0
    fc.assert(
      fc.property(anyPlan, (given) => {
        const question = questionOf(given)
        const course = atOnce(courseInPieces(question, groupOf(question)))
        const worst = atOnce(course.worst())
        const { result } = worst
        for (const [id, moment] of latestOfVms(course, worst, given.reserve)) {
          if (moment.kind !== 'at' || moment.seconds <= (result.spans.get(id)?.startSeconds ?? 0)) continue
          found += 1
          expect(marginWithLate(course, result.spans, id, moment.seconds)).toBeGreaterThanOrEqual(given.reserve - 1e-3)
        }
      }),
      { numRuns: 80 },
    )
    expect(found).toBeGreaterThan(10)
  })

  it('A6 a VM that begins at its latest moment keeps the margin under all limits, and a second later it does not', () => {
    let found = 0
    let later = 0
    fc.assert(
      fc.property(anyPlan, (given) => {
        const question = questionOf(given)
        const course = atOnce(courseInPieces(question, groupOf(question)))
        const worst = atOnce(course.worst())
        const bounds = latestOfVms(course, worst, given.reserve)
        const isSafe = (id: VmId, seconds: number): boolean => {
          const { marginSeconds, cutOff } = atOnce(course.worst({ vmId: id, untilSeconds: seconds }))
          return marginSeconds !== null && marginSeconds >= 0 && cutOff.length <= worst.cutOff.length
        }
        for (const { vmId: id, moment } of latestMoments(question).vms) {
          if (moment.kind !== 'at' || (worst.marginSeconds ?? -1) < 0) continue
          found += 1
          // In its own turn it goes as planned, which is the worst course itself; it loses that turn a second later.
          const isInTurn = moment.seconds <= (worst.result.spans.get(id)?.startSeconds ?? 0)
          expect(isInTurn || isSafe(id, moment.seconds)).toBe(true)
          expect(isSafe(id, moment.seconds + 1)).toBe(false)
          const bound = bounds.get(id)
          if (bound === undefined || lateness(bound) === lateness(moment)) continue
          if (isSafe(id, lateness(bound))) {
            later += 1
            expect(moment.seconds).toBeGreaterThanOrEqual(lateness(bound))
          }
        }
      }),
      { numRuns: 60 },
    )
    expect(found).toBeGreaterThan(10)
    expect(later).toBeGreaterThan(10)
  })

  it('A6 more battery never makes a VM’s latest moment earlier', () => {
    fc.assert(
      fc.property(anyPlan, fc.double({ min: 1.05, max: 3, noNaN: true }), (given, times) => {
        // Stages that the battery fires would fire at other times.
        const timed = {
          ...given,
          hosts: null,
          stages: given.stages.map((stage, at) => ({ ...stage, trigger: after(60 * (at + 1)) })),
        }
        const more = new Map(latestMoments(questionOf(timed, times)).vms.map(({ vmId: id, moment }) => [id, moment]))
        for (const { vmId: id, moment } of latestMoments(questionOf(timed)).vms) {
          const other = more.get(id)
          expect(other && lateness(other)).toBeGreaterThanOrEqual(lateness(moment))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('the independent checker accepts what the forecaster says', () => {
    fc.assert(
      fc.property(anyPlan, (given) => {
        const question = questionOf(given)
        expect(checkForecast(checkedOf(question), forecastPlan(question))).toEqual([])
      }),
      { numRuns: 80 },
    )
  })
})

describe('the checker of forecasts', () => {
  const question = questionOf({
    stages: [
      { trigger: { kind: 'seconds-on-battery', seconds: 60 }, size: 6 },
      { trigger: { kind: 'seconds-on-battery', seconds: 300 }, size: 6 },
    ],
    action: 'shutdown',
    after: [[3, 1]],
    hosts: { kind: 'seconds-on-battery', seconds: 400 },
    reserve: 120,
    atOnce: 2,
    runtime: 3_000,
    second: null,
  })
  const sound = forecastPlan(question)
  const shifted = (of: string, startSeconds: number, endSeconds: number): Forecast => ({
    ...sound,
    bars: sound.bars.map((bar) =>
      bar.name === of ? { ...bar, startSeconds, endSeconds, worstEndSeconds: Math.max(endSeconds, bar.worstEndSeconds) } : bar,
    ),
  })
  const rulesOf = (forecast: Forecast) => [...new Set(checkForecast(checkedOf(question), forecast).map(({ rule }) => rule))]

  it('accepts a sound one', () => {
    expect(sound.verdict).toBe('clean')
    expect(rulesOf(sound)).toEqual([])
  })

  it.each([
    ['more at once than a host takes', shifted('v04', 60, 90), 'slots'],
    ['a VM that does not wait for another', shifted('v03', 60, 90), 'dependency'],
    ['a host that goes before its VMs', shifted('a', 100, 190), 'dependency'],
    ['a VM before its stage', shifted('v06', 10, 40), 'bars'],
    ['a battery that lasts longer than it can', { ...sound, emptyAtSeconds: (sound.emptyAtSeconds ?? 0) * 1.05 }, 'dark'],
    ['a battery that is never empty', { ...sound, emptyAtSeconds: null }, 'dark'],
    ['a verdict that hides who is cut off', { ...sound, cutOff: [{ vmId: vmId('v01'), name: 'v01', reason: 'x' }] }, 'verdict'],
    ['a margin that is not what is left', { ...sound, marginSeconds: (sound.marginSeconds ?? 0) + 60 }, 'verdict'],
    [
      'an end later than the last',
      { ...sound, worst: { leftSeconds: sound.worst?.leftSeconds ?? 0, endsAtSeconds: 200 } },
      'verdict',
    ],
  ] as const)('catches %s', (_what, planted, rule) => {
    expect(rulesOf(planted)).toContain(rule)
  })
})
