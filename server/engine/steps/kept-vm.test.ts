import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runIdSchema, stepIdSchema } from '../../domain/ids'
import { type DriverResult, type ManagerSession, ok, unreachable } from '../../drivers/ports'
import type { VmFacts } from '../../domain/inventory'
import { until } from '../../testing/require-peer'
import { runWith, vmSeen, vmStep } from '../../testing/run-samples'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { host, onVm, vm, world } from '../../testing/world-samples'
import { Publisher } from '../publisher'
import { Recorder } from '../recorder'
import { RunBook } from '../run-book'
import { Executor } from './executor'
import { MoveWatch } from './move-watch'

const nothing = () => Promise.reject(new Error('not asked here'))
const RUN = runIdSchema.parse('run')
const KEPT = stepIdSchema.parse('kept')
const OTHER = stepIdSchema.parse('other')

describe('a VM that the operation stands on, whose step has begun before everything else has ended', () => {
  let store: ServiceWorld
  let book: RunBook
  let nowMs: number
  let acts: string[]
  let looks: number
  let answer: () => DriverResult<VmFacts | null>
  const executors: Executor[] = []
  const log = pino({ level: 'silent' })
  const clock = { now: () => nowMs }
  const session: ManagerSession = {
    identify: nothing,
    inventory: nothing,
    observeHost: nothing,
    observeVm: () => {
      looks += 1
      return Promise.resolve(answer())
    },
    task: nothing,
    close: () => Promise.resolve(),
    act: ({ act }) => {
      acts.push(act)
      return Promise.resolve(ok({ task: null }))
    },
  }
  const site = world({
    hosts: [host('a')],
    vms: [vm('vcenter', 'a', { keepAlive: [{ role: 'manager', of: 'Berlin', sign: { by: 'platform' } }] })],
  })
  const begin = async (): Promise<void> => {
    const executor = new Executor({
      clock,
      log,
      book,
      managers: { call: (_, { deadlineMs }, work) => work(session, { deadlineMs }), refreshSoon: () => undefined },
      moves: new MoveWatch({ now: clock.now, probeOf: () => null, ask: nothing }),
      world: () => site,
      devices: () => [],
      hardware: { look: nothing, wayToWake: () => null, wake: nothing },
      batteryLeft: () => 5,
      startsVms: () => true,
      onStepEnd: () => undefined,
    })
    executors.push(executor)
    await executor.advance()
  }
  const furtherLooks = async (): Promise<void> => {
    const seen = looks
    await until('further looks', () => looks > seen + 1)
  }
  const kept = () => book.step(RUN, KEPT)

  beforeEach(async () => {
    store = await openServiceWorld()
    nowMs = 1_000_000
    acts = []
    looks = 0
    answer = () => ok(vmSeen('vcenter', { hostNativeId: 'a' }))
    book = new RunBook(new Recorder(store.store, log, clock.now), new Publisher(store.store, log, clock.now))
    await book.add(
      runWith(
        [
          vmStep('vcenter', { id: KEPT, object: onVm('vcenter'), fallback: 'leave', startedAtMs: nowMs }),
          // Of a VM whose place is not known just now: it does not begin.
          vmStep('db', { id: OTHER, seq: 2, state: 'pending', startedAtMs: null }),
        ],
        { id: RUN },
      ),
      [],
    )
  })
  afterEach(async () => {
    for (const executor of executors.splice(0)) executor.stop()
    await store.close()
  })

  it('D5 D3 does not spend its limit at the gate, also where its manager is silent for a moment: its guest is asked, and has all its time then', async () => {
    await begin()
    nowMs += 200_000
    await furtherLooks()
    answer = () => unreachable('no answer', '')
    nowMs += 200_000
    await furtherLooks()
    expect([kept()?.state, acts]).toEqual(['running', []])
    await book.change(RUN, { stepIds: [OTHER], patchStep: (step) => ({ ...step, state: 'done', endedAtMs: nowMs }) }, [])
    await furtherLooks()
    expect(kept()?.state).toBe('running')
    answer = () => ok(vmSeen('vcenter', { hostNativeId: 'a' }))
    await until('the guest to be asked', () => acts.length > 0)
    nowMs += 59_000
    await furtherLooks()
    expect([kept()?.state, acts]).toEqual(['running', ['shutdown-guest']])
    nowMs += 1_000
    await until('its limit to end it', () => kept()?.state === 'failed')
    expect(acts).toEqual(['shutdown-guest'])
  })

  it('A2 an engine that begins anew just after the gate has opened asks the guest, too', async () => {
    await begin()
    nowMs += 400_000
    await furtherLooks()
    executors.splice(0).forEach((executor) => executor.stop())
    await book.change(RUN, { stepIds: [OTHER], patchStep: (step) => ({ ...step, state: 'done', endedAtMs: nowMs }) }, [])
    answer = () => unreachable('no answer', '')
    await begin()
    await furtherLooks()
    answer = () => ok(vmSeen('vcenter', { hostNativeId: 'a' }))
    await until('the guest to be asked', () => acts.length > 0)
    expect([kept()?.state, acts]).toEqual(['running', ['shutdown-guest']])
  })
})
