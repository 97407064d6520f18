import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { type Calm, calmAfter, UNWATCHED } from '../../decide/danger'
import { decideRun, type RunDecision } from '../../decide/decide-run'
import type { DangerSign } from '../../decide/danger-signs'
import type { GroupState } from '../../decide/group-state'
import { planVersionIdSchema } from '../../domain/ids'
import type { RunWithSteps } from '../../domain/run'
import { signOf } from '../../testing/danger-samples'
import { planWith, runWith, stageId, vmStep } from '../../testing/run-samples'
import { broughtBack, continued, turnOf } from './outage-turns'

const plan = planWith([
  {
    id: 'batch',
    triggers: [
      { kind: 'seconds-on-battery', seconds: 5 },
      { kind: 'overload', seconds: 30 },
    ],
  },
])
const stateOf = (mains: boolean, dangers: readonly DangerSign[]): GroupState => ({
  condition: mains ? 'on-mains' : 'on-battery',
  inTrouble: !mains,
  onBatterySinceMs: mains ? null : 1,
  secondsOnBattery: mains ? null : 20,
  runtimeSeconds: 900,
  runtimeReason: 'device',
  chargePercent: 90,
  loadPercent: 40,
  outputWatts: 900,
  dangers,
  evidence: [],
})

/** One round of the engine, without anything to switch. */
const round = (run: RunWithSteps, state: GroupState, calm: Calm, nowMs: number) => {
  const decisions = decideRun({
    run,
    content: plan,
    group: state,
    hostStepsBuilt: false,
    armed: true,
    managersFresh: true,
    marginSeconds: 300,
    calm,
    nowMs,
  })
  const after = decisions.reduce<RunWithSteps>((now, decision) => {
    switch (decision.kind) {
      case 'fire-stage':
        return {
          ...now,
          fired: [...now.fired, { stageId: decision.stageId, stageName: '', firedAtMs: nowMs, firstSeq: 1, why: decision.why }],
        }
      case 'begin-recovery':
        return { ...now, phase: 'recovering', steps: [vmStep('a', { direction: 'up', state: 'running' })] }
      case 'begin-wave':
      case 'recovery-note':
      case 'stop-hosts':
      case 'look-again':
      case 'finish':
        return now
      case 'word-ends':
        return { ...now, goAhead: null }
      case 'mains-back':
      case 'outage-again':
      case 'danger':
      case 'outage-besides':
      case 'only-danger':
      case 'release-hold':
        return { ...now, ...turnOf(decision, { run: now, state, name: 'Row', nowMs }).run }
    }
  }, run)
  return { decisions, after }
}

const kinds = (decisions: readonly RunDecision[]) => decisions.map(({ kind }) => kind)

