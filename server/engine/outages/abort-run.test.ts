import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hostIdSchema, managerIdSchema, safeguardIdSchema } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { vmStep } from '../../testing/run-samples'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { abortRun } from './abort-run'
import { AbortedOutages } from './aborted-outages'
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

it('R8 A6 an aborted run ends at once but for what it has set aside: that is put back, and a second abort gives it up', async () => {
  const log = pino({ level: 'silent' })
  const now = () => START_MS
  const book = new RunBook(new Recorder(world.store, log, now), new Publisher(world.store, log, now))
  const run = await world.store.read.runs.get(IDS.run)
  if (run === null) throw new Error('the run is not seeded')
  const called = { action: 'disarm', startedAtMs: 0, intentEntryId: 1, task: null, message: 'accepted', endedAtMs: null } as const
  const found = { kind: 'proxmox-ha', armed: true } as const
  const aside: Step = {
    ...vmStep('ha', {
      runId: run.id,
      object: { kind: 'safeguard', id: safeguardIdSchema.parse('m:ha'), name: 'HA of Row' },
      action: 'disarm',
      attempts: [{ ...called, outcome: 'open' }],
    }),
    safeguard: {
      managerId: managerIdSchema.parse('m'),
      nativeId: 'ha',
      found,
      isKept: false,
      hostIds: ['m:a', 'm:b'].map((id) => hostIdSchema.parse(id)),
    },
  }
  const waiting = vmStep('web', { runId: run.id, seq: 2, state: 'pending', after: [aside.id] })
  const going = (name: string, seq: number, isCalled: boolean): Step =>
    vmStep(name, {
      runId: run.id,
      seq,
      object: { kind: 'host', id: hostIdSchema.parse(`m:${name}`), name },
      action: 'shutdown-host',
      attempts: isCalled ? [{ ...called, action: 'shutdown-host', outcome: 'open' }] : [],
    })
  // The end of a was called: it goes all the same. That of b was not, and c is not of that cluster.
  const hosts = [going('a', 3, true), going('b', 4, false), going('c', 5, true)]
  book.adopt([{ ...run, steps: [aside, waiting, ...hosts] }])
  const parts = { book, clock: steadyClock(), aborted: new AbortedOutages(world.store) }
  const by = { actor: 'ann', channel: 'web' as const, reason: 'a test' }
  const stepsNow = () => book.get(run.id)?.steps.map(({ object, action, state }) => `${object.name} ${action} ${state}`)
  const current = book.get(run.id)
  if (current === null) throw new Error('the run is gone')
  expect((await abortRun(parts, current, by)).alreadyCalled).toEqual(['a', 'c'])
  expect(book.get(run.id)).toMatchObject({ phase: 'recovering', abandoned: true, endedAtMs: null })
  expect(stepsNow()).toEqual([
    'HA of Row disarm running',
    'web shutdown cancelled',
    'a shutdown-host running',
    'b shutdown-host cancelled',
    'c shutdown-host cancelled',
    'HA of Row restore pending',
  ])
  expect(book.get(run.id)?.steps.at(-1)).toMatchObject({ after: [aside.id, hosts[0]?.id], safeguard: { found } })
  // A2: an engine that ends here finds the same.
  expect((await world.store.read.runs.active()).find(({ id }) => id === run.id)).toMatchObject({ abandoned: true })
  const abandoned = book.get(run.id)
  if (abandoned === null) throw new Error('the run is gone')
  await abortRun(parts, abandoned, by)
  expect(book.get(run.id)?.phase).toBe('aborted')
  expect(stepsNow()?.some((text) => /running|pending/.test(text))).toBe(false)
})
