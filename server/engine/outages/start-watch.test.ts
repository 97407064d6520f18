import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import pino from 'pino'
import { LONGEST_WAIT_FOR_ANSWER_MS, type Step } from '../../domain/run'
import type { VmProbe } from '../../domain/vm-probe'
import type { World } from '../../domain/world'
import { runWith } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { hostId, manager, onVm, step, vm, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { StartWatch } from './start-watch'

const before: Step['before'] = { power: 'on', hostId: hostId('h1'), inMaintenance: false, macs: [], guestTools: 'running' }
const dc = step(1, {
  object: onVm('dc'),
  action: 'start',
  direction: 'up',
  state: 'done',
  endedAtMs: 1_000,
  before,
  wave: { no: 1, group: 'directory' },
})
const PROBE: VmProbe = { kind: 'tcp', address: '10.0.0.5', port: 53 }
const run = runWith([dc], { phase: 'recovering' })
const site = (given: Parameters<typeof manager>[0], guestTools: 'running' | 'not-running' = 'not-running'): World =>
  world({ managers: [manager(given)], vms: [vm('dc', 'h1', { guestTools })] })

let service: ServiceWorld
let book: RunBook
let nowMs = 2_000
beforeEach(async () => {
  nowMs = 2_000
  service = await openServiceWorld()
  const log = pino({ level: 'silent' })
  book = new RunBook(new Recorder(service.store, log, () => nowMs), new Publisher(service.store, log, () => nowMs))
  await book.add(run, [])
})
afterEach(() => service.close())
const answer = () => book.get(run.id)?.steps[0]?.answer
const watch = (probe: VmProbe | null, ask: (signal: AbortSignal) => Promise<boolean> = async () => false) =>
  new StartWatch({ now: () => nowMs, probeOf: () => probe, ask: async (_, signal) => ask(signal) })

it('R3 A1 what its probe says stands in the step, and it is asked no more', async () => {
  let asked = 0
  const starts = watch(PROBE, async () => {
    asked += 1
    return true
  })
  await vi.waitFor(async () => {
    await starts.settle(book, run, site({ refreshedAtMs: 1_500 }))
    expect(answer()).toEqual({ isThere: true, asked: 'tcp 10.0.0.5:53' })
  })
  expect(asked).toBe(1)
  expect((await service.store.read.runs.get(run.id))?.steps[0]?.answer).toEqual(answer())
})

it('R4 R3 tools that were read before it was started prove nothing', async () => {
  const starts = watch(null)
  await starts.settle(book, run, site({ refreshedAtMs: 1_000 }, 'running'))
  expect(answer()).toBeUndefined()
  await starts.settle(book, run, site({ refreshedAtMs: 1_001 }, 'running'))
  expect(answer()).toEqual({ isThere: true, asked: 'guest-tools' })
})

it('R3 A4 a machine that only its own probe says to be on is there', async () => {
  await watch(null).settle(book, run, site({ kind: 'runbook', refreshedAtMs: 0 }))
  expect(answer()).toEqual({ isThere: true, asked: null })
})

it('R3 A1 a guest is not given up by an engine that has not read its manager yet', async () => {
  await watch(null).settle(book, run, world({}))
  expect(answer()).toBeUndefined()
  const starts = watch(PROBE, async () => true)
  await vi.waitFor(async () => {
    await starts.settle(book, run, world({}))
    expect(answer()).toEqual({ isThere: true, asked: 'tcp 10.0.0.5:53' })
  })
})

it('R3 one that stays unknown holds up nobody for ever', async () => {
  nowMs = 1_000 + LONGEST_WAIT_FOR_ANSWER_MS
  await watch(null).settle(book, run, world({}))
  expect(answer()).toEqual({ isThere: false, asked: 'guest-tools' })
})

it('R3 nobody is asked any longer once the mains have failed again', async () => {
  let signal: AbortSignal | null = null
  const starts = watch(PROBE, async (given) => {
    signal = given
    return false
  })
  await starts.settle(book, run, site({ refreshedAtMs: 1_500 }))
  expect(signal).toMatchObject({ aborted: false })
  await starts.settle(book, { ...run, phase: 'shedding' }, site({ refreshedAtMs: 1_500 }))
  expect(signal).toMatchObject({ aborted: true })
})
