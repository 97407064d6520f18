import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DangerSign } from '../../decide/danger-signs'
import type { GroupState } from '../../decide/group-state'
import type { PlanContent } from '../../domain/plan'
import type { FiredStage, Run, Step } from '../../domain/run'
import { priorDurations } from '../../planner/durations'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { runWith } from '../../testing/run-samples'
import { device, feed, group, groupId, host, onVm, plan, stageId, step, vm, vmId, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { ShedKeeper } from './shed-keeper'

const state: GroupState = {
  condition: 'on-battery',
  inTrouble: true,
  onBatterySinceMs: START_MS,
  secondsOnBattery: 60,
  runtimeSeconds: 1_800,
  runtimeReason: 'device',
  chargePercent: 95,
  loadPercent: 40,
  outputWatts: 900,
  dangers: [],
  evidence: [],
}
const row = group(['ups'])
const site = world({
  hosts: [host('a', { powerWatts: 800 })],
  vms: [vm('gold', 'a', { tags: ['tier-0'] }), vm('scrap', 'a', { tags: ['tier-3'] })],
  feeds: [feed('ups', 'a')],
  groups: [row],
})
const content = (shedding: PlanContent['shedding'] = 'by-value'): PlanContent =>
  plan({
    shedding,
    stages: ['one', 'two'].map((id) => ({
      id: stageId(id),
      name: id,
      triggers: [{ kind: 'seconds-on-battery', seconds: 60 }],
      placements: (id === 'one' ? ['gold', 'scrap'] : []).map((name) => ({ vmId: vmId(name), vmName: name })),
    })),
  })
const fired = (id: string, why = 'on battery'): FiredStage => ({
  stageId: stageId(id),
  stageName: id,
  firedAtMs: START_MS,
  firstSeq: 1,
  why,
})
const down = (seq: number, name: string, more: Partial<Step> = {}): Step =>
  step(seq, {
    object: onVm(name),
    action: 'shutdown',
    stageId: stageId('one'),
    limitSeconds: 180,
    fallback: 'power-off',
    ...more,
  })

let service: ServiceWorld
let book: RunBook
let keeper: ShedKeeper
let nowMs = START_MS
beforeEach(async () => {
  service = await openServiceWorld()
  const log = pino({ level: 'silent' })
  nowMs = START_MS
  const clock = { now: () => nowMs }
  book = new RunBook(new Recorder(service.store, log, clock.now), new Publisher(service.store, log, clock.now))
  keeper = new ShedKeeper(book, clock, { world: site, durations: priorDurations })
})
afterEach(() => service.close())

const begin = async (more: Partial<Run> = {}, steps: readonly Step[] = [down(1, 'gold'), down(2, 'scrap')]) => {
  const given = { powerGroupId: groupId(), outageStartedAtMs: START_MS - 60_000, fired: [fired('one')] }
  const run = runWith(steps, { ...given, ...more })
  await book.add(run, [])
  return run
}
const look = async (
  seconds: number | null = 1_800,
  seen: Partial<GroupState> = {},
  plan: PlanContent = content(),
): Promise<void> => {
  const run = book.active.at(0)
  if (run === undefined) throw new Error('no run')
  const views = [device('ups', { supply: 'battery', decidingRuntimeSeconds: seconds })]
  await keeper.consider({ run, group: row, state: { ...state, ...seen }, views, content: plan })
}
/** Seconds from now until each may begin; null: nothing holds it. */
const waits = () =>
  Object.fromEntries(
    (book.active.at(0)?.steps ?? []).map(({ object, notBeforeMs }) => [
      object.name,
      notBeforeMs === undefined ? null : Math.max(0, (notBeforeMs - nowMs) / 1_000),
    ]),
  )
const reasons = async () =>
  (await service.store.read.journal.page({ kinds: ['step.shed'], limit: 20 })).map(
    ({ object, reason }) => `${object?.name}: ${reason}`,
  )

describe('a stage whose VMs are stopped by value', () => {
  it('D2 K1 the less important one is stopped first, with its numbers in the journal; the other goes on', async () => {
    await begin()
    await look()
    const { gold = 0, scrap = 0 } = waits()
    expect(gold).toBeGreaterThan((scrap ?? 0) + 300)
    const [planned] = await service.store.read.journal.page({ kinds: ['run.shed-planned'], limit: 5 })
    expect(planned?.message).toMatch(/gold in \d+ s$/)
    // The last look before its moment comes.
    nowMs += 1_000 * (scrap ?? 0) - 1_500
    await look(1_800 - (scrap ?? 0))
    expect(waits()['scrap']).toBe(0)
    expect(await reasons()).toEqual([
      expect.stringMatching(/^scrap: stopped now, by value \(tier-3; \d+ W of 2000 W\); .* 1 more go on/),
    ])
  })

  it('D2 a shorter battery brings the moment forward; less than two seconds after a look nothing is looked at again', async () => {
    await begin()
    await look()
    const first = waits()['gold'] ?? 0
    nowMs += 1_000
    await look(900)
    expect(waits()['gold']).toBe(first - 1)
    nowMs += 2_000
    await look(900)
    expect(waits()['gold']).toBeLessThan(first / 1.5)
    expect(waits()['gold']).toBeGreaterThan(0)
  })

  it('without it the plan stops them as it always did: nothing waits', async () => {
    await begin()
    await look(1_800, {}, content('at-once'))
    expect(waits()).toEqual({ gold: null, scrap: null })
  })

  it.each<[string, Partial<Run>, Partial<GroupState>, number | null, RegExp]>([
    ['P7 on low battery', {}, { condition: 'low-battery' }, 1_800, /low battery/],
    ['P8 with a danger in the run', { danger: { kinds: ['overload'], over: false } }, {}, 1_800, /a danger does not wait/],
    ['P4 where nobody can say how long the battery lasts', {}, {}, null, /nobody can say/],
    ['D3 where all the grace does not fit', {}, {}, 200, /fits before the reserve only so/],
    ['A6 where a person has fired it', { fired: [fired('one', 'fired by ann')] }, {}, 1_800, /fired by ann/],
  ])('%s all are stopped at once, and the journal says why', async (_when, more, seen, seconds, why) => {
    await begin(more)
    await look(seconds, seen)
    expect(waits()).toEqual({ gold: 0, scrap: 0 })
    const told = await reasons()
    expect(told).toHaveLength(2)
    for (const each of told) expect(each).toMatch(why)
  })

  it('what an earlier stage let wait is stopped once a later one fires', async () => {
    const run = await begin()
    await look()
    expect(waits()['gold']).toBeGreaterThan(0)
    await book.change(run.id, { run: { fired: [fired('one'), { ...fired('two'), firstSeq: 3 }] } }, [])
    nowMs += 3_000
    await look()
    expect(waits()['gold']).toBe(0)
    expect((await reasons()).some((each) => each.startsWith('gold: stopped now: a stage that has fired since'))).toBe(true)
  })

  it('what a long outage ends waits no longer by value', async () => {
    const stages = content().stages
    const alone = { ...stages[0], id: stageId('long-outage'), placements: (stages[0]?.placements ?? []).slice(0, 1), alone: true }
    const acting = { ...content(), stages: [alone, ...stages] } as PlanContent
    const run = await begin()
    await look(1_800, {}, acting)
    expect(waits()['gold']).toBeGreaterThan(0)
    await book.change(run.id, { run: { fired: [fired('one'), { ...fired('long-outage'), firstSeq: 3 }] } }, [])
    nowMs += 3_000
    await look(1_800, {}, acting)
    expect(waits()['gold']).toBe(0)
  })

  it('D3 two forecasts of the worst case that miss time end the waiting, one does not', async () => {
    await begin()
    keeper.foreseen(groupId(), { marginSeconds: 30 })
    keeper.foreseen(groupId(), { marginSeconds: -5 })
    await look()
    expect(waits()['gold']).toBeGreaterThan(0)
    keeper.foreseen(groupId(), { marginSeconds: -5 })
    nowMs += 3_000
    await look()
    expect(waits()['gold']).toBe(0)
  })

  it('R1 A6 on mains, and while the run is held, nothing is touched', async () => {
    await begin({ heldSinceMs: START_MS })
    await look()
    expect(waits()).toEqual({ gold: null, scrap: null })
    await look(1_800, { inTrouble: false })
    expect(waits()).toEqual({ gold: null, scrap: null })
  })

  it('P4 one look that finds nothing ends nothing: the moments that were given hold until it has been so for 20 s', async () => {
    await begin()
    await look()
    const { gold } = waits()
    nowMs += 3_000
    await look(null)
    expect(waits()['gold']).toBeCloseTo((gold ?? 0) - 3, 0)
    nowMs += 10_000
    await look(1_800 - 13)
    nowMs += 3_000
    await look(null)
    nowMs += 17_000
    await look(null)
    expect(waits()['gold']).toBeGreaterThan(0)
    nowMs += 3_000
    await look(null)
    expect(waits()['gold']).toBe(0)
  })

  it('P8 a danger of the plan ends the waiting, also one whose stage has fired already, and also on mains', async () => {
    const hot: DangerSign = { kind: 'temperature-at-least', of: 'ups', celsius: 55, seconds: 300 }
    const watching = plan({
      ...content(),
      stages: content().stages.map((stage) => ({
        ...stage,
        triggers: [...stage.triggers, { kind: 'temperature-at-least' as const, celsius: 40, seconds: 10 }],
      })),
    })
    await begin()
    await look(1_800, {}, watching)
    expect(waits()['gold']).toBeGreaterThan(0)
    nowMs += 3_000
    await look(1_800, { dangers: [hot] }, watching)
    expect(waits()['gold']).toBe(0)
  })

  it('P8 what waited for the battery’s sake waits no longer where the mains are back in a danger', async () => {
    await begin({ danger: { kinds: ['overload'], over: false } }, [down(1, 'gold', { notBeforeMs: START_MS + 900_000 })])
    await look(1_800, { condition: 'on-mains', inTrouble: false })
    expect(waits()['gold']).toBe(0)
  })
})
