import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { Trigger } from '../domain/plan'
import type { RunWithSteps } from '../domain/run'
import { signOf } from '../testing/danger-samples'
import { planWith, runWith, stageId, vmStep } from '../testing/run-samples'
import { calmAfter, type Calm, type CalmWatch, hasPassed, takesAllHosts, UNWATCHED } from './danger'
import { joiningDangers, NOTHING_TAKEN } from './danger-part'
import { decideRun, decideStart } from './decide-run'
import type { DangerSign } from './danger-signs'
import type { GroupState } from './group-state'

const heat = (celsius: number, seconds = 60): Trigger => ({ kind: 'temperature-at-least', celsius, seconds })
const overload: Trigger = { kind: 'overload', seconds: 30 }
const plan = planWith([
  { id: 'batch', triggers: [{ kind: 'seconds-on-battery', seconds: 120 }] },
  { id: 'by-hand', triggers: [{ kind: 'manual' }] },
  { id: 'office', triggers: [{ kind: 'runtime-at-most', seconds: 300 }, heat(40), overload] },
  { id: 'core', triggers: [{ kind: 'low-battery' }, heat(50)] },
])

const onMains = (dangers: readonly DangerSign[] = [], patch: Partial<GroupState> = {}): GroupState => ({
  condition: 'on-mains',
  inTrouble: false,
  onBatterySinceMs: null,
  secondsOnBattery: null,
  runtimeSeconds: 1_200,
  runtimeReason: 'device',
  chargePercent: 100,
  loadPercent: 40,
  outputWatts: 1_000,
  dangers,
  evidence: [],
  ...patch,
})
const onBattery = (dangers: readonly DangerSign[] = [], patch: Partial<GroupState> = {}): GroupState =>
  onMains(dangers, { condition: 'on-battery', inTrouble: true, onBatterySinceMs: 90_000, secondsOnBattery: 10, ...patch })

const fired = (decisions: readonly { kind: string }[]) => decisions.flatMap((each) => ('stageId' in each ? [each.stageId] : []))
const inDanger = (patch: Partial<RunWithSteps> = {}): RunWithSteps =>
  runWith([], { outageStartedAtMs: null, danger: { kinds: ['overload'], over: false }, ...patch })
const NOW = 1_000_000
const calmFor = (seconds: number): Calm => new Map([['overload', NOW - seconds * 1000] as const])
const decide = (run: RunWithSteps, group: GroupState, more: Partial<Parameters<typeof decideRun>[0]> = {}) =>
  decideRun({
    run,
    content: plan,
    group,
    hostStepsBuilt: false,
    armed: true,
    managersFresh: true,
    marginSeconds: 300,
    calm: new Map(),
    nowMs: NOW,
    ...more,
  })
const kinds = (decisions: readonly { kind: string }[]) => decisions.map(({ kind }) => kind)

describe('P8 a danger is a trigger', () => {
  it('P8 on mains: its stage fires, what matters less before it, no manual one', () => {
    expect(decideStart(plan, onMains([signOf('overload', 29)]))).toEqual([])
    expect(fired(decideStart(plan, onMains([signOf('overload', 30)])))).toEqual(['batch', 'office'])
    expect(fired(decideStart(plan, onMains([signOf('temperature-at-least', 60, 50)])))).toEqual(['batch', 'office', 'core'])
  })

  it('P8 heat on battery fires a stage earlier than the battery would', () => {
    expect(decideStart(plan, onBattery())).toEqual([])
    expect(fired(decideStart(plan, onBattery([signOf('temperature-at-least', 61, 43)])))).toEqual(['batch', 'office'])
  })

  it('P8 a danger that no trigger names does nothing', () => {
    expect(decideStart(plan, onMains([signOf('battery-fault', 9_999)]))).toEqual([])
    expect(kinds(decide(runWith([]), onBattery([signOf('battery-fault', 9_999)])))).toEqual([])
  })

  it('P8 a run in which a danger fires a stage knows of it', () => {
    expect(decide(runWith([]), onBattery([signOf('overload', 31)]))).toMatchObject([
      { kind: 'danger', again: false, kinds: ['overload'] },
      { kind: 'fire-stage' },
      { kind: 'fire-stage' },
    ])
    expect(kinds(decide(inDanger(), onMains([signOf('overload', 31)]), { armed: false }))).toEqual([])
  })

  it('A10 a plan that may not act hears no danger', () => {
    const loud = onMains([signOf('overload', 999)])
    for (const phase of ['shedding', 'waiting', 'recovering'] as const) {
      const run = inDanger({ phase, heldSinceMs: 1, mainsBackAtMs: 1, steps: [vmStep('a', { direction: 'up' })] })
      expect(decide(run, loud, { armed: false })).toEqual([])
    }
  })

  it('P8 heat and overload take all hosts of the group; a failed battery those that nothing else keeps alive', () => {
    expect(takesAllHosts([heat(40)], onMains([signOf('temperature-at-least', 60, 40)]))).toBe(true)
    expect(takesAllHosts([overload], onMains([signOf('overload', 30)]))).toBe(true)
    expect(takesAllHosts([heat(41)], onMains([signOf('temperature-at-least', 60, 40)]))).toBe(false)
    expect(takesAllHosts([{ kind: 'battery-fault', seconds: 5 }], onMains([signOf('battery-fault', 60)]))).toBe(false)
    expect(takesAllHosts([{ kind: 'low-battery' }], onBattery([], { condition: 'low-battery' }))).toBe(false)
  })
})

