import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { GroupState } from '../../decide/group-state'
import type { ShorterGrace } from '../../domain/forecast'
import type { Run, RunWithSteps, Step, StepAttempt } from '../../domain/run'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { runWith } from '../../testing/run-samples'
import { groupId, onVm, step } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { GraceKeeper } from './grace-keeper'

const state: GroupState = {
  condition: 'on-battery',
  inTrouble: true,
  onBatterySinceMs: START_MS,
  secondsOnBattery: 100,
  runtimeSeconds: 400,
  runtimeReason: 'device',
  chargePercent: 60,
  loadPercent: 40,
  outputWatts: 900,
  dangers: [],
  evidence: [],
}
const web = step(1, { object: onVm('web'), action: 'shutdown', limitSeconds: 180, fallback: 'power-off' })
const db = step(2, { object: onVm('db'), action: 'shutdown', limitSeconds: 180, fallback: 'power-off' })
const CALL: StepAttempt = {
  action: 'shutdown',
  startedAtMs: 1,
  intentEntryId: 1,
  task: null,
  outcome: 'open',
  message: 'accepted',
  endedAtMs: null,
}
const grace = (of: Step, limitSeconds: number): ShorterGrace => ({
  stepId: of.id,
  limitSeconds,
  bySeconds: 50,
  missingSeconds: 50,
  lastEndSeconds: 420,
})

let service: ServiceWorld
let book: RunBook
let keeper: GraceKeeper
let nowMs: number
beforeEach(async () => {
  service = await openServiceWorld()
  const log = pino({ level: 'silent' })
  nowMs = START_MS
  const clock = { now: () => nowMs }
  book = new RunBook(new Recorder(service.store, log, clock.now), new Publisher(service.store, log, clock.now))
  keeper = new GraceKeeper(book, clock)
})
afterEach(() => service.close())

const begin = async (more: Partial<Run> = {}, steps: readonly Step[] = [web, db]) => {
  const run = runWith(steps, { powerGroupId: groupId(), ...more })
  await book.add(run, [])
  return run
}
const limits = (run: { readonly id: Run['id'] }) => book.get(run.id)?.steps.map(({ limitSeconds }) => limitSeconds)
const foresee = (...graces: readonly ShorterGrace[]): void => keeper.foreseen(groupId(), { graces, marginSeconds: -50 })
const foreseeSpare = (marginSeconds: number): void => keeper.foreseen(groupId(), { marginSeconds })
const entries = async () =>
  (await service.store.read.journal.page({ limit: 20 })).filter(({ kind }) => kind === 'step.grace-shortened')

it('D3 K1 time that all forecasts of 30 s miss shortens a grace, by the mildest of them, and the journal has its numbers', async () => {
  const run = await begin()
  foresee(grace(web, 70))
  nowMs += 29_000
  foresee(grace(web, 60))
  await keeper.consider(run, groupId(), state)
  expect(limits(run)).toEqual([180, 180])
  nowMs += 1_000
  foresee(grace(web, 60), grace(db, 40))
  await keeper.consider(run, groupId(), state)
  expect(limits(run)).toEqual([70, 180])
  const [entry] = await entries()
  expect(entry?.message).toBe(
    'web: it is asked for at most 70 s instead of 180 s before it is forced: 50 s are missing before the reserve, for at worst everything has ended 420 s after the mains failed',
  )
  expect(entry?.data).toMatchObject({ missing: 50, end: 420, from: 180, to: 70, gained: 50, runtimeSeconds: 400 })
})

it('D3 one good forecast between them begins the wait anew', async () => {
  const run = await begin()
  foresee(grace(web, 60))
  nowMs += 20_000
  foresee()
  nowMs += 10_000
  foresee(grace(web, 60))
  await keeper.consider(run, groupId(), state)
  expect(limits(run)).toEqual([180, 180])
})

it('D3 a guest that was asked keeps what it was asked with', async () => {
  const attempt = {
    action: 'shutdown',
    startedAtMs: START_MS,
    intentEntryId: 1,
    task: null,
    message: null,
    endedAtMs: null,
  } as const
  const run = await begin({}, [{ ...web, state: 'running', attempts: [{ ...attempt, outcome: 'open' }] }, db])
  foresee(grace(web, 60), grace(db, 60))
  nowMs += 30_000
  foresee(grace(web, 60), grace(db, 60))
  await keeper.consider(run, groupId(), state)
  expect(limits(run)).toEqual([180, 60])
})

