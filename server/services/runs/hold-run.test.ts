import { afterEach, beforeEach, expect, it } from 'vitest'
import { orderIdSchema } from '../../domain/ids'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callVerb } from '../call-verb'
import { abortRun } from './abort-run'
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
