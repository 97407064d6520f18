import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import type { VmPower } from '../../domain/inventory'
import { type ManagerSession, ok, refused } from '../../drivers/ports'
import { until } from '../../testing/require-peer'
import { runWith, vmSeen } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { host, hostId, onVm, step, vm, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))
const RUN = runIdSchema.parse('outage')
const STEP = stepIdSchema.parse('end')
const LIMIT_SECONDS = 120
const ASKED_AGAIN_AFTER_SECONDS = 30
const site = world({ hosts: [host('a')], vms: [vm('web', 'a')] })

let store: ServiceWorld
let book: RunBook
let executor: Executor
let nowMs: number
let acts: string[]
let power: VmPower
/** The guest's tools, which its platform asks. */
let areToolsUp: boolean
let leftSeconds: number | null

const session: ManagerSession = {
  identify: nothing,
  inventory: nothing,
  observeHost: nothing,
  observeVm: () =>
    Promise.resolve(ok(vmSeen('web', { hostNativeId: 'a', power, guestTools: areToolsUp ? 'running' : 'not-running' }))),
  task: nothing,
  close: () => Promise.resolve(),
  act: ({ act }) => {
    acts.push(act)
    if (act === 'shutdown-guest' && !areToolsUp) return Promise.resolve(refused('the tools are not running', 'wait'))
    power = 'off'
    return Promise.resolve(ok({ task: null }))
  },
}

beforeEach(async () => {
  store = await openServiceWorld()
  const log = pino({ level: 'silent' })
  nowMs = 1_000_000
  acts = []
  power = 'on'
  areToolsUp = false
  leftSeconds = null
  const clock = { now: () => nowMs }
  book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
  executor = new Executor({
    clock,
    log,
    book,
    managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
    moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
    world: () => site,
    devices: () => [],
    hardware: { look: nothing, wayToWake: () => null, wake: nothing },
    batteryLeft: () => leftSeconds,
    startsVms: () => true,
    onStepEnd: () => undefined,
  })
  const before = { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [], uuid: 'web' } as const
  const end = step(1, {
    id: STEP,
    runId: RUN,
    object: onVm('web'),
    action: 'shutdown',
    fallback: 'power-off',
    limitSeconds: LIMIT_SECONDS,
    before,
  })
  await book.add(runWith([end], { id: RUN, phase: 'shedding', outageStartedAtMs: nowMs }), [])
  await executor.advance()
  await until('the first refusal', () => book.step(RUN, STEP)?.attempts[0]?.outcome === 'refused')
})
afterEach(async () => {
  executor.stop()
  await store.close()
})

const attempts = () => book.step(RUN, STEP)?.attempts ?? []
const ended = () => until('its end', () => book.step(RUN, STEP)?.state === 'done')

it('D3 a guest whose tools come up within its grace is asked again, and never forced', async () => {
  nowMs += ASKED_AGAIN_AFTER_SECONDS * 1_000
  await until('the second refusal', () => attempts()[1]?.outcome === 'refused')
  areToolsUp = true
  nowMs += 6_000
  await ended()
  expect(acts).toEqual(['shutdown-guest', 'shutdown-guest', 'shutdown-guest'])
  expect(attempts().map(({ whileDeaf }) => whileDeaf ?? false)).toEqual([true, true, false])
})

it('D3 one whose tools never come up is forced once its grace is over, and not before', async () => {
  nowMs += ASKED_AGAIN_AFTER_SECONDS * 1_000
  await until('the second refusal', () => attempts()[1]?.outcome === 'refused')
  expect(acts).not.toContain('power-off')
  nowMs += (LIMIT_SECONDS - ASKED_AGAIN_AFTER_SECONDS) * 1_000
  await ended()
  expect(acts.at(-1)).toBe('power-off')
})

it('D3 K1 one whose least grace no longer fits before the reserve is forced then, and the journal has the numbers', async () => {
  leftSeconds = 20
  nowMs += 6_000
  await ended()
  expect(acts).toEqual(['shutdown-guest', 'power-off'])
  const [told] = await store.store.read.journal.page({ kinds: ['step.fallback'], limit: 1 })
  expect(told?.data).toMatchObject({ leftSeconds: 20, needSeconds: 30 })
})
