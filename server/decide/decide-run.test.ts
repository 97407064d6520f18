import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { Trigger } from '../domain/plan'
import type { RunWithSteps, Step } from '../domain/run'
import { planWith, runWith, stageId, vmStep } from '../testing/run-samples'
import { decideRun, decideStart } from './decide-run'
import type { GroupState } from './group-state'

const group = (patch: Partial<GroupState> = {}): GroupState => ({
  condition: 'on-battery',
  inTrouble: true,
  onBatterySinceMs: 0,
  secondsOnBattery: 10,
  runtimeSeconds: 900,
  runtimeReason: 'device',
  chargePercent: 90,
  loadPercent: 40,
  outputWatts: 1_000,
  dangers: [],
  evidence: [],
  ...patch,
})
const mainsBack = (patch: Partial<GroupState> = {}) =>
  group({ condition: 'on-mains', inTrouble: false, onBatterySinceMs: null, secondsOnBattery: null, chargePercent: 80, ...patch })
const seconds = (value: number): Trigger => ({ kind: 'seconds-on-battery', seconds: value })
const decide = (
  run: Parameters<typeof decideRun>[0]['run'],
  state: GroupState,
  nowMs = 100_000,
  marginSeconds: number | null = 300,
) =>
  decideRun({
    run,
    content: plan,
    group: state,
    hostStepsBuilt: false,
    armed: true,
    managersFresh: true,
    marginSeconds,
    calm: new Map(),
    nowMs,
  })
const plan = planWith([
  { id: 'batch', triggers: [seconds(30)] },
  { id: 'office', triggers: [seconds(120), { kind: 'runtime-at-most', seconds: 300 }] },
  { id: 'by-hand', triggers: [{ kind: 'manual' }] },
  { id: 'core', triggers: [{ kind: 'low-battery' }] },
])
const firedAll = plan.stages.map(({ id, name }) => ({ stageId: id, stageName: name, firedAtMs: 0, firstSeq: 1, why: '' }))
const fired = (decisions: readonly { kind: string }[]) => decisions.flatMap((each) => ('stageId' in each ? [each.stageId] : []))

