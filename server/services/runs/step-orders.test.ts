import { afterEach, beforeEach, expect, it } from 'vitest'
import { orderIdSchema } from '../../domain/ids'
import type { Step } from '../../domain/run'
import { IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callVerb } from '../call-verb'
import { retryStep } from './retry-step'
import { skipStep } from './skip-step'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const orderId = orderIdSchema.parse('8f0c7c9e-chosen')
const kinds = ['run.skip-step', 'run.retry-step']
const placed = async () => (await world.store.read.orders.placed()).filter(({ order }) => kinds.includes(order.kind))

const change = async (id: Step['id'], state: Step['state']): Promise<void> => {
  const step = (await world.store.read.runs.get(IDS.run))?.steps.find((each) => each.id === id)
  if (step === undefined) throw new Error('the step is gone')
  await world.store.write((tx) => tx.runs.putSteps([{ ...step, state }]))
}

it.each([
  ['skip', skipStep, IDS.pendingStep, 'skipped', 'pending'],
  ['retry', retryStep, IDS.failedStep, 'running', 'failed'],
] as const)(
  'A2 A6 a %s that is asked for again is ordered once, and told as done only while it still is so',
  async (_what, verb, stepId, effect, undone) => {
    const ask = (step = stepId) =>
      callVerb(world.host, verb, world.caller('operator'), { runId: IDS.run, stepId: step, reason: 'smoke', orderId })
    expect([await ask(), await ask()]).toEqual([{ orderId }, { orderId }])
    expect(await placed()).toHaveLength(1)
    await expect(ask(IDS.pendingStep === stepId ? IDS.failedStep : IDS.pendingStep)).rejects.toThrow('something else')
    await world.store.write((tx) => tx.orders.finish(orderId, 'done', {}))
    await change(stepId, effect)
    expect(await ask()).toEqual({ orderId })
    await change(stepId, undone)
    await expect(ask()).rejects.toThrow('not so any more')
  },
)