describe('P8 the way back from a danger', () => {
  it('P8 an overload that ended by shedding sheds on until it has been gone for a minute', () => {
    expect(decide(inDanger(), onMains(), { calm: calmFor(59) })).toEqual([])
    expect(decide(inDanger(), onMains(), { calm: calmFor(60) })).toMatchObject([{ kind: 'mains-back' }])
  })

  it('P8 while it waits for a person nothing comes back, however long, however well charged', () => {
    const waiting = inDanger({ phase: 'waiting', mainsBackAtMs: 0, heldSinceMs: 0, danger: { kinds: ['overload'], over: true } })
    expect(decide(waiting, onMains(), { calm: calmFor(900) })).toEqual([])
    expect(decide({ ...waiting, heldSinceMs: null, danger: null }, onMains())).toMatchObject([{ kind: 'begin-recovery' }])
  })

  it('P8 R2 a battery that was not used need not be charged first, where it gives no charge', () => {
    const unused = inDanger({ phase: 'waiting', mainsBackAtMs: NOW - 30_000, startedAtMs: 0, danger: null })
    expect(decide(unused, onMains([], { chargePercent: null }))).toMatchObject([{ kind: 'begin-recovery' }])
  })

  it('P8 a danger that comes up again while it waits or brings back is shed for again', () => {
    for (const phase of ['waiting', 'recovering'] as const) {
      const run = inDanger({ phase, mainsBackAtMs: 0, danger: null, steps: [vmStep('a', { direction: 'up' })] })
      expect(decide(run, onMains([signOf('overload', 29)]), { managersFresh: false })).toEqual([])
      expect(decide(run, onMains([signOf('overload', 30)]))).toMatchObject([{ kind: 'danger', again: true, kinds: ['overload'] }])
    }
  })

  it('P8 an outage on top is an outage, and R1 mains that return end only what it had asked for', () => {
    expect(kinds(decide(inDanger(), onBattery([signOf('overload', 10)])))).toEqual(['outage-besides'])
    const both = inDanger({ outageStartedAtMs: 900_000 })
    expect(kinds(decide(both, onBattery([signOf('overload', 10)])))).toEqual([])
    expect(kinds(decide(both, onMains([signOf('overload', 10)])))).toEqual(['only-danger'])
    expect(kinds(decide(both, onMains(), { calm: calmFor(60) }))).toEqual(['mains-back'])
    const waiting = inDanger({ phase: 'waiting', heldSinceMs: 1, mainsBackAtMs: 1, danger: { kinds: ['overload'], over: true } })
    expect(kinds(decide(waiting, onBattery()))).toEqual(['outage-again'])
  })

  it('A6 on mains a hold does not expire, for no battery runs out; in an outage on top it does', () => {
    const held = inDanger({
      heldSinceMs: 1,
      outageStartedAtMs: 1,
      fired: plan.stages.map(({ id }) => ({ stageId: id, stageName: id, firedAtMs: 0, firstSeq: 1, why: '' })),
    })
    const loud = [signOf('overload', 99)]
    expect(decide({ ...held, outageStartedAtMs: null }, onMains(loud), { marginSeconds: -5 })).toEqual([])
    expect(decide(held, onBattery(loud), { marginSeconds: -5 })).toMatchObject([{ kind: 'release-hold' }])
  })

  it('A6 P2 a hold in a danger on mains outlasts an answer that says nothing, or “off”', () => {
    const allFired = plan.stages.map(({ id }) => ({ stageId: id, stageName: id, firedAtMs: 0, firstSeq: 1, why: '' }))
    const held = inDanger({ heldSinceMs: 1, fired: allFired })
    const loud = [signOf('overload', 99)]
    for (const condition of ['unknown', 'off'] as const) {
      expect(decide(held, onMains(loud, { condition }), { marginSeconds: -5 })).toEqual([])
      expect(decide({ ...held, outageStartedAtMs: 1, danger: null }, onMains([], { condition }), { marginSeconds: -5 })).toEqual(
        [],
      )
    }
  })
})

