import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import type { Run, Step } from '../../domain/run'
import { type DriverResult, type ManagerSession, ok, refused } from '../../drivers/ports'
import { autostartFacts } from '../../drivers/protocols/autostart'
import { until } from '../../testing/require-peer'
import { runWith } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { host, hostId, manager, onHost, onVm, RUN_ID, step, vm, world } from '../../testing/world-samples'
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

describe('a VM that is ended while a host of its pool, which starts what is off when it boots, is away', () => {
  let store: ServiceWorld
  let book: RunBook
  let marked: readonly string[]
  let calls: string[]
  let trouble: readonly string[]
  const executors: Executor[] = []
  const log = pino({ level: 'silent' })
  const clock = { now: () => 1_000_000 }
  const NAMES = ['db', 'mail', 'far'] as const
  const pool = () => ({
    ...autostartFacts(
      { nativeId: 'row', name: 'Row' },
      marked.map((nativeId) => ({ nativeId, name: nativeId, how: { auto_poweron: 'true' } })),
    ),
    hostNativeIds: ['a', 'b', 'c'],
  })
  const site = () =>
    world({
      managers: [manager({ safeguards: [pool()] })],
      hosts: [host('a', { connection: 'down' }), host('b'), host('c')],
      vms: [vm('db', 'b'), vm('mail', 'b'), vm('far', 'c')],
    })
  const session: ManagerSession = {
    identify: nothing,
    inventory: nothing,
    observeHost: nothing,
    task: nothing,
    close: () => Promise.resolve(),
    observeVm: (id) => Promise.resolve(ok(vm(id, 'b'))),
    observeSafeguard: () => Promise.resolve(ok(pool())),
    setSafeguard: ({ do: what, found }) => {
      const names = found.kind === 'autostart' ? found.vms.map(({ name }) => name) : []
      calls.push(`${what} ${names.join()}`)
      marked = marked.filter((name) => !names.includes(name))
      return Promise.resolve(ok({ task: null }))
    },
    act: (wish) => {
      calls.push(`${wish.act} ${'vmNativeId' in wish ? wish.vmNativeId : ''}`)
      return Promise.resolve(ok({ task: null }))
    },
  }
  const begin = async (): Promise<void> => {
    const executor: Executor = new Executor({
      clock,
      log,
      book,
      managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
      moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
      world: site,
      devices: () => [],
      hardware: { look: () => Promise.resolve(undefined), wayToWake: () => null, wake: nothing },
      batteryLeft: () => null,
      startsVms: () => true,
      hostsInTrouble: () => new Set(trouble.map(hostId)),
      onStepEnd: () => void executor.advance(),
    })
    executors.push(executor)
    await executor.advance()
  }
  const goOn = () => Promise.all(executors.map((executor) => executor.advance()))
  const other = runIdSchema.parse('other')
  const disarms = () => (book.get(RUN_ID)?.steps ?? []).filter(({ action }) => action === 'disarm')

  beforeEach(async () => {
    store = await openServiceWorld()
    marked = NAMES
    calls = []
    trouble = ['b']
    book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
    const ends = (name: string, seq: number) =>
      step(seq, { object: onVm(name), action: 'shutdown', state: 'running', startedAtMs: clock.now(), limitSeconds: 600 })
    await book.add(runWith([ends('db', 1), ends('mail', 2)], { id: RUN_ID }), [])
  })
  /** Another run, of another group, has shut host a down. */
  const hostIsAway = () =>
    book.add(
      runWith(
        [
          {
            ...step(1, { object: onHost('a'), action: 'shutdown-host', state: 'done' }),
            id: stepIdSchema.parse('gone'),
            runId: other,
          },
        ],
        {
          id: other,
        },
      ),
      [],
    )
  afterEach(async () => {
    for (const executor of executors.splice(0)) executor.stop()
    await store.close()
  })
  const asked = () => calls.filter((call) => call.startsWith('shutdown-guest')).sort()

  it('D10 R2 has its autostart set aside first, with that of all on hosts that may go, by one step; those of other hosts keep theirs', async () => {
    await hostIsAway()
    await begin()
    await until('a step for it', () => disarms().length > 0)
    await goOn()
    await until('both to be asked', () => asked().length === 2)
    expect(calls[0]).toBe('disarm db,mail')
    expect(asked()).toEqual(['shutdown-guest db', 'shutdown-guest mail'])
    expect([marked, disarms().length]).toEqual([['far'], 1])
  })

  it('D3 A3 nothing is waited for where no host of its pool is away', async () => {
    await begin()
    await until('both to be asked', () => asked().length === 2)
    expect([marked, disarms().length]).toEqual([NAMES, 0])
  })
})

const autostartOf = (name: string) => ({ kind: 'autostart', vms: [{ nativeId: name, name, how: { autostart: 'enable' } }] })
