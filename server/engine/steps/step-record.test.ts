import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import type { Run, Step } from '../../domain/run'
import { RUN_SENTENCES } from '../../domain/run-sentences'
import { containing } from '../../testing/containing'
import { hostId, runWith, vmStep } from '../../testing/run-samples'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { world as worldOf } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { StepRecord } from './step-record'

const RUN = runIdSchema.parse('run')
const OFF = { endsAs: 'failed', why: RUN_SENTENCES.copyForOutage } as const
const storage = { datastoreNativeId: 'b/local', datastoreName: 'local', gibibytes: 80, leaves: [] }
const copy = vmStep('web', { action: 'migrate', storage })
const next = vmStep('db', { seq: 2, action: 'migrate', storage, state: 'pending', startedAtMs: null, after: [copy.id] })

let world: ServiceWorld
let book: RunBook
beforeEach(async () => {
  world = await openServiceWorld()
  const log = pino({ level: 'silent' })
  const now = () => START_MS
  book = new RunBook(new Recorder(world.store, log, now), new Publisher(world.store, log, now))
})
afterEach(() => world.close())

/** The run once an outage has called its copy off. */
const calledOff = async (steps: readonly Step[], given: Partial<Run> = {}) => {
  const run = runWith(steps, { kind: 'maintenance', phase: 'entering', hostId: hostId('h1'), outageStartedAtMs: null, ...given })
  await book.add(run, [])
  await new StepRecord({ book, now: () => START_MS, world: () => worldOf({}) }).callOffForOutage(run, [copy], OFF)
  expect(book.step(RUN, stepIdSchema.parse(copy.id))?.calledOff).toMatchObject(OFF)
  return { run: book.get(RUN), told: await world.store.read.journal.page({ kinds: ['run.held'], limit: 5 }) }
}

describe('a copy that an outage calls off', () => {
  it('D11 holds its maintenance: nothing of it begins by itself when mains are back, and it is told who decides', async () => {
    const { run, told } = await calledOff([copy, next])
    expect(run?.heldSinceMs).toBe(START_MS)
    expect(told).toMatchObject([{ actor: 'engine', reason: containing('a person decides'), message: containing('Row held') }])
    expect((await world.store.read.runs.active())[0]?.heldSinceMs).toBe(START_MS)
  })

  it.each([
    ['what a person holds already', [copy, next], { heldSinceMs: 5 }, 5],
    ['a run of which nothing could begin any more', [copy], {}, null],
    ['an outage’s own run', [copy, next], { kind: 'outage', phase: 'recovering' }, null],
  ] as const)('D11 does not hold %s', async (_what, steps, given, heldSinceMs) => {
    const { run, told } = await calledOff(steps, given)
    expect([run?.heldSinceMs, told]).toEqual([heldSinceMs, []])
  })
})

it('R6 A4 a call that was refused stays so when its VM is found off: it is no word that it ran', async () => {
  const refused = {
    action: 'power-off',
    startedAtMs: 0,
    intentEntryId: 1,
    task: null,
    outcome: 'refused',
    message: 'its host is not there',
    endedAtMs: 1,
  } as const
  const step = vmStep('web', { attempts: [refused] })
  await book.add(runWith([step]), [])
  const record = new StepRecord({ book, now: () => START_MS, world: () => worldOf({}) })
  await record.end(RUN, step, { state: 'done', outcome: 'ok', result: RUN_SENTENCES.off })
  expect(book.step(RUN, step.id)).toMatchObject({ state: 'done', attempts: [refused] })
})
