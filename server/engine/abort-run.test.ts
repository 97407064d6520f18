import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../testing/service-world'
import { abortRun } from './abort-run'
import { AbortedOutages } from './aborted-outages'
import { Publisher } from './publisher'
import { Recorder } from './recorder'
import { RunBook } from './run-book'
import { steadyClock } from './steady-clock'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

it('A6 A1 an aborted run’s danger is dismissed before the run has ended, and in the same write: no engine begins again for it', async () => {
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
      const phase = (await world.store.read.runs.get(IDS.run))?.phase
      found.push({ phase, outage: successor.has(IDS.group), dangers: successor.dangersOf(IDS.group) })
      return result
    },
  }
  const book = new RunBook(new Recorder(watched, log, now), new Publisher(world.store, log, now))
  const run = await world.store.read.runs.get(IDS.run)
  if (run === null) throw new Error('the run is not seeded')
  const hot = { ...run, danger: { kinds: ['temperature-at-least' as const], over: false } }
  book.adopt([hot])
  const aborted = new AbortedOutages(watched)
  const ending = abortRun({ book, clock: steadyClock(), aborted }, hot, { actor: 'ann', channel: 'web', reason: 'a test' })
  // Not a moment in which neither the run nor its dismissal is there.
  expect(book.active.some(({ id }) => id === IDS.run)).toBe(false)
  expect({ outage: aborted.has(IDS.group), dangers: aborted.dangersOf(IDS.group) }).toEqual({
    outage: true,
    dangers: ['temperature-at-least'],
  })
  await ending
  expect(found).toEqual([{ phase: 'aborted', outage: true, dangers: ['temperature-at-least'] }])
})
