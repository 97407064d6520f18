import { afterEach, beforeEach, expect, it } from 'vitest'
import { orderIdSchema } from '../../domain/ids'
import type { Run } from '../../domain/run'
import type { ShownWait } from '../../domain/sustain'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { callVerb } from '../call-verb'
import { abortRun } from './abort-run'
import { continueRun } from './continue-run'
import { holdRun } from './hold-run'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const orderId = orderIdSchema.parse('8f0c7c9e-chosen')
const stops = async () =>
  (await world.store.read.orders.placed()).filter(({ order }) => order.kind === 'run.hold' || order.kind === 'run.abort')

it.each([
  ['hold', holdRun],
  ['abort', abortRun],
] as const)('A2 a %s that is asked for again because no answer came is ordered once', async (_what, verb) => {
  const ask = (id = orderId) =>
    callVerb(world.host, verb, world.caller('operator'), { runId: IDS.run, reason: 'smoke', orderId: id })
  expect([await ask(), await ask()]).toEqual([{ orderId }, { orderId }])
  expect((await stops()).map(({ id }) => id)).toEqual([orderId])
  await ask(orderIdSchema.parse('8f0c7c9e-another'))
  expect(await stops()).toHaveLength(2)
})

it('A8 an id stands for one order of one person', async () => {
  const input = { runId: IDS.run, reason: 'smoke', orderId }
  await callVerb(world.host, holdRun, world.caller('operator'), input)
  await expect(callVerb(world.host, abortRun, world.caller('operator'), input)).rejects.toThrow('something else')
  await expect(callVerb(world.host, holdRun, world.caller('admin'), input)).rejects.toThrow('something else')
  expect((await stops()).map(({ order }) => order.kind)).toEqual(['run.hold'])
})

const change = async (patch: Partial<Run>): Promise<void> => {
  const run = await world.store.read.runs.get(IDS.run)
  if (run === null) throw new Error('the run is gone')
  await world.store.write((tx) => tx.runs.put({ ...run, ...patch }))
}

it.each([
  ['hold', holdRun, {}, { heldSinceMs: START_MS }, { heldSinceMs: null }],
  ['continue', continueRun, { heldSinceMs: START_MS }, { heldSinceMs: null }, { heldSinceMs: START_MS }],
  ['abort', abortRun, {}, { abandoned: true }, { abandoned: false }],
] as const)(
  'A6 K1 a %s that was carried out is told as done only while it still is so; else nobody is told that it was, and another id orders it',
  async (_what, verb, before, effect, undone) => {
    const ask = (id = orderId) =>
      callVerb(world.host, verb, world.caller('operator'), { runId: IDS.run, reason: 'smoke', orderId: id })
    await change(before)
    await ask()
    await change(effect)
    await world.store.write((tx) => tx.orders.finish(orderId, 'done', {}))
    expect(await ask()).toEqual({ orderId })
    await change(undone)
    world.clock.nowMs += 15_000
    await expect(ask()).rejects.toThrow(/this was ordered 15 s ago and carried out, but it is not so any more/)
    const another = orderIdSchema.parse('8f0c7c9e-another')
    expect(await ask(another)).toEqual({ orderId: another })
    expect(await world.store.read.orders.get(another)).toMatchObject({ state: 'placed' })
  },
)

it('A6 a hold that was carried out on a run that has ended since is not told as done', async () => {
  const ask = () => callVerb(world.host, holdRun, world.caller('operator'), { runId: IDS.run, reason: 'smoke', orderId })
  await ask()
  await world.store.write((tx) => tx.orders.finish(orderId, 'done', {}))
  await change({ heldSinceMs: START_MS, phase: 'done', endedAtMs: START_MS })
  await expect(ask()).rejects.toThrow('not so any more')
})

it('A6 a hold that the engine refused is not ordered again under its id: what it said is there to be told', async () => {
  const ask = () => callVerb(world.host, holdRun, world.caller('operator'), { runId: IDS.run, reason: 'smoke', orderId })
  await ask()
  await world.store.write((tx) => tx.orders.finish(orderId, 'failed', { message: 'No.', hint: null }))
  expect(await ask()).toEqual({ orderId })
  expect(await stops()).toEqual([])
})

it('A6 R2 a way back is let go on without what it waits for by an order that says so, once, and only where it waits', async () => {
  const note = { why: 'x', isUnprotected: false, lack: { hasPercent: 21, needPercent: 38 } }
  const shown = { about: 'charge', hasPercent: 21 } as const
  const ask = (overrules?: ShownWait, id?: string) =>
    callVerb(world.host, continueRun, world.caller('operator'), {
      runId: IDS.run,
      reason: 'smoke',
      ...(overrules === undefined ? {} : { overrules }),
      ...(id === undefined ? {} : { orderId: orderIdSchema.parse(id) }),
    })
  await change({ phase: 'waiting', heldSinceMs: null, danger: null, recoveryNote: note })
  await expect(ask()).rejects.toThrow('is not held')
  await expect(ask({ about: 'blind', hasPercent: null })).rejects.toThrow('is not any more what was shown')
  await expect(ask({ about: 'charge', hasPercent: 60 })).rejects.toThrow('is not any more what was shown')
  expect([await ask(shown, '8f0c7c9e-now'), await ask(shown, '8f0c7c9e-now')]).toHaveLength(2)
  const continues = (await world.store.read.orders.placed()).flatMap(({ order }) =>
    order.kind === 'run.continue' ? [order] : [],
  )
  expect(continues).toMatchObject([{ overrules: shown }])
  await change({ goAhead: { ...shown, by: 'ann', atMs: 1 } })
  await expect(ask(shown)).rejects.toThrow('waits for nothing that could be overruled')
  await change({ goAhead: null, phase: 'shedding' })
  await expect(ask(shown)).rejects.toThrow('waits for nothing that could be overruled')
  await change({ phase: 'waiting', recoveryNote: null })
  await expect(ask(shown)).rejects.toThrow('waits for nothing that could be overruled')
})
