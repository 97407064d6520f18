import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { orderIdSchema } from '../domain/ids'
import type { RunSeen } from '../domain/order'
import type { RunPhase } from '../domain/run'
import type { OrderRow } from '../store/store'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, type ServiceWorld, START_MS } from '../testing/service-world'
import { Publisher } from './publisher'
import { Recorder } from './recorder'
import { RunBook } from './run-book'
import { heedStop, type StopOrder, stopVerdict } from './stop-order'

const SHEDDING: RunSeen = { phase: 'shedding', abandoned: false }
const order = (kind: StopOrder['kind'], seen?: RunSeen): StopOrder => ({
  kind,
  runId: IDS.run,
  reason: null,
  ...(seen === undefined ? {} : { seen }),
})
const fresh = { ageMs: 40, wasLetGo: false }
const late = { ageMs: 240_000, wasLetGo: false }
const at = (phase: RunPhase, abandoned?: boolean) => ({ phase, ...(abandoned === undefined ? {} : { abandoned }) })

describe('an abort', () => {
  it.each([fresh, late])('A6 of the phase that still goes on is carried out, however late (%o)', (when) => {
    expect(stopVerdict(order('run.abort', SHEDDING), at('shedding'), when)).toEqual({ do: 'go' })
    // From an engine or client that did not say what it saw.
    expect(stopVerdict(order('run.abort'), at('shedding'), when)).toEqual({ do: 'go' })
  })

  it.each([fresh, late])('R1 of a phase that is over is not: who stopped the shedding did not stop the way back (%o)', (when) => {
    expect(stopVerdict(order('run.abort', SHEDDING), at('recovering'), when)).toMatchObject({
      do: 'no',
      message: 'This run has moved on to recovering since the abort was ordered; nothing was done.',
    })
    for (const run of [at('done'), at('aborted'), null])
      expect(stopVerdict(order('run.abort', SHEDDING), run, when)).toMatchObject({ do: 'no', message: 'This run has ended.' })
  })

  it('R8 A2 carried out twice it is still the first: only who has seen it gives up what is put back', () => {
    expect(stopVerdict(order('run.abort', SHEDDING), at('recovering', true), late)).toEqual({ do: 'done' })
    const second = order('run.abort', { phase: 'recovering', abandoned: true })
    expect(stopVerdict(second, at('recovering', true), fresh)).toEqual({ do: 'go' })
  })
})

describe('a hold', () => {
  it('A6 is carried out at once, and late while its phase goes on', () => {
    for (const when of [fresh, late]) expect(stopVerdict(order('run.hold', SHEDDING), at('shedding'), when)).toEqual({ do: 'go' })
    expect(stopVerdict(order('run.hold', SHEDDING), at('waiting'), fresh)).toEqual({ do: 'go' })
  })

  it('A6 late, it is not where the run has moved on, was let go since, or nobody may be there any more', () => {
    const hold = order('run.hold', SHEDDING)
    expect(stopVerdict(hold, at('waiting'), late)).toMatchObject({ message: expect.stringContaining('moved on') as unknown })
    expect(stopVerdict(hold, at('shedding'), { ...late, wasLetGo: true })).toMatchObject({
      message: expect.stringContaining('let go on') as unknown,
    })
    expect(stopVerdict(hold, at('shedding'), { ...late, ageMs: 16 * 60_000 })).toMatchObject({
      message: 'This hold was ordered 16 min ago and has expired; nothing was done.',
    })
  })
})

describe('a stop that was not heard in time', () => {
  let world: ServiceWorld
  let book: RunBook
  const log = pino({ level: 'silent' })
  const row = (given: StopOrder, placedAtMs: number): OrderRow & { readonly order: StopOrder } => ({
    id: orderIdSchema.parse('stop'),
    order: given,
    actor: 'ann',
    channel: 'web',
    placedAtMs,
    state: 'taken',
    result: null,
  })
  const heed = (given: StopOrder, placedAtMs: number) =>
    heedStop({ book, clock: { now: () => START_MS }, store: world.store }, row(given, placedAtMs))
  const told = (kind: string) => world.store.read.journal.page({ kinds: [kind], limit: 5 })

  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
    const now = () => START_MS
    book = new RunBook(new Recorder(world.store, log, now), new Publisher(world.store, log, now))
    const run = await world.store.read.runs.get(IDS.run)
    if (run === null) throw new Error('the run is not seeded')
    book.adopt([run])
  })
  afterEach(() => world.close())

  it('K1 what became of it stands on its run, for who has ordered it may be gone', async () => {
    expect(await heed(order('run.abort', SHEDDING), START_MS - 240_000)).toEqual({ do: 'go' })
    expect(await told('run.abort-late')).toMatchObject([
      { actor: 'ann', runId: IDS.run, outcome: 'ok', message: expect.stringContaining('carried out 240 s after') as unknown },
    ])
    expect(await heed(order('run.hold', { phase: 'waiting', abandoned: false }), START_MS - 240_000)).toMatchObject({ do: 'no' })
    expect(await told('run.hold-late')).toMatchObject([
      { outcome: 'refused', message: expect.stringContaining('moved on to shedding') as unknown },
    ])
  })

  it('A6 a hold that somebody has let go since it was ordered is not carried out; one from before is no reason', async () => {
    const letGo = (atMs: number) =>
      world.store.write((tx) =>
        tx.journal.append({
          atMs,
          kind: 'run.continued',
          actor: 'ben',
          channel: 'web',
          object: { kind: 'run', id: IDS.run, name: 'Row 1' },
          runId: IDS.run,
          message: 'Row 1 continues',
        }),
      )
    await letGo(START_MS - 300_000)
    expect(await heed(order('run.hold', SHEDDING), START_MS - 240_000)).toEqual({ do: 'go' })
    await letGo(START_MS - 100_000)
    expect(await heed(order('run.hold', SHEDDING), START_MS - 240_000)).toMatchObject({ do: 'no' })
  })

  it('one that was heard at once is told by what it does alone', async () => {
    await heed(order('run.abort', SHEDDING), START_MS - 50)
    expect(await told('run.abort-late')).toEqual([])
  })
})