describe('R1 what an outage took down while a danger lasted', () => {
  const aged = planWith([
    { id: 'batch', triggers: [{ kind: 'seconds-on-battery', seconds: 5 }] },
    {
      id: 'core',
      triggers: [
        { kind: 'runtime-at-most', seconds: 100 },
        { kind: 'battery-fault', seconds: 60 },
        { kind: 'overload', seconds: 30 },
      ],
    },
  ])
  const firedOf = (...ids: readonly string[]) =>
    ids.map((id) => ({ stageId: stageId(id), stageName: id, firedAtMs: 0, firstSeq: 1, why: '' }))
  const told = (run: RunWithSteps, group: GroupState) => decide(run, group, { content: aged })
  const both = firedOf('batch', 'core')

  it('R1 a danger in an outage has a part in the run only when it fires what the outage had not', () => {
    for (const kind of ['battery-fault', 'overload'] as const) {
      const sign = [signOf(kind, 61)]
      expect(kinds(told(runWith([], { fired: firedOf('batch') }), onBattery(sign)))).toEqual(['danger', 'fire-stage'])
      expect(told(runWith([], { fired: both }), onBattery(sign))).toEqual([])
      // Both at once: the outage’s.
      expect(kinds(told(runWith([]), onBattery(sign, { runtimeSeconds: 90 })))).toEqual(['fire-stage', 'fire-stage'])
    }
    expect(joiningDangers(aged, onBattery([signOf('overload', 31)], { runtimeSeconds: 90 }), NOTHING_TAKEN)).toEqual([])
    expect(joiningDangers(aged, onMains([signOf('overload', 31)]), NOTHING_TAKEN)).toMatchObject([{ kind: 'overload' }])
  })

  it('R1 a battery fault that lasts after an outage keeps nothing off that the outage had asked for', () => {
    const after = told(runWith([], { fired: both }), onMains([signOf('battery-fault', 900)]))
    expect(after).toMatchObject([{ kind: 'mains-back', setAside: ['battery-fault'] }])
    expect(told(runWith([], { fired: both, dryRun: true }), onMains([signOf('battery-fault', 900)]))).toMatchObject([
      { kind: 'mains-back', setAside: [] },
    ])
  })

  it('P8 an overload that lasts when mains return has its part from then on: nothing comes back into it', () => {
    const after = told(runWith([], { fired: both }), onMains([signOf('overload', 31)]))
    expect(after).toMatchObject([{ kind: 'only-danger', kinds: ['overload'], stageIds: ['batch', 'core'], hosts: false }])
    expect(kinds(told(runWith([], { fired: both }), onMains([signOf('overload', 29)])))).toEqual(['mains-back'])
  })

  it('P2 a danger whose UPS is silent still asks for what it had fired', () => {
    const run = runWith([], { fired: both, danger: { kinds: ['battery-fault'], over: false } })
    expect(told(run, onMains([signOf('battery-fault', 0)]))).toMatchObject([{ kind: 'only-danger', stageIds: ['batch', 'core'] }])
  })
})

describe('P8 when a danger has passed', () => {
  const calm = (before: CalmWatch, dangers: readonly DangerSign[], nowMs: number, silent: readonly string[] = []) =>
    calmAfter(before, plan, onMains(dangers, { silent }), nowMs)
  const passedAt = ({ calm: since }: CalmWatch, kind: DangerSign['kind'], nowMs: number) => hasPassed(since, kind, nowMs)

  it('P8 heat has passed when it is three degrees cooler than the coolest trigger, and stays so', () => {
    const warm = calm(UNWATCHED, [signOf('temperature-at-least', 5, 37)], 0)
    expect(warm.calm.has('temperature-at-least')).toBe(false)
    const cooler = calm(warm, [signOf('temperature-at-least', 5, 36)], 10_000)
    expect([passedAt(cooler, 'temperature-at-least', 69_999), passedAt(cooler, 'temperature-at-least', 70_000)]).toEqual([
      false,
      true,
    ])
  })

  it('P2 a UPS that fell silent in the middle of it has not said that it has passed', () => {
    expect(calm(UNWATCHED, [signOf('overload', 0)], 0).calm.has('overload')).toBe(false)
  })

  it('P2 the calm after a danger counts only while the UPS that showed it is heard', () => {
    const one = calm(UNWATCHED, [signOf('overload', 9)], 0)
    const calmOnce = calm(one, [], 2_000)
    expect(passedAt(calm(calmOnce, [], 62_000), 'overload', 62_000)).toBe(true)
    const silent = calm(calmOnce, [], 4_000, ['ups-a'])
    expect(passedAt(calm(silent, [], 900_000, ['ups-a']), 'overload', 900_000)).toBe(false)
    const heard = calm(silent, [], 900_000)
    expect([passedAt(heard, 'overload', 959_999), passedAt(heard, 'overload', 960_000)]).toEqual([false, true])
    // Another one’s silence, or silence once it has passed, is nothing to it.
    expect(passedAt(calm(calmOnce, [], 62_000, ['ups-b']), 'overload', 62_000)).toBe(true)
    const passed = calm(calm(calmOnce, [], 62_000), [], 64_000, ['ups-a'])
    expect(passedAt(passed, 'overload', 64_000)).toBe(true)
  })

  it('P8 a danger that flickers has not passed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 59 }), fc.boolean()), { minLength: 1, maxLength: 40 }),
        (rounds) => {
          let now = 0
          let last = 0
          let told: CalmWatch = calm(UNWATCHED, [signOf('overload', 1)], now)
          for (const [seconds, isSo] of rounds) {
            now += seconds * 1000
            told = calm(told, isSo ? [signOf('overload', 1)] : [], now)
            if (isSo) last = now
            if (passedAt(told, 'overload', now)) expect(now - last).toBeGreaterThanOrEqual(60_000)
          }
        },
      ),
    )
  })
})
