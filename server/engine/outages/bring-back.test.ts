import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RunWithSteps } from '../../domain/run'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { AbortedOutages } from './aborted-outages'
import { bringBack } from './bring-back'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { steadyClock } from '../steady-clock'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const BY = { actor: 'ann', channel: 'web', reason: 'a test' } as const

it('A6 R1 A1 what a danger holds down on mains comes back on a person’s word; it is set aside in the same write', async () => {
  const log = pino({ level: 'silent' })
  const now = () => START_MS
  /** What an engine that is started after each write would find. */
  const found: unknown[] = []
  const watched: ServiceWorld['store'] = {
    ...world.store,
    write: async (work) => {
      const result = await world.store.write(work)
      const successor = new AbortedOutages(world.store)
      await successor.load()
      const run = await world.store.read.runs.get(IDS.run)
      found.push({ phase: run?.phase, danger: run?.danger, dangers: successor.dangersOf(IDS.group) })
      return result
    },
  }
  const book = new RunBook(new Recorder(watched, log, now), new Publisher(world.store, log, now))
  const run = await world.store.read.runs.get(IDS.run)
  if (run === null) throw new Error('the run is not seeded')
  const aged: RunWithSteps = {
    ...run,
    phase: 'shedding',
    heldSinceMs: null,
    mainsBackAtMs: START_MS,
    danger: { kinds: ['battery-fault'], over: false },
  }
  book.adopt([aged])
  const parts = { book, clock: steadyClock(), aborted: new AbortedOutages(watched) }
  expect(await bringBack(parts, { ...aged, mainsBackAtMs: null, outageStartedAtMs: START_MS }, BY)).toBe(false)
  expect(await bringBack(parts, aged, BY)).toBe(true)
  expect(found).toEqual([{ phase: 'waiting', danger: null, dangers: ['battery-fault'] }])
  expect(book.get(IDS.run)).toMatchObject({ phase: 'waiting', heldSinceMs: null, danger: null })
})

it('R1 P8 what was set aside after an outage counts again in the next one; what a person dismissed does not', async () => {
  const aborted = new AbortedOutages(world.store)
  await world.store.write(aborted.dismiss(IDS.group, ['battery-fault'], true))
  await world.store.write(aborted.dismiss(IDS.group, ['overload']))
  const successor = new AbortedOutages(world.store)
  await successor.load()
  expect(successor.dangersOf(IDS.group)).toEqual(['battery-fault', 'overload'])
  await successor.outageBegins(IDS.group)
  const next = new AbortedOutages(world.store)
  await next.load()
  expect(next.dangersOf(IDS.group)).toEqual(['overload'])
})
