import { afterEach, beforeEach, expect, it } from 'vitest'
import { containing } from '../testing/containing'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../testing/service-world'
import { awaitOrder } from './await-order'
import { EXIT_CODE } from './exit-code'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const waited = () => awaitOrder(world.host, world.caller('admin'), IDS.order, 200)

it('A1 what the engine has begun when patience ends is not said to be undone', async () => {
  await world.store.write((tx) => tx.orders.take(IDS.order))
  expect(await waited()).toMatchObject({
    outcome: { exitCode: EXIT_CODE.unreachable, errors: containing('has begun this; how it ended is not known yet') },
  })
})

it('what no engine has begun is told as such', async () => {
  expect(await waited()).toMatchObject({ outcome: { errors: containing('has not taken this') } })
})