it('D3 it never becomes longer again, and what has ended keeps what it had', async () => {
  const run = await begin({}, [
    { ...web, limitSeconds: 50 },
    { ...db, state: 'done' },
  ])
  foresee(grace(web, 60), grace(db, 60))
  nowMs += 30_000
  foresee(grace(web, 60), grace(db, 60))
  await keeper.consider(run, groupId(), state)
  expect(limits(run)).toEqual([50, 180])
  expect(await entries()).toEqual([])
})

it.each<[string, Partial<Run>, Partial<GroupState>]>([
  ['P8 on mains', { outageStartedAtMs: null }, { inTrouble: false }],
  ['A6 of a run that is held', { heldSinceMs: START_MS }, {}],
  ['A10 of a dry run', { dryRun: true }, {}],
  ['R1 once the mains are back', { phase: 'waiting', mainsBackAtMs: START_MS }, {}],
])('D3 %s nobody is hurried', async (_when, more, seen) => {
  const run = await begin(more)
  foresee(grace(web, 60))
  nowMs += 30_000
  foresee(grace(web, 60))
  await keeper.consider(run, groupId(), { ...state, ...seen })
  expect(limits(run)).toEqual([180, 180])
})

/** All forecasts of so many seconds leave so much; each second one is made, and looked at. */
const spared = async (run: RunWithSteps, seconds: number, marginSeconds: number, seen: GroupState = state): Promise<void> => {
  for (let passed = 0; passed < seconds; passed += 1) {
    foreseeSpare(marginSeconds)
    await keeper.consider({ ...run, steps: book.get(run.id)?.steps ?? [] }, groupId(), seen)
    nowMs += 1_000
  }
}
const shortenedTo = (of: Step, limitSeconds: number): Step => ({ ...of, limitSeconds, plannedLimitSeconds: of.limitSeconds })

it('D3 K1 a grace that was shortened grows back with time that all forecasts of 30 s leave, and never beyond what the plan gives', async () => {
  const run = await begin({}, [shortenedTo(web, 70), shortenedTo(db, 40)])
  await spared(run, 30, 100)
  expect(limits(run)).toEqual([70, 40])
  // What ends last counts most; 30 s stay.
  await spared(run, 1, 100)
  expect(limits(run)).toEqual([70, 110])
  const [entry] = (await service.store.read.journal.page({ limit: 20 })).filter(({ kind }) => kind === 'step.grace-returned')
  expect(entry?.message).toBe(
    'db: it is asked for up to 110 s again instead of 40 s before it is forced: at worst 100 s are left above the reserve',
  )
  await spared(run, 31, 10_000)
  expect(limits(run)).toEqual([180, 180])
})

it('D3 no grace grows back by one good forecast, by little that is left, on what was asked already, or in a held run', async () => {
  const called = { ...shortenedTo(web, 70), state: 'running' as const, attempts: [{ ...CALL }] }
  const run = await begin({}, [called, shortenedTo(db, 40)])
  await spared(run, 29, 100)
  foreseeSpare(-1)
  await spared(run, 29, 100)
  await spared(run, 60, 30)
  await spared({ ...run, heldSinceMs: 1 }, 60, 100)
  expect(limits(run)).toEqual([70, 40])
  await spared(run, 31, 100)
  expect(limits(run)).toEqual([70, 110])
})

it('P7 D3 no grace grows back while the UPS says that its battery is low, whatever its runtime promises', async () => {
  const run = await begin({}, [shortenedTo(web, 70), shortenedTo(db, 40)])
  await spared(run, 90, 1_000, { ...state, condition: 'low-battery' })
  expect(limits(run)).toEqual([70, 40])
  await spared(run, 30, 1_000)
  expect(limits(run)).toEqual([70, 40])
})

it('D3 what is shortened twice grows back to the plan’s grace, and what never was does not grow', async () => {
  const run = await begin()
  foresee(grace(web, 100))
  nowMs += 30_000
  foresee(grace(web, 100))
  await keeper.consider(run, groupId(), state)
  foresee()
  foresee(grace(web, 60))
  nowMs += 30_000
  foresee(grace(web, 60))
  await keeper.consider(book.get(run.id) ?? run, groupId(), state)
  expect(limits(run)).toEqual([60, 180])
  await spared(run, 31, 10_000)
  expect(limits(run)).toEqual([180, 180])
})
