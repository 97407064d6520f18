import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { upsAddressSchema } from '../../domain/ups'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation, callQuery } from '../call-verb'
import { getOrder } from '../orders/get-order'
import { probeDevice } from './probe-device'

describe('a probe', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
  })
  afterEach(() => world.close())
  const address = upsAddressSchema.parse({ protocol: 'snmp', host: '192.0.2.7' })
  const secret = { kind: 'snmp-community', version: '2c', community: 'a-secret-word' } as const

  it('K5 carries its secret sealed, so that only the engine reads it', async () => {
    const { orderId } = await callMutation(world.host, probeDevice, world.caller('admin'), { address, secret })
    const row = await world.store.read.orders.get(orderId)
    if (row?.order.kind !== 'device.probe') throw new Error('no probe was ordered')
    expect(JSON.stringify(row)).not.toContain('a-secret-word')
    expect(world.store.secrets.open(row.order.sealed)).toEqual(secret)
  })

  it('tells how it went', async () => {
    const { orderId } = await callMutation(world.host, probeDevice, world.caller('admin'), { address, secret })
    const ask = () => callQuery(world.host, getOrder, world.caller('viewer'), { orderId })
    expect(await ask()).toEqual({ state: 'placed', result: null })
    await world.store.write((tx) => tx.orders.take(orderId))
    await world.store.write((tx) => tx.orders.finish(orderId, 'failed', { message: 'no answer', hint: 'check the address' }))
    expect(await ask()).toEqual({ state: 'failed', result: { message: 'no answer', hint: 'check the address' } })
  })

  it('refuses credentials of another protocol', async () => {
    const wrong = { kind: 'nut-user', user: 'u', password: 'p' } as const
    await expect(callMutation(world.host, probeDevice, world.caller('admin'), { address, secret: wrong })).rejects.toMatchObject({
      kind: 'refused',
      message: 'Credentials of kind “nut-user” cannot be used with snmp',
    })
  })
})
