import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import type { Step } from '../../domain/run'
import type { PowerDeviceView, World } from '../../domain/world'
import { type ManagerSession, ok } from '../../drivers/ports'
import { until } from '../../testing/require-peer'
import { runWith, vmSeen } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { device, feed, host, hostId, onHost, onVm, step, vm, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))
const RUN = runIdSchema.parse('maintenance')
const MOVE = stepIdSchema.parse('move')
const BATTERY = { supply: 'battery', secondsOnBattery: 3, onBatterySinceMs: 1 } as const

let store: ServiceWorld
let book: RunBook
let nowMs: number
let acts: string[]
let looks: number
let ups: Partial<PowerDeviceView>
let executor: Executor
let site: World
const rows = world({
  hosts: [host('a'), host('b')],
  vms: [vm('web', 'a')],
  feeds: [feed('ups-a', 'a'), feed('ups-b', 'b')],
})
const session: ManagerSession = {
  identify: nothing,
  inventory: nothing,
  observeHost: nothing,
  observeVm: () => {
    looks += 1
    return Promise.resolve(ok(vmSeen('web', { hostNativeId: 'a' })))
  },
  task: () => Promise.resolve(ok({ state: 'running', progressPercent: null })),
  close: () => Promise.resolve(),
  act: ({ act }) => {
    acts.push(act)
    return Promise.resolve(ok({ task: 't' }))
  },
}

beforeEach(async () => {
  store = await openServiceWorld()
  const log = pino({ level: 'silent' })
  nowMs = 1_000_000
  acts = []
  looks = 0
  site = rows
  ups = BATTERY
  const clock = { now: () => nowMs }
  book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
  executor = new Executor({
    clock,
    log,
    book,
    managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
    moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
    world: () => site,
    devices: () => [device('ups-a'), device('ups-b', ups)],
    hardware: { look: nothing, wayToWake: () => null, wake: nothing },
    batteryLeft: () => null,
    startsVms: () => true,
    onStepEnd: () => undefined,
  })
})
afterEach(async () => {
  executor.stop()
  await store.close()
})

const move = (given: Partial<Step> = {}): Step =>
  step(1, {
    id: MOVE,
    runId: RUN,
    object: onVm('web'),
    action: 'migrate',
    targetHostId: hostId('b'),
    fallback: 'leave',
    limitSeconds: 180,
    before: { power: 'on', hostId: hostId('a'), inMaintenance: false, macs: [], uuid: 'web' },
    ...given,
  })
const begin = async (kind: 'maintenance' | 'outage', given: Partial<Step> = {}): Promise<void> => {
  await book.add(
    runWith([move(given)], { id: RUN, kind, phase: kind === 'outage' ? 'shedding' : 'entering', outageStartedAtMs: null }),
    [],
  )
  await executor.advance()
}
const furtherLooks = async (): Promise<void> => {
  const seen = looks
  await until('further looks', () => looks > seen + 1)
}
const moving = () => book.step(RUN, MOVE)

it('D4 a move of maintenance waits, and says so, while the mains of its target are gone; it is called once they are back', async () => {
  await begin('maintenance')
  await until('the reason to be told', () => moving()?.result !== null)
  expect(moving()).toMatchObject({
    state: 'running',
    attempts: [],
    result: 'b is not seen on live mains (ups-b (feed A) is not on mains (battery)): nothing is brought there meanwhile (D4)',
  })
  await furtherLooks()
  expect(acts).toEqual([])
  ups = {}
  await until('the call', () => acts.length > 0)
  expect(acts).toEqual(['migrate'])
})

it('D4 and ends at its limit, for a person to try again, where they do not come back', async () => {
  await begin('maintenance')
  await furtherLooks()
  nowMs += 180_000
  await until('its end', () => moving()?.state === 'failed')
  expect(acts).toEqual([])
})

