import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanContent, Trigger } from '../../domain/plan'
import type { RunWithSteps, Step } from '../../domain/run'
import type { Sustain } from '../../domain/sustain'
import type { PowerDeviceView, World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import {
  device,
  deviceId,
  feed,
  group,
  groupId,
  host,
  hostId,
  onHost,
  onVm,
  plan,
  RUN_ID,
  stageId,
  step,
  stepIds,
  vm,
  vmId,
  world,
} from '../../testing/world-samples'
import { checkForecast } from '../check-forecast'
import { priorDurations } from '../durations'
import { forecastPlan } from '../forecast'
import { loadModel } from '../load-model'
import { atOnce } from '../pieces'
import { planRecovery } from '../recovery-steps'
import { sustainInPieces, worldIfBack } from './restart-budget'

const row = group(['ups'])
const names = (count: number) => Array.from({ length: count }, (_, at) => `v${String(at).padStart(2, '0')}`)
const hostOf = (at: number): string => `h${at % 2}`

const siteOf = (count: number, isOn: boolean): World =>
  world({
    hosts: ['h0', 'h1'].map((name) => host(name, isOn ? {} : { connection: 'down' })),
    vms: names(count).map((name, at) =>
      vm(name, hostOf(at), { power: isOn ? 'on' : 'unknown', tags: at % 5 === 0 ? ['dc'] : at % 3 === 0 ? ['tier-0'] : [] }),
    ),
    feeds: [feed('ups', 'h0'), feed('ups', 'h1')],
    groups: [row],
  })

const contentOf = (count: number, reserveSeconds: number, limitSeconds: number) =>
  plan({
    reserveSeconds,
    stages: [
      {
        id: stageId('all'),
        name: 'all',
        triggers: [{ kind: 'seconds-on-battery', seconds: 30 }],
        placements: names(count).map((name) => ({ vmId: vmId(name), vmName: name, limitSeconds })),
      },
    ],
    hosts: { action: 'shutdown', triggers: [{ kind: 'seconds-on-battery', seconds: 60 }], limitSeconds: 600 },
  })

const ended = (count: number): readonly Step[] => [
  ...names(count).map((name, at) =>
    step(at + 1, {
      object: onVm(name),
      action: 'shutdown',
      state: 'done',
      before: { power: 'on', hostId: hostId(hostOf(at)), inMaintenance: false, macs: [] },
    }),
  ),
  ...['h0', 'h1'].map((name, at) =>
    step(count + at + 1, {
      object: onHost(name),
      action: 'shutdown-host',
      state: 'done',
      before: { power: 'on', hostId: hostId(name), inMaintenance: false, macs: [] },
    }),
  ),
]

const WATTS = 2_000
interface Given {
  readonly count: number
  /** That a full battery lasts with everything on. */
  readonly fullSeconds: number
  readonly chargePercent: number
  readonly reserve: number
  readonly limit: number
}

const questionOf = (given: Given, run: RunWithSteps, next: ReadonlySet<Step['id']>) => ({
  content: contentOf(given.count, given.reserve, given.limit),
  groupId: groupId(),
  world: siteOf(given.count, false),
  // Nothing is on yet: what the UPS says of that proves nothing.
  devices: [device('ups', { decidingChargePercent: given.chargePercent, decidingRuntimeSeconds: 60_000 }, { outputWatts: 30 })],
  durations: priorDurations,
  run,
  next,
  before: [{ deviceId: deviceId('ups'), watts: WATTS, loadPercent: null, runtimeSeconds: given.fullSeconds, chargePercent: 100 }],
})

const way = (given: Given): RunWithSteps => {
  const steps = ended(given.count)
  const content = contentOf(given.count, given.reserve, given.limit)
  const planned = planRecovery({
    runId: RUN_ID,
    content,
    world: siteOf(given.count, false),
    steps,
    nextSeq: 500,
    makeId: stepIds('u'),
  })
  return runWith([...steps, ...planned.steps], { phase: 'recovering' })
}
const waveIds = (run: RunWithSteps, no: number) => new Set(run.steps.filter(({ wave }) => wave?.no === no).map(({ id }) => id))
const ask = (given: Given, run: RunWithSteps, no: number): Sustain | null =>
  atOnce(sustainInPieces(questionOf(given, run, waveIds(run, no))))

const anyGiven = fc.record({
  count: fc.integer({ min: 1, max: 24 }),
  fullSeconds: fc.integer({ min: 100, max: 4_000 }),
  chargePercent: fc.integer({ min: 1, max: 100 }),
  reserve: fc.integer({ min: 0, max: 240 }),
  limit: fc.integer({ min: 30, max: 600 }),
})

/** The outage that would begin now, of the site as the test itself makes it, by what it draws. */
const outageWith = (given: Given, then: World) => {
  const full = loadModel(siteOf(given.count, true), row, WATTS)
  const on = new Set(then.vms.filter(({ power }) => power === 'on').map(({ id }) => id))
  const watts = new Map<string, number>([...full.hostWatts, ...[...full.vmWatts].filter(([id]) => on.has(id))])
  const totalWatts = full.otherWatts + [...watts.values()].reduce((sum, each) => sum + each, 0)
  const lasts = given.fullSeconds * (given.chargePercent / 100) * (WATTS / totalWatts) ** 1.1
  const ups: PowerDeviceView = device(
    'ups',
    { decidingChargePercent: given.chargePercent, decidingRuntimeSeconds: lasts },
    { outputWatts: totalWatts },
  )
  const content = contentOf(given.count, given.reserve, given.limit)
  const forecast = forecastPlan({ content, groupId: groupId(), world: then, devices: [ups], durations: priorDurations })
  const model = loadModel(then, row, totalWatts)
  const drawn = new Map<string, number>([...model.hostWatts, ...model.vmWatts])
  return {
    forecast,
    faults: checkForecast({ content, world: then, group: row, devices: [ups], totalWatts, watts: drawn }, forecast),
  }
}

describe('R2 what a way back starts can be ended again', () => {
  it('R2 of every wave that is let begin the forecast of an outage says so, and its independent checker accepts that', () => {
    let opened = 0
    fc.assert(
      fc.property(anyGiven, (given) => {
        let run = way(given)
        const last = Math.max(0, ...run.steps.map(({ wave }) => wave?.no ?? 0))
        for (let no = 1; no <= last; no += 1) {
          const sustain = ask(given, run, no)
          if (sustain?.isSustained !== true) return
          opened += 1
          const then = worldIfBack({ world: siteOf(given.count, false), run, next: waveIds(run, no) })
          const started = run.steps.filter(({ wave }) => wave !== undefined && wave.no <= no)
          expect(then.vms.filter(({ power }) => power === 'on')).toHaveLength(started.length)
          const { forecast, faults } = outageWith(given, then)
          expect(faults).toEqual([])
          expect(forecast.verdict).toBe('clean')
          expect(forecast.marginSeconds).toBeGreaterThanOrEqual(0)
          run = { ...run, waves: [...(run.waves ?? []), { no, begunAtMs: 0 }] }
        }
      }),
      { numRuns: 150 },
    )
    expect(opened).toBeGreaterThan(50)
  })

  it('R2 is so at the charge that is named as needed, and not at one percent less', () => {
    let named = 0
    fc.assert(
      fc.property(anyGiven, (given) => {
        const run = way(given)
        const found = ask(given, run, 1)
        if (found === null || found.isSustained || found.needPercent === null) return
        named += 1
        expect(found.needPercent).toBeGreaterThan(given.chargePercent)
        expect(ask({ ...given, chargePercent: found.needPercent }, run, 1)?.isSustained).toBe(true)
        if (found.needPercent - 1 > given.chargePercent)
          expect(ask({ ...given, chargePercent: found.needPercent - 1 }, run, 1)?.isSustained).toBe(false)
      }),
      { numRuns: 150 },
    )
    expect(named).toBeGreaterThan(10)
  })

  it('R2 takes no less charge the more is on', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        let run = way(given)
        let before = 0
        for (const no of [1, 2, 3]) {
          const need = ask({ ...given, chargePercent: 1 }, run, no)?.needPercent ?? 101
          expect(need).toBeGreaterThanOrEqual(before)
          before = need
          run = { ...run, waves: [...(run.waves ?? []), { no, begunAtMs: 0 }] }
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('R2 P4 what is known of the batteries', () => {
  const given = { count: 6, fullSeconds: 1_200, chargePercent: 80, reserve: 60, limit: 120 }
  const run = way(given)
  const question = questionOf(given, run, waveIds(run, 1))

  it('R2 is too little where no UPS told anything as the outage began, or tells no charge now', () => {
    expect(atOnce(sustainInPieces(question))).toMatchObject({ isSustained: true })
    expect(atOnce(sustainInPieces({ ...question, before: [] }))).toBeNull()
    const devices = question.devices.map((each) => ({ ...each, decidingChargePercent: null }))
    expect(atOnce(sustainInPieces({ ...question, devices }))).toBeNull()
  })

  it('R2 R1 a plan that fires late, or by value, keeps nothing off for the time that it waits; more charge is never worse', () => {
    const triggers = fc.oneof(
      fc.integer({ min: 300, max: 1_500 }).map((seconds): Trigger => ({ kind: 'runtime-at-most', seconds })),
      fc.integer({ min: 20, max: 60 }).map((percent): Trigger => ({ kind: 'charge-at-most', percent })),
      fc.integer({ min: 0, max: 1_500 }).map((seconds): Trigger => ({ kind: 'seconds-on-battery', seconds })),
    )
    const way = fc.constantFrom<PlanContent['shedding']>('at-once', 'by-value')
    fc.assert(
      fc.property(triggers, way, fc.integer({ min: 3_600, max: 12_000 }), (trigger, shedding, fullSeconds) => {
        const late = {
          ...question.content,
          shedding,
          stages: question.content.stages.map((stage) => ({ ...stage, triggers: [trigger] })),
          hosts: { ...question.content.hosts, triggers: [trigger] },
        }
        const before = question.before.map((each) => ({ ...each, runtimeSeconds: fullSeconds }))
        const at = (decidingChargePercent: number) =>
          atOnce(
            sustainInPieces({
              ...question,
              content: late,
              before,
              devices: question.devices.map((each) => ({ ...each, decidingChargePercent })),
            }),
          )?.isSustained
        const told = [10, 25, 40, 60, 80, 94, 100].map(at)
        expect(told).toEqual([...told].sort((one, other) => Number(one) - Number(other)))
      }),
      { numRuns: 60 },
    )
    const soon = { ...question.content.stages[0], triggers: [{ kind: 'runtime-at-most', seconds: 600 } as const] }
    const content = { ...question.content, stages: [{ ...question.content.stages[0], ...soon }] as PlanContent['stages'] }
    const before = question.before.map((each) => ({ ...each, runtimeSeconds: 7_200 }))
    expect(atOnce(sustainInPieces({ ...question, content, before }))).toMatchObject({ isSustained: true })
  })

  it('R2 P6 is worth what the worst of it says: a curve that this outage has taught counts before what was said as it began', () => {
    const curve = [
      { loadShare: 0.1, seconds: 900 },
      { loadShare: 0.5, seconds: 60 },
    ]
    const devices = question.devices.map((each) => ({ ...each, runtimeCurve: curve }))
    const before = question.before.map((each) => ({ ...each, loadPercent: 50 }))
    expect(atOnce(sustainInPieces({ ...question, devices, before }))).toMatchObject({ isSustained: false })
  })

  it('R2 P5 counts a UPS that is still on battery as what it is: part of the next outage, as empty as it is', () => {
    const two = {
      ...question,
      world: { ...question.world, groups: [group(['ups', 'ups2'])] },
      devices: [...question.devices, device('ups2', { supply: 'battery', decidingChargePercent: 5 })],
      before: [...question.before, ...question.before.map((each) => ({ ...each, deviceId: deviceId('ups2') }))],
    }
    expect(atOnce(sustainInPieces(two))?.chargePercent).toBe(5)
  })
})