describe('P8 turns of a run', () => {
  it('P8 an overload that ended by shedding does not bring back by itself; a person’s word does, once', () => {
    let run = runWith([], { outageStartedAtMs: null, danger: { kinds: ['overload'], over: false } })
    let watch = UNWATCHED
    const at = (seconds: number, dangers: readonly DangerSign[] = []) => {
      const state = stateOf(true, dangers)
      watch = calmAfter(watch, plan, state, seconds * 1000)
      const told = round(run, state, watch.calm, seconds * 1000)
      run = told.after
      return kinds(told.decisions)
    }
    expect(at(0, [signOf('overload', 31)])).toEqual(['fire-stage'])
    expect(at(10)).toEqual([])
    expect(at(70)).toEqual(['mains-back'])
    expect(run).toMatchObject({ phase: 'waiting', heldSinceMs: 70_000, danger: { over: true } })
    expect(at(80_000)).toEqual([])
    run = { ...run, ...continued(run) }
    expect(at(80_001)).toEqual(['begin-recovery'])
    // The load comes back, and with it the overload: shed for again, and held again.
    expect(at(80_100, [signOf('overload', 31)])).toEqual(['danger'])
    expect(run).toMatchObject({ phase: 'shedding', fired: [], danger: { kinds: ['overload'], over: false } })
  })

  it('R1 steps that were not called are cancelled when a danger has passed, in its words', () => {
    const run = runWith([vmStep('called', { attempts: [calledNow] }), vmStep('waits', { state: 'pending' })], {
      outageStartedAtMs: null,
      danger: { kinds: ['overload'], over: false },
    })
    const turn = turnOf({ kind: 'mains-back', setAside: [], why: '' }, { run, state: stateOf(true, []), name: 'Row', nowMs: 1 })
    expect(turn.cancelled.map(({ object }) => object.name)).toEqual(['waits'])
    expect(turn).toMatchObject({
      cancelledBecause: 'the danger had passed before it was called',
      entry: { kind: 'run.danger-over' },
    })
  })

  it('A10 a dry run waits for nobody: it took nothing down', () => {
    const run = runWith([], { dryRun: true, outageStartedAtMs: null, danger: { kinds: ['overload'], over: false } })
    const { run: patch } = turnOf(
      { kind: 'mains-back', setAside: [], why: '' },
      { run, state: stateOf(true, []), name: 'Row', nowMs: 1 },
    )
    expect(patch).toMatchObject({ phase: 'waiting', heldSinceMs: null, danger: null })
  })

  it('D11 P6 another outage is carried out with the plan as it is published by then', () => {
    const again = { kind: 'outage-again', why: '' } as const
    const id = planVersionIdSchema.parse('2')
    const run = runWith([], { phase: 'recovering', planVersionId: planVersionIdSchema.parse('1') })
    const turn = (version: typeof id | null) => turnOf(again, { run, state: stateOf(true, []), name: 'Row', nowMs: 9, version })
    expect(turn(id)).toMatchObject({
      run: { planVersionId: '2', fired: [] },
      entry: { message: expect.stringContaining('published anew') as string },
    })
    expect(turn(null)).toMatchObject({ run: { planVersionId: '1' }, entry: { message: 'Mains failed again for Row' } })
  })

  it('A6 a person’s hold outlasts a danger’s return, the hold of a passed danger does not', () => {
    const again = { kind: 'danger', again: true, kinds: ['overload'], why: '' } as const
    const held = (over: boolean) =>
      turnOf(again, {
        run: runWith([], { phase: 'waiting', heldSinceMs: 7, danger: over ? { kinds: ['overload'], over } : null }),
        state: stateOf(true, []),
        name: 'Row',
        nowMs: 9,
      }).run.heldSinceMs
    expect([held(true), held(false)]).toEqual([null, 7])
  })

  it('A6 R1 what a danger that lasts holds down on mains comes back on a person’s word; the danger is set aside', () => {
    const run = runWith([vmStep('called', { attempts: [calledNow] }), vmStep('waits', { state: 'pending' })], {
      mainsBackAtMs: 5,
      danger: { kinds: ['battery-fault'], over: false },
    })
    const turn = broughtBack(run, 9)
    expect(turn).toMatchObject({
      run: { phase: 'waiting', heldSinceMs: null, danger: null, mainsBackAtMs: 5 },
      setAside: ['battery-fault'],
      entry: { kind: 'run.continued' },
    })
    expect(turn?.cancelled.map(({ object }) => object.name)).toEqual(['waits'])
    const back = { ...run, ...turn?.run, steps: [] }
    expect(kinds(round(back, stateOf(true, []), new Map(), 5_000_000).decisions)).toEqual(['begin-recovery'])
    // A hold is lifted first; in an outage the plan goes on; without a danger nothing holds it down.
    for (const patch of [{ heldSinceMs: 1 }, { mainsBackAtMs: null }, { danger: null }, { phase: 'waiting' as const }])
      expect(broughtBack({ ...run, ...patch }, 9)).toBeNull()
  })

  it('A6 mains that return while a danger lasts begin nothing anew that a person skipped, and end what only the outage asked for', () => {
    const fired = ['batch', 'core'].map((id, index) => ({
      stageId: stageId(id),
      stageName: id,
      firedAtMs: 0,
      firstSeq: index + 1,
      why: '',
    }))
    const pending = (name: string, stage: string | null) =>
      vmStep(name, { state: 'pending', stageId: stage === null ? null : stageId(stage) })
    const run = runWith([pending('b', 'batch'), pending('c', 'core'), pending('host', null)], {
      fired,
      danger: { kinds: ['overload'], over: false },
    })
    const { decisions, after } = round(run, stateOf(true, [signOf('overload', 99)]), new Map(), 7_000)
    const told = decisions[0]
    if (told?.kind !== 'only-danger') throw new Error('the danger lasts')
    const turn = turnOf(told, { run, state: stateOf(true, []), name: 'Row', nowMs: 7_000 })
    expect(after.fired).toEqual([fired[0]])
    expect(turn.cancelled.map(({ object }) => object.name)).toEqual(['c', 'host'])
    expect(kinds(round(after, stateOf(true, [signOf('overload', 99)]), new Map(), 9_000).decisions)).toEqual([])
  })

  it('P8 whatever mains and overload do: what a danger had a part in comes back after a person’s word only', () => {
    const event = fc.record({
      seconds: fc.integer({ min: 1, max: 90 }),
      mains: fc.boolean(),
      overloaded: fc.boolean(),
      says: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 40 }), (events) => {
        let run = runWith([], { outageStartedAtMs: null, danger: { kinds: ['overload'], over: false } })
        let watch = UNWATCHED
        let [now, heldBack] = [0, true]
        for (const { seconds, mains, overloaded, says } of events) {
          now += seconds * 1000
          if (says && run.phase === 'waiting' && run.heldSinceMs !== null) {
            run = { ...run, ...continued(run) }
            heldBack = false
          }
          const state = stateOf(mains, overloaded ? [signOf('overload', 30)] : [])
          watch = calmAfter(watch, plan, state, now)
          const told = round(run, state, watch.calm, now)
          if (told.decisions.some(({ kind }) => kind === 'danger')) heldBack = true
          if (heldBack) expect(kinds(told.decisions)).not.toContain('begin-recovery')
          run = told.after
          // No run is stuck: on calm mains it either goes on by itself or says that it waits for a person.
          if (run.phase === 'waiting' && run.danger?.over === true) expect(run.heldSinceMs).not.toBeNull()
        }
      }),
    )
  })
})

const calledNow = {
  action: 'shutdown' as const,
  startedAtMs: 0,
  intentEntryId: 1,
  task: null,
  outcome: 'open' as const,
  message: null,
  endedAtMs: null,
}
