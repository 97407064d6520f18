import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Run, Step } from '../../domain/run'
import { type DriverResult, type ManagerSession, ok, refused } from '../../drivers/ports'
import { autostartFacts } from '../../drivers/protocols/autostart'
import { until } from '../../testing/require-peer'
import { runWith } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { host, manager, onHost, RUN_ID, step, vm, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))

describe('a host that has come to start a VM by itself while it was emptied', () => {
  let store: ServiceWorld
  let book: RunBook
  let nowMs: number
  let starting: readonly string[]
  let calls: string[]
  let answer: () => DriverResult<{ readonly task: null }>
  const executors: Executor[] = []
  const log = pino({ level: 'silent' })
  const clock = { now: () => nowMs }
  const site = world({ managers: [manager()], hosts: [host('a')], vms: [vm('come', 'a', { power: 'off' })] })
  const autostart = () =>
    autostartFacts(
      { nativeId: 'a', name: 'a' },
      starting.map((nativeId) => ({ nativeId, name: nativeId, how: { autostart: 'enable' } })),
    )
  const session: ManagerSession = {
    identify: nothing,
    observeVm: nothing,
    task: nothing,
    close: () => Promise.resolve(),
    observeHost: () => Promise.resolve(ok(host('a'))),
    inventory: () =>
      Promise.resolve(ok({ clusters: [], datastores: [], networks: [], hosts: [host('a')], vms: [], safeguards: [autostart()] })),
    observeSafeguard: () => Promise.resolve(ok(autostart())),
    setSafeguard: ({ do: what, found }) => {
      const names = found.kind === 'autostart' ? found.vms.map(({ name }) => name) : []
      calls.push(`${what} ${names.join()}`)
      const answered = answer()
      if (answered.kind === 'ok') starting = starting.filter((name) => !names.includes(name))
      return Promise.resolve(answered)
    },
    act: ({ act }) => {
      calls.push(act)
      return Promise.resolve(ok({ task: null }))
    },
  }
  const begin = async (startsVms: (run: Run) => boolean = () => true): Promise<void> => {
    const executor: Executor = new Executor({
      clock,
      log,
      book,
      managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
      moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
      world: () => site,
      devices: () => [],
      hardware: { look: () => Promise.resolve(undefined), wayToWake: () => null, wake: nothing },
      batteryLeft: () => null,
      startsVms,
      onStepEnd: () => void executor.advance(),
    })
    executors.push(executor)
    await executor.advance()
  }
  /** As the engine does with each second. */
  const goOn = () => Promise.all(executors.map((executor) => executor.advance()))
  const disarms = (): readonly Step[] => (book.get(RUN_ID)?.steps ?? []).filter(({ action }) => action === 'disarm')
  const isGone = () => calls.includes('shutdown-host')

  beforeEach(async () => {
    store = await openServiceWorld()
    nowMs = 1_000_000
    starting = ['come']
    calls = []
    answer = () => ok({ task: null })
    book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
    const goes = {
      object: onHost('a'),
      action: 'shutdown-host',
      state: 'running',
      startedAtMs: nowMs,
      limitSeconds: 600,
    } as const
    await book.add(runWith([step(1, goes)], { id: RUN_ID }), [])
  })
  afterEach(async () => {
    for (const executor of executors.splice(0)) executor.stop()
    await store.close()
  })

  it('D10 R8 A1 has that set aside, on record, before it goes', async () => {
    await begin()
    await until('a step for it', () => disarms().length > 0)
    await goOn()
    await until('the host to go', isGone)
    expect(calls).toEqual(['disarm come', 'shutdown-host'])
    expect(disarms()).toMatchObject([{ seq: 2, state: 'done', safeguard: { found: autostartOf('come') } }])
    const [told] = await store.store.read.journal.page({ kinds: ['step.added'], limit: 10 })
    expect(told?.message).toBe('a has come to start VMs by itself since: that is set aside before it goes')
  })

  it('A2 an engine that begins anew in between goes on with that step, and makes no second one', async () => {
    await begin()
    await until('a step for it', () => disarms().length > 0)
    executors.splice(0).forEach((executor) => executor.stop())
    await begin()
    await until('the host to go', isGone)
    expect(calls).toEqual(['disarm come', 'shutdown-host'])
    expect(disarms()).toHaveLength(1)
  })

  it('A3 D3 where that fails it goes all the same, after its 20 s', async () => {
    answer = () => refused('read-only', '')
    await begin()
    await until('a step for it', () => disarms().length > 0)
    await goOn()
    await until('it to be called', () => calls.length > 0)
    expect(isGone()).toBe(false)
    nowMs += 20_000
    await until('the host to go', isGone)
    expect(disarms().map(({ state }) => state)).toEqual(['failed'])
  })

  it('R1 R8 leaves it as it is where recovery starts no VMs', async () => {
    await begin(() => false)
    await until('the host to go', isGone)
    expect([calls, disarms()]).toEqual([['shutdown-host'], []])
  })
})

const autostartOf = (name: string) => ({ kind: 'autostart', vms: [{ nativeId: name, name, how: { autostart: 'enable' } }] })
