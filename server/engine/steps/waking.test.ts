import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import type { HostFacts } from '../../domain/inventory'
import { type DriverResult, type ManagerSession, ok, unreachable } from '../../drivers/ports'
import { containing } from '../../testing/containing'
import { until } from '../../testing/require-peer'
import { runWith, vmStep } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { host, manager, onHost, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))
const RUN = runIdSchema.parse('run')
const WAKE = stepIdSchema.parse('wake')
const clock = { now: () => 1_000_000 }
const log = pino({ level: 'silent' })

let store: ServiceWorld
let book: RunBook
let answer: () => DriverResult<HostFacts | null>
let executor: Executor
let woken: number
const session: ManagerSession = {
  identify: nothing,
  inventory: nothing,
  observeHost: () => Promise.resolve(answer()),
  observeVm: nothing,
  task: nothing,
  close: () => Promise.resolve(),
  act: () => Promise.resolve(unreachable('silent', '')),
}
const begin = async (way: 'unheard' | null): Promise<void> => {
  const site = world({ managers: [manager({ isHost: true, contact: 'lost' })], hosts: [host('h1')] })
  executor = new Executor({
    clock,
    log,
    book,
    managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
    moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
    world: () => site,
    devices: () => [],
    hardware: {
      look: () => Promise.resolve(undefined),
      wayToWake: () => way,
      wake: () => {
        woken += 1
        return Promise.resolve(ok(null))
      },
    },
    batteryLeft: () => null,
    startsVms: () => true,
    onStepEnd: () => undefined,
  })
  await executor.advance()
}
const wake = () => book.step(RUN, WAKE)

beforeEach(async () => {
  store = await openServiceWorld()
  woken = 0
  answer = () => unreachable('No host answers.', '')
  book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
  const step = vmStep('h1', {
    id: WAKE,
    object: onHost('h1'),
    action: 'power-on-host',
    direction: 'up',
    state: 'pending',
    startedAtMs: null,
  })
  await book.add(runWith([step], { id: RUN, phase: 'recovering', mainsBackAtMs: 0 }), [])
})
afterEach(async () => {
  executor.stop()
  await store.close()
})

it('R7 a host that nobody can wake is waited for in words, and the run goes on by itself when it appears', async () => {
  await begin(null)
  await until('the wait is told', () => wake()?.result !== null)
  expect(wake()).toMatchObject({ state: 'running', attempts: [], result: containing('waiting for h1 to be switched on by hand') })
  const told = () => store.store.read.journal.page({ kinds: ['step.held'], limit: 5 })
  await until('it is in the journal', async () => (await told()).length > 0)
  expect(await told()).toMatchObject([{ message: containing('h1 is not up yet: waiting for h1') }])
  answer = () => ok(host('h1'))
  await until('it is up', () => wake()?.state === 'done')
  expect(wake()?.result).toBe('verified up')
})

it('R7 R4 Wake-on-LAN is sent although the manager of the host, which is that host, is silent', async () => {
  await begin('unheard')
  await until('it is woken', () => woken > 0)
  answer = () => ok(host('h1'))
  await until('it is up', () => wake()?.state === 'done')
  expect(woken).toBe(1)
})
