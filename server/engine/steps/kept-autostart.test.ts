import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Step } from '../../domain/run'
import type { World } from '../../domain/world'
import { type ManagerSession, ok } from '../../drivers/ports'
import { autostartFacts } from '../../drivers/protocols/autostart'
import { runWith } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { host, hostId, manager, managerId, RUN_ID, step, vm, world } from '../../testing/world-samples'
import { until } from '../../testing/require-peer'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))
const KEPT = [{ role: 'manager' as const, of: 'Berlin', sign: { by: 'platform' as const } }]

describe('a VM on which the operation stands since its autostart was set aside', () => {
  let store: ServiceWorld
  let book: RunBook
  let site: World
  let starting: readonly string[]
  let calls: string[]
  const executors: Executor[] = []
  const log = pino({ level: 'silent' })
  const clock = { now: () => 1_000_000 }
  const autostart = (names: readonly string[]) =>
    autostartFacts(
      { nativeId: 'a', name: 'a' },
      names.map((nativeId) => ({ nativeId, name: nativeId, how: { autostart: 'enable' } })),
    )
  const siteWith = (keeps: boolean): World =>
    world({
      managers: [manager({ safeguards: [autostart(starting)] })],
      hosts: [host('a')],
      vms: ['web', 'dns'].map((name) => vm(name, 'a', { power: 'on', ...(keeps && name === 'dns' ? { keepAlive: KEPT } : {}) })),
    })
  const session: ManagerSession = {
    identify: nothing,
    inventory: nothing,
    observeVm: nothing,
    task: nothing,
    act: nothing,
    close: () => Promise.resolve(),
    observeHost: () => Promise.resolve(ok(host('a'))),
    observeSafeguard: () => Promise.resolve(ok(autostart(starting))),
    setSafeguard: ({ do: what, found }) => {
      const names = found.kind === 'autostart' ? found.vms.map(({ name }) => name) : []
      calls.push(`${what} ${names.join()}`)
      starting = [...new Set([...starting, ...names])]
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
      world: () => site,
      devices: () => [],
      hardware: { look: () => Promise.resolve(undefined), wayToWake: () => null, wake: nothing },
      batteryLeft: () => null,
      startsVms: () => true,
      onStepEnd: () => void executor.advance(),
    })
    executors.push(executor)
    await executor.advance()
  }
  const goOn = () => Promise.all(executors.map((executor) => executor.advance()))
  const restores = (): readonly Step[] => (book.get(RUN_ID)?.steps ?? []).filter(({ action }) => action === 'restore')

  beforeEach(async () => {
    store = await openServiceWorld()
    starting = []
    calls = []
    site = siteWith(false)
    book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
    const { nativeId, setting: found } = autostart(['web', 'dns'])
    const aside = step(1, {
      object: {
        kind: 'safeguard',
        id: `${managerId()}:${nativeId}` as Extract<Step['object'], { kind: 'safeguard' }>['id'],
        name: 'autostart of a',
      },
      action: 'disarm',
      state: 'done',
      attempts: [
        { action: 'disarm', intentEntryId: 1, startedAtMs: 0, task: null, outcome: 'verified', message: null, endedAtMs: 0 },
      ],
      safeguard: { managerId: managerId(), nativeId, found, isKept: false, hostIds: [hostId('a')] },
    })
    await book.add(runWith([aside], { id: RUN_ID }), [])
  })
  afterEach(async () => {
    for (const executor of executors.splice(0)) executor.stop()
    await store.close()
  })

  it('D5 R8 K1 is put back in the middle of the outage, on record, and the rest stays aside', async () => {
    await begin()
    expect(restores()).toEqual([])
    site = siteWith(true)
    await goOn()
    await goOn()
    await until('it to be put back', () => restores().some(({ state }) => state === 'done'))
    expect(calls).toEqual(['restore dns'])
    expect(starting).toEqual(['dns'])
    const [told] = await store.store.read.journal.page({ kinds: ['step.added'], limit: 10 })
    expect(told?.message).toBe('The operation stands on dns since: autostart of a is put back for that at once')
  })

  it('A1 A2 D5 an engine that begins anew in between goes on with that step, and makes no second one', async () => {
    site = siteWith(true)
    await begin()
    executors.splice(0).forEach((executor) => executor.stop())
    await begin()
    await goOn()
    await until('it to be put back', () => restores().some(({ state }) => state === 'done'))
    await goOn()
    expect(restores()).toHaveLength(1)
    expect(restores()[0]?.safeguard).toMatchObject({ early: true })
    expect(starting).toEqual(['dns'])
  })

  it('D5 R8 what was set aside by an engine before is put back by the next one that comes to know of it', async () => {
    await begin()
    executors.splice(0).forEach((executor) => executor.stop())
    const read = await store.store.read.runs.get(RUN_ID)
    if (read === null) throw new Error('the run is not kept')
    expect(read.steps.map(({ action }) => action)).toEqual(['disarm'])
    site = siteWith(true)
    await begin()
    await goOn()
    await until('it to be put back', () => restores().some(({ state }) => state === 'done'))
    const after = await store.store.read.runs.get(RUN_ID)
    expect(after?.steps.find(({ action }) => action === 'restore')?.safeguard?.early).toBe(true)
  })
})
