import pino from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ManagerIdentity } from '../domain/manager'
import { type DriverResult, ok, unreachable } from '../drivers/ports'
import { until } from '../testing/require-peer'
import { IDS, seedServiceWorld } from '../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../testing/service-world'
import { InstanceKeeper } from './instance-keeper'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
  await seedServiceWorld(world.store)
})
afterEach(() => world.close())

const identity: ManagerIdentity = { kind: 'vsphere', product: 'vCenter', version: '8.0', instanceUuid: 'first' }
const kept = async () => (await world.store.read.managers.get(IDS.manager))?.instanceUuid

const keeperOf = (answers: readonly DriverResult<ManagerIdentity>[]) => {
  const asked: DriverResult<ManagerIdentity>[] = []
  let isAnswering = false
  const keeper = new InstanceKeeper({
    store: world.store,
    log: pino({ level: 'silent' }),
    answers: () => isAnswering,
    identify: () => {
      const answer = answers[asked.length] ?? unreachable('gone', '')
      asked.push(answer)
      return Promise.resolve(answer)
    },
  })
  return { keeper, asked, answers: () => (isAnswering = true) }
}

it('D11 keeps which installation a manager is, from the first time that it answers, and asks no more', async () => {
  const { keeper, asked, answers } = keeperOf([
    unreachable('not yet', ''),
    ok(identity),
    ok({ ...identity, instanceUuid: 'second' }),
  ])
  await keeper.see(IDS.manager)
  expect(asked).toHaveLength(0)
  answers()
  await keeper.see(IDS.manager)
  expect(await kept()).toBeUndefined()
  await keeper.see(IDS.manager)
  await until('it to be kept', async () => (await kept()) === 'first')
  await keeper.see(IDS.manager)
  expect(asked).toHaveLength(2)
})

it('D11 another engine asks one that is known no more, so that another installation cannot take its place', async () => {
  const first = keeperOf([ok(identity)])
  first.answers()
  await first.keeper.see(IDS.manager)
  const second = keeperOf([ok({ ...identity, instanceUuid: 'second' })])
  second.answers()
  await second.keeper.see(IDS.manager)
  expect([second.asked.length, await kept()]).toEqual([0, 'first'])
})