describe('decide run', () => {
  it('begins no run before a trigger holds, so that a blip stays a blip', () => {
    expect(decideStart(plan, group({ secondsOnBattery: 4 }))).toEqual([])
    expect(fired(decideStart(plan, group({ secondsOnBattery: 30 })))).toEqual(['batch'])
  })

  it('fires what matters less before what fires now, but never a manual stage', () => {
    expect(fired(decideStart(plan, group({ condition: 'low-battery' })))).toEqual(['batch', 'office', 'core'])
  })

  it('names the numbers that fired a stage', () => {
    expect(decideStart(plan, group({ secondsOnBattery: 31, runtimeSeconds: 299 }))).toMatchObject([
      { why: 'on battery 31 s, trigger 30 s' },
      { why: 'runtime 299 s (device), trigger 300 s' },
    ])
  })

  it('fires each stage once', () => {
    const run = runWith([], { fired: [{ stageId: stageId('batch'), stageName: 'batch', firedAtMs: 0, firstSeq: 1, why: '' }] })
    expect(decide(run, group({ secondsOnBattery: 31 }))).toEqual([])
  })

  it('R1 mains that return end the shedding at once', () => {
    expect(decide(runWith([]), mainsBack())).toMatchObject([{ kind: 'mains-back' }])
  })

  it('R1 a group whose devices say nothing has not got its mains back', () => {
    expect(decide(runWith([]), group({ condition: 'unknown', inTrouble: false }))).toEqual([])
  })

  it('R2 recovery waits for steady mains, for charge, and for what is still on its way down', () => {
    const waiting = (steps: Parameters<typeof runWith>[0] = []) => runWith(steps, { phase: 'waiting', mainsBackAtMs: 60_000 })
    expect(decide(waiting(), mainsBack(), 80_000)).toEqual([])
    expect(decide(waiting(), mainsBack({ chargePercent: 59 }))).toMatchObject([{ kind: 'recovery-note' }])
    expect(decide(waiting(), mainsBack({ chargePercent: null }))).toMatchObject([{ note: { isChargeUntold: true } }])
    expect(decide(waiting([vmStep('a')]), mainsBack())).toEqual([])
    expect(decide(waiting([vmStep('a', { state: 'done' })]), mainsBack())).toMatchObject([{ kind: 'begin-recovery' }])
  })

  it('R2 a UPS that gives no charge delays recovery by ten times the outage, not for ever', () => {
    const run = runWith([], { phase: 'waiting', outageStartedAtMs: 0, mainsBackAtMs: 60_000 })
    expect(decide(run, mainsBack({ chargePercent: null }), 600_000)).toMatchObject([{ note: { isChargeUntold: true } }])
    expect(decide(run, mainsBack({ chargePercent: null }), 660_000)).toMatchObject([{ kind: 'begin-recovery' }])
  })

  it('R4 recovery waits until every manager was read since the mains returned', () => {
    const run = runWith([], { phase: 'waiting', mainsBackAtMs: 0 })
    const input = {
      run,
      content: plan,
      group: mainsBack(),
      hostStepsBuilt: false,
      armed: true,
      marginSeconds: null,
      calm: new Map(),
      nowMs: 100_000,
    }
    expect(decideRun({ ...input, managersFresh: false })).toEqual([])
    expect(decideRun({ ...input, managersFresh: true })).toMatchObject([{ kind: 'begin-recovery' }])
  })

  it('A6 R2 a person’s word ends the wait for charge that was shown, and not the one for managers, for steady mains or for what is ending', () => {
    const ordered = (patch: Partial<RunWithSteps> = {}, steps: readonly Step[] = []) =>
      runWith(steps, {
        phase: 'waiting',
        mainsBackAtMs: 60_000,
        goAhead: { by: 'ann', atMs: 70_000, about: 'charge', hasPercent: 20 },
        ...patch,
      })
    const begins = [{ kind: 'recovery-note', note: { isUnprotected: true } }, { kind: 'begin-recovery' }]
    expect(decide(ordered(), mainsBack({ chargePercent: 20 }))).toMatchObject(begins)
    expect(decide(ordered({ outageStartedAtMs: 0 }), mainsBack({ chargePercent: null }))).toMatchObject([begins[1]])
    const input = { run: ordered(), content: plan, group: mainsBack(), hostStepsBuilt: false, armed: true, marginSeconds: null }
    expect(decideRun({ ...input, managersFresh: false, calm: new Map(), nowMs: 100_000 })).toEqual([])
    expect(decide(ordered(), mainsBack({ chargePercent: 20 }), 80_000)).toEqual([])
    expect(decide(ordered({}, [vmStep('a')]), mainsBack({ chargePercent: 20 }))).toEqual([])
    expect(decide(ordered({ heldSinceMs: 1 }), mainsBack({ chargePercent: 20 }))).toEqual([])
    expect(decide(ordered(), mainsBack({ condition: 'off', chargePercent: 20 }))).toEqual([])
  })

  it('A6 R2 P9 a person’s word counts for nothing but what was shown: it ends with that, or where it is worse by now', () => {
    const silent = mainsBack({ condition: 'unknown', chargePercent: null, silent: ['ups-a'] })
    const waiting = runWith([], { phase: 'waiting', mainsBackAtMs: 60_000 })
    const ofCharge = { by: 'ann', atMs: 70_000, about: 'charge', hasPercent: 20 } as const
    const ofMains = { by: 'ann', atMs: 70_000, about: 'blind', hasPercent: null } as const
    // Said of charge, it says nothing of mains; and the other way round.
    expect(decide({ ...waiting, goAhead: ofCharge }, silent)).toMatchObject([{ note: { isBlind: true } }])
    expect(decide(runWith([], { goAhead: ofCharge }), silent)).toMatchObject([{ note: { isBlind: true } }])
    const answered = decide({ ...waiting, goAhead: ofMains }, mainsBack({ chargePercent: 20 }))
    expect(answered).toMatchObject([{ kind: 'word-ends' }, { note: { lack: { hasPercent: 20 } } }])
    const fallen = decide({ ...waiting, goAhead: ofCharge }, mainsBack({ chargePercent: 17 }))
    expect(fallen).toMatchObject([{ kind: 'word-ends' }, { note: { lack: { hasPercent: 17 } } }])
    expect(decide({ ...waiting, goAhead: ofCharge }, mainsBack({ chargePercent: 18 }))[0]).not.toMatchObject({
      kind: 'word-ends',
    })
    // Said to an earlier engine: the mains may have failed unseen since.
    const given = { content: plan, hostStepsBuilt: false, armed: true, managersFresh: true, marginSeconds: null, calm: new Map() }
    const later = { ...given, group: silent, nowMs: 100_000, engineStartedAtMs: 80_000 }
    expect(decideRun({ ...later, run: { ...waiting, goAhead: ofMains } })).toMatchObject([
      { kind: 'word-ends' },
      { note: { isBlind: true } },
    ])
    expect(decideRun({ ...later, run: runWith([], { goAhead: ofMains }) })).toMatchObject([
      { kind: 'word-ends' },
      { note: { isBlind: true } },
    ])
  })

  it('R1 P9 where no UPS has answered since the engine was started, what waits says so, and goes on on a person’s word alone', () => {
    const silent = mainsBack({ condition: 'unknown', chargePercent: null, silent: ['ups-a'] })
    const blind = [
      { kind: 'recovery-note', note: { isBlind: true, why: expect.stringContaining('no answer of ups-a') as unknown } },
    ]
    const waiting = runWith([], { phase: 'waiting', mainsBackAtMs: 60_000 })
    const goAhead = { by: 'ann', atMs: 70_000, about: 'blind', hasPercent: null } as const
    expect(decide(waiting, silent)).toMatchObject(blind)
    expect(decide(runWith([]), silent)).toMatchObject(blind)
    expect(decide({ ...waiting, goAhead }, silent)).toMatchObject([{ note: { isUnprotected: true } }, { kind: 'begin-recovery' }])
    expect(decide(runWith([], { goAhead }), silent)).toMatchObject([{ kind: 'mains-back' }])
    // It is about to answer.
    expect(decide({ ...waiting, goAhead }, { ...silent, silent: [] })).toMatchObject([{ kind: 'word-ends' }])
    const told = { ...waiting, recoveryNote: { why: 'x', isUnprotected: false, isBlind: true } as const }
    expect(decide(told, mainsBack())).toMatchObject([{ kind: 'recovery-note', note: null }, { kind: 'begin-recovery' }])
    expect(decide({ ...told, phase: 'shedding', mainsBackAtMs: null }, group())).toMatchObject([
      { kind: 'recovery-note', note: null },
    ])
  })

  it('A6 a hold of which no forecast says how long it may last ends while there certainly is time', () => {
    const run = runWith([], { heldSinceMs: 1, outageStartedAtMs: 0, fired: firedAll })
    const held = (runtimeSeconds: number | null) => decide(run, group({ runtimeSeconds }), 100_000, null)
    expect(held(plan.reserveSeconds + 601)).toEqual([])
    expect(held(null)).toEqual([])
    expect(held(plan.reserveSeconds + 600)).toMatchObject([
      {
        kind: 'release-hold',
        why: `latest safe moment: nobody can foresee the rest, and the battery lasts ${plan.reserveSeconds + 600} s`,
      },
    ])
  })

  it('A10 a plan disarmed in mid-run begins nothing, and its hold does not expire', () => {
    const input = {
      run: runWith([], { heldSinceMs: 1 }),
      content: plan,
      group: group({ condition: 'low-battery' }),
      hostStepsBuilt: false,
      managersFresh: true,
      marginSeconds: 0,
      calm: new Map(),
      nowMs: 0,
    }
    expect(decideRun({ ...input, armed: false })).toEqual([])
    expect(decideRun({ ...input, armed: true }).length).toBeGreaterThan(0)
  })

  it('D11 R8 a safeguard that is kept back for ten minutes keeps its run no longer, unless VMs wait to be started with it', () => {
    const held = vmStep('ha', { action: 'restore', direction: 'up', startedAtMs: 0, result: 'Ceph is not well' })
    const run = (...steps: Parameters<typeof runWith>[0]) => runWith(steps, { phase: 'recovering', mainsBackAtMs: 0 })
    expect(decide(run(held), mainsBack(), 599_999)).toEqual([])
    expect(decide(run(held), mainsBack(), 600_000)).toMatchObject([{ kind: 'finish' }])
    // Not yet looked at, or only being called, it is as any other step.
    expect(decide(run({ ...held, result: null }), mainsBack(), 600_000)).toEqual([])
    expect(decide(run(held, vmStep('a', { direction: 'up' })), mainsBack(), 600_000)).toEqual([])
    const refused = vmStep('web', { action: 'start', direction: 'up', state: 'failed', after: [held.id] })
    expect(decide(run(held, refused), mainsBack(), 600_000)).toEqual([])
  })

  it('R1 R7 what is left waits for a host that nobody can call: the rest is looked for again, and the run does not end', () => {
    const wake = vmStep('h1', { action: 'power-on-host', direction: 'up', startedAtMs: 0, state: 'running' })
    const behind = vmStep('web', { seq: 2, action: 'start', direction: 'up', state: 'pending', after: [wake.id] })
    const run = (...steps: Parameters<typeof runWith>[0]) => runWith(steps, { phase: 'recovering', mainsBackAtMs: 0 })
    expect(decide(run(wake, behind), mainsBack(), 59_999)).toEqual([])
    expect(decide(run(wake, behind), mainsBack(), 60_000)).toMatchObject([{ kind: 'look-again' }])
    expect(decide({ ...run(wake, behind), heldSinceMs: 1 }, mainsBack(), 60_000)).toEqual([])
    expect(decide(run(wake, vmStep('db', { seq: 3, action: 'start', direction: 'up' })), mainsBack(), 60_000)).toEqual([])
    expect(decide(run({ ...wake, state: 'done' }, { ...behind, state: 'done' }), mainsBack(), 60_000)).toMatchObject([
      { kind: 'finish' },
    ])
  })

  it('P6 a second outage in the middle of recovery is an outage', () => {
    for (const phase of ['waiting', 'recovering'] as const)
      expect(decide(runWith([], { phase, mainsBackAtMs: 0 }), group())).toMatchObject([{ kind: 'outage-again' }])
  })

  it('A6 a hold expires at the latest safe moment or at low battery, and not before', () => {
    const held = runWith([], {
      heldSinceMs: 1,
      fired: plan.stages.map((stage) => ({ stageId: stage.id, stageName: stage.name, firedAtMs: 0, firstSeq: 1, why: '' })),
    })
    expect(decide(held, group(), 100_000, 60)).toEqual([])
    expect(decide(held, group(), 100_000, 0)).toMatchObject([{ kind: 'release-hold' }])
    expect(decide(held, group({ condition: 'low-battery' }), 100_000, 60)).toMatchObject([{ kind: 'release-hold' }])
  })

  it('D1 the same inputs give the same decisions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.boolean(),
        (onBattery, runtime, low) => {
          const state = group({
            secondsOnBattery: onBattery,
            runtimeSeconds: runtime,
            condition: low ? 'low-battery' : 'on-battery',
          })
          expect(decide(runWith([]), state)).toEqual(decide(runWith([]), state))
        },
      ),
    )
  })

  it('more time on battery and less runtime never fire fewer stages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 900 }),
        fc.nat(200),
        fc.nat(200),
        (onBattery, runtime, more, less) => {
          const early = new Set(fired(decideStart(plan, group({ secondsOnBattery: onBattery, runtimeSeconds: runtime }))))
          const late = new Set(
            fired(decideStart(plan, group({ secondsOnBattery: onBattery + more, runtimeSeconds: runtime - less }))),
          )
          for (const stage of early) expect(late.has(stage)).toBe(true)
        },
      ),
    )
  })
})
