import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RunWithSteps, Step } from '../domain/run'
import { vmStep } from '../testing/run-samples'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../testing/service-world'
import { Publisher } from './publisher'
import { Recorder } from './recorder'
import { RunBook } from './run-book'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const bookWith = async (steps: readonly Step[]) => {
  const log = pino({ level: 'silent' })
  const now = () => START_MS
  const shown: RunWithSteps[] = []
  const publisher = new Publisher(world.store, log, now)
  const seen: Publisher['put'] = (kind, _id, doc) => {
    if (kind === 'run') shown.push(doc as RunWithSteps)
  }
  publisher.put = seen
  const book = new RunBook(new Recorder(world.store, log, now), publisher)
  const run = await world.store.read.runs.get(IDS.run)
  if (run === null) throw new Error('the run is not seeded')
  book.adopt([{ ...run, steps: steps.map((step) => ({ ...step, runId: run.id })) }])
  const shownNow = () => shown.at(-1)?.steps.map(({ progressPercent }) => progressPercent)
  return { book, runId: run.id, shown, shownNow }
}

const web = vmStep('web', { seq: 101 })
const db = vmStep('db', { seq: 102 })

it('shows how far a running step has come, in whole percent, once for all that changed', async () => {
  const { book, runId, shown, shownNow } = await bookWith([web, db])
  book.noteProgress(runId, web.id, 41.9)
  book.noteProgress(runId, db.id, 120)
  const before = shown.length
  book.showProgress()
  expect(shown.length).toBe(before + 1)
  expect(shownNow()).toEqual([41, 100])
  // The same again is nothing to show.
  book.noteProgress(runId, web.id, 41.2)
  book.showProgress()
  expect(shown.length).toBe(before + 1)
  book.noteProgress(runId, web.id, Number.NaN)
  book.showProgress()
  expect(shownNow()).toEqual([undefined, 100])
})

it('K1 progress is no part of the record: neither the kept step nor the journal knows it, and an ended step has none', async () => {
  const { book, runId, shownNow } = await bookWith([web])
  const journalBefore = (await world.store.read.journal.head()).id
  book.noteProgress(runId, web.id, 50)
  book.showProgress()
  expect(shownNow()).toEqual([50])
  await book.change(runId, { stepIds: [web.id], patchStep: (step) => ({ ...step, result: 'so far' }) }, [])
  const kept = (await world.store.read.runs.get(runId))?.steps.find(({ id }) => id === web.id)
  expect(kept?.result).toBe('so far')
  expect(kept).not.toHaveProperty('progressPercent')
  expect(shownNow()).toEqual([50])
  expect((await world.store.read.journal.head()).id).toBe(journalBefore)
  await book.change(runId, { stepIds: [web.id], patchStep: (step) => ({ ...step, state: 'done' }) }, [])
  expect(shownNow()).toEqual([undefined])
})