describe('D4 a move of an outage to a host that had mains when it was planned', () => {
  it('D4 is called while they are there', async () => {
    ups = {}
    await begin('outage', { fallback: 'shutdown' })
    await until('the call', () => acts.length > 0)
    expect(acts).toEqual(['migrate'])
  })

  it('D4 P2 and while its card has only fallen silent', async () => {
    ups = { contact: 'lost', supply: 'mains' }
    await begin('outage', { fallback: 'shutdown' })
    await until('the call', () => acts.length > 0)
    expect(acts).toEqual(['migrate'])
  })

  it.each<[string, Partial<PowerDeviceView>]>([
    ['its UPS is on battery since', BATTERY],
    ['its UPS fell silent on battery', { ...BATTERY, contact: 'lost' }],
    ['its UPS shows a fault', { flags: ['fault'] }],
  ])('D4 gives way to its fallback, with the reason, where %s', async (_, seen) => {
    ups = seen
    await begin('outage', { fallback: 'shutdown' })
    await until('the call', () => acts.length > 0)
    expect(acts).toEqual(['shutdown-guest'])
    const [told] = await store.store.read.journal.page({ kinds: ['step.fallback'], limit: 1 })
    expect(told?.message).toContain('b is not seen on live mains')
  })
})

describe('D4 a move to a host on battery, which has to last', () => {
  const lasting = { powerUntilMs: 1_000_000 + 900_000, fallback: 'shutdown' } as const

  it('D4 is called while the battery lasts as long as was needed when it was planned', async () => {
    ups = { ...BATTERY, decidingRuntimeSeconds: 1_300 }
    await begin('outage', lasting)
    await until('the call', () => acts.length > 0)
    expect(acts).toEqual(['migrate'])
  })

  it('D4 gives way to its fallback, with the reason, where it lasts no longer', async () => {
    ups = { ...BATTERY, decidingRuntimeSeconds: 950 }
    await begin('outage', lasting)
    await until('the call', () => acts.length > 0)
    expect(acts).toEqual(['shutdown-guest'])
    const [told] = await store.store.read.journal.page({ kinds: ['step.fallback'], limit: 1 })
    expect(told?.message).toContain(
      'the battery of b does not last as long as the plan any more (at worst it lasts 855 s with all that may come, and 1080 s are needed): nothing is moved there (D4)',
    )
  })

  it('D4 is shut down when the UPS has fallen silent and its plan names nothing else: left where it is, it would keep its host up', async () => {
    ups = { ...BATTERY, contact: 'lost' }
    await begin('outage', { ...lasting, fallback: 'leave' })
    await until('the call', () => acts.length > 0)
    expect(acts).toEqual(['shutdown-guest'])
    const [told] = await store.store.read.journal.page({ kinds: ['step.fallback'], limit: 1 })
    expect(told?.message).toContain('ups-b does not answer, is low or shows a fault')
  })
})

it('D3 D4 a guest whose move is not made any more is asked to end, whatever its fallback is: there is time', async () => {
  ups = { ...BATTERY, decidingRuntimeSeconds: 1_300 }
  await begin('outage', { fallback: 'power-off' })
  await until('the call', () => acts.length > 0)
  expect(acts).toEqual(['shutdown-guest'])
})

it('D5 D4 what the operation stands on is not shut down instead of a move', async () => {
  site = {
    ...site,
    vms: site.vms.map((each) => ({
      ...each,
      keepAlive: [{ role: 'marked' as const, of: null, sign: { by: 'platform' as const } }],
    })),
  }
  await begin('outage', { fallback: 'leave' })
  await until('its end', () => moving()?.state === 'failed')
  expect(acts).toEqual([])
})

it('A3 a run whose steps cannot be begun keeps no other from going on', async () => {
  ups = {}
  const broken = stepIdSchema.parse('broken')
  const other = runIdSchema.parse('other')
  const entering = step(1, { id: broken, runId: other, object: onHost('a'), action: 'enter-maintenance' })
  await book.add(runWith([entering], { id: other, kind: 'maintenance', phase: 'entering', outageStartedAtMs: null }), [])
  const change = book.change.bind(book)
  book.change = (runId, ...rest) => (runId === other ? Promise.reject(new Error('this run is broken')) : change(runId, ...rest))
  await begin('maintenance')
  await until('the call of the other run', () => acts.length > 0)
  expect(book.failing.alarms(book.active)).toMatchObject([{ code: 'run-part-fails' }])
})
