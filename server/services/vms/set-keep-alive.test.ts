import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KEEP_ALIVE_MARKS, type KeepAlive } from '../../domain/keep-alive'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { vm } from '../../testing/world-samples'
import { callMutation } from '../call-verb'
import { setKeepAlive } from './set-keep-alive'

describe('D5 what is recognised only by what a clone or a namesake shows, too', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
  })
  afterEach(() => world.close())

  const callOrdinary = async (...signs: KeepAlive['sign'][]) => {
    const one = vm('x', null, { keepAlive: signs.map((sign) => ({ role: 'manager', of: 'Berlin', sign })) })
    const doc = z.json().parse(JSON.parse(JSON.stringify(one)))
    await world.store.write((tx) => tx.latest.put('vm', [{ id: one.id, doc, atMs: 0 }]))
    return callMutation(world.host, setKeepAlive, world.caller('admin'), { vmId: one.id, mark: 'ordinary', reason: null })
  }
  const ADDRESS = { by: 'address', address: '192.0.2.10' } as const
  const NEIGHBOUR = { by: 'neighbour', address: '192.0.2.10', mac: '00:50:56:00:00:10' } as const

  it.each([
    ['its name', { by: 'name', hostName: 'vcenter' } as const],
    ['its address', ADDRESS],
    ['its answer at an address', NEIGHBOUR],
  ])('may be called an ordinary VM: %s', async (_what, sign) => {
    await callOrdinary(sign)
    expect(await world.store.read.settings.get(KEEP_ALIVE_MARKS)).toEqual({ 'm:x': 'ordinary' })
  })

  it.each([
    ['its UUID', { by: 'uuid' } as const],
    ['its MAC', { by: 'mac', mac: '52:54:00:00:00:01' } as const],
    ['its platform’s word', { by: 'platform' } as const],
  ])('may not where a surer sign speaks for it, too: %s', async (_what, sign) => {
    await expect(callOrdinary(ADDRESS, sign)).rejects.toThrow('is no ordinary VM')
    expect(await world.store.read.settings.get(KEEP_ALIVE_MARKS)).toBeNull()
  })
})
