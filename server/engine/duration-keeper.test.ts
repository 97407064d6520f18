import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LearnedDurations } from '../domain/duration'
import { runIdSchema } from '../domain/ids'
import type { RunWithSteps, Step } from '../domain/run'
import { openStore } from '../store/open-store'
import type { Store } from '../store/store'
import { runWith, vmStep } from '../testing/run-samples'
import { host, manager, vm } from '../testing/world-samples'
import { priorDurations } from '../planner/durations'
import { DurationKeeper } from './duration-keeper'

const log = pino({ level: 'silent' })
const web = vm('web', 'a')
const world = { managers: [manager()], hosts: [host('a')], vms: [web], feeds: [], groups: [] }

let directory: string
let store: Store
let told: LearnedDurations[]
beforeEach(async () => {
  told = []
  directory = mkdtempSync(join(tmpdir(), 'durations-'))
  store = await openStore({ dataDirectory: directory, databaseUrl: null })
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

const keeperOf = () =>
  new DurationKeeper({ store, log, now: () => 0, world: () => world, tell: (learned) => void told.push(learned) })

/** A run that shut the VM down, in so many seconds. */
const runOf = (name: string, seconds: number, startedAtMs: number, given: Partial<Step> = {}): RunWithSteps => {
  const id = runIdSchema.parse(name)
  const step = vmStep(name, {
    runId: id,
    object: { kind: 'vm', id: web.id, name: 'web' },
    state: 'done',
    attempts: [
      {
        action: 'shutdown',
        startedAtMs,
        intentEntryId: 1,
        task: null,
        outcome: 'verified',
        message: null,
        endedAtMs: startedAtMs + seconds * 1_000,
      },
    ],
    ...given,
  })
  return { ...runWith([step], { phase: 'done', endedAtMs: startedAtMs + seconds * 1_000 }), id }
}

const runs = (count: number, seconds: number) =>
  Array.from({ length: count }, (_, at) => runOf(`run-${at}`, seconds, at * 1_000_000))

const learnedTimes = (times: number) => vi.waitFor(() => expect(told).toHaveLength(times))

describe('the keeper of durations', () => {
  it('knows the priors alone before anything has run', async () => {
    const keeper = keeperOf()
    await keeper.load()
    keeper.look([])
    expect(keeper.book).toBe(priorDurations)
  })

  it('learns from runs of which nothing is under way', async () => {
    const keeper = keeperOf()
    keeper.look([runOf('open', 400, 0, { state: 'running' })])
    expect(keeper.book).toBe(priorDurations)
    keeper.look(runs(8, 400))
    await learnedTimes(1)
    expect(keeper.book.vm('shutdown', web, 1).p50Seconds).toBeGreaterThan(350)
  })

  it('counts each call once, however often its run is looked at or changed', async () => {
    const keeper = keeperOf()
    const run = runOf('one', 400, 0)
    keeper.look([run])
    await learnedTimes(1)
    keeper.look([run])
    keeper.look([{ ...run, title: 'changed' }])
    keeper.look([run, runOf('two', 400, 1_000_000)])
    await learnedTimes(2)
    expect(told.map(({ ratios }) => ratios.find(({ objectId }) => objectId === web.id)?.sampleCount)).toEqual([1, 2])
  })

  it('keeps what was learned over a restart', async () => {
    const before = keeperOf()
    before.look(runs(8, 400))
    await before.save()
    const after = keeperOf()
    await after.load()
    await learnedTimes(2)
    expect(after.book.vm('shutdown', web, 1)).toEqual(before.book.vm('shutdown', web, 1))
  })

  it('lets the newest of a VM count: what it is like now', async () => {
    const keeper = keeperOf()
    keeper.look([...runs(8, 400), ...Array.from({ length: 8 }, (_, at) => runOf(`later-${at}`, 20, (100 + at) * 1_000_000))])
    await learnedTimes(1)
    expect(keeper.book.vm('shutdown', web, 1).p50Seconds).toBeLessThan(30)
  })

  it('looks back at what has run before it began to learn, once', async () => {
    await store.write(async (tx) => {
      for (const { steps, ...run } of runs(8, 400)) {
        await tx.runs.put(run)
        await tx.runs.putSteps([...steps])
      }
    })
    const keeper = keeperOf()
    await keeper.load()
    await vi.waitFor(() => {
      keeper.look([])
      expect(told.at(-1)?.ratios.map(({ sampleCount }) => sampleCount)).toEqual([8, 8])
    })
    await keeper.save()
    expect(keeper.book.vm('shutdown', web, 1).p50Seconds).toBeGreaterThan(350)
    const after = keeperOf()
    await after.load()
    after.look([])
    expect(after.book.vm('shutdown', web, 1)).toEqual(keeper.book.vm('shutdown', web, 1))
  })

  it('learns anew where what was kept cannot be read', async () => {
    await store.write((tx) => tx.settings.set('duration-samples', [{ nonsense: true }]))
    const keeper = keeperOf()
    await keeper.load()
    expect(keeper.book).toBe(priorDurations)
  })
})
