import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { priorDurations } from '../planner/durations'
import { runIdSchema, stepIdSchema } from '../domain/ids'
import type { Step } from '../domain/run'
import { containing } from '../testing/containing'
import { hostId, runWith, vmStep } from '../testing/run-samples'
import { openServiceWorld, START_MS, type ServiceWorld } from '../testing/service-world'
import { host, world as worldOf } from '../testing/world-samples'
import { MaintenanceKeeper } from './maintenance-keeper'
import { Publisher } from './publisher'
import { Recorder } from './recorder'
import { RunBook } from './run-book'

const RUN = runIdSchema.parse('run')
const step = (seq: number, action: Step['action'], state: Step['state']): Step =>
  vmStep('h1', { id: stepIdSchema.parse(`${seq}`), seq, action, state, object: { kind: 'host', id: hostId('h1'), name: 'h1' } })

let world: ServiceWorld
let book: RunBook
let keeper: MaintenanceKeeper
beforeEach(async () => {
  world = await openServiceWorld()
  const log = pino({ level: 'silent' })
  const now = () => START_MS
  book = new RunBook(new Recorder(world.store, log, now), new Publisher(world.store, log, now))
  const site = worldOf({ hosts: [host('h1')] })
  keeper = new MaintenanceKeeper({ now }, book, {
    world: site,
    trustedWorld: site,
    durations: priorDurations,
    deviceViews: () => [],
  })
})
afterEach(() => world.close())

const inMaintenance = (steps: readonly Step[]) =>
  book.add(runWith(steps, { kind: 'maintenance', phase: 'in-maintenance', hostId: hostId('h1'), outageStartedAtMs: null }), [])
const hold = () => keeper.holds.get(hostId('h1'))
const told = () => world.store.read.journal.page({ kinds: ['maintenance.stuck', 'maintenance.ended'], limit: 5 })

describe('a host in maintenance that was rebooted', () => {
  const entered = step(1, 'enter-maintenance', 'done')

  it('R5 is held until it is rebooted, and again once it is seen in maintenance', async () => {
    await inMaintenance([entered])
    expect(hold()).toBe('held')
    await book.change(RUN, { newSteps: [step(2, 'reboot-host', 'done'), step(3, 'enter-maintenance', 'done')] }, [])
    expect(hold()).toBe('held')
    await keeper.consider()
    expect([book.get(RUN)?.phase, book.get(RUN)?.heldSinceMs, await told()]).toEqual(['in-maintenance', null, []])
  })

  it.each(['pending', 'running', 'failed', 'skipped'] as const)(
    'A5 R5 may be back in service while that is %s: an outage shuts it down like others',
    async (state) => {
      await inMaintenance([entered, step(2, 'reboot-host', 'done'), step(3, 'enter-maintenance', state)])
      expect(hold()).toBe('on-its-way')
    },
  )

  it('R5 where that failed it is told once, and a person decides', async () => {
    await inMaintenance([entered, step(2, 'reboot-host', 'done'), step(3, 'enter-maintenance', 'failed')])
    await keeper.consider()
    await keeper.consider()
    // Not held: the step may be tried again, or the maintenance ended, at once.
    expect(book.get(RUN)).toMatchObject({ phase: 'in-maintenance', heldSinceMs: null })
    expect(await told()).toMatchObject([{ kind: 'maintenance.stuck', message: containing('enter-maintenance needs a person') }])
  })
})
