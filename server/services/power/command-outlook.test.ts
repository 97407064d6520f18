import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deviceDocJson, IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, START_MS, type ServiceWorld } from '../../testing/service-world'
import { callQuery } from '../call-verb'
import { commandOutlook } from './command-outlook'

describe('what a device would be refused now', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
  })
  afterEach(() => world.close())

  const ask = () => callQuery(world.host, commandOutlook, world.caller('viewer'), { deviceId: IDS.device })
  const tell = (more: object) =>
    world.store.write((tx) =>
      tx.latest.put('device', [{ id: IDS.device, doc: z.json().parse({ ...deviceDocJson, ...more }), atMs: START_MS }]),
    )
  const commands = { kinds: ['self-test', 'output-off', 'outlet-off', 'outlet-on'], reason: null }
  const outlets = ['1', '2'].map((id) => ({ id, name: null, state: 'on' }))

  it('A5 A8 is what the engine would say, per command and outlet, before anybody gives one', async () => {
    await tell({ commands, outlets })
    const told = await ask()
    expect(told.map(({ kind, outletId }) => [kind, outletId])).toEqual(
      expect.arrayContaining([
        ['output-off', null],
        ['outlet-off', '1'],
        ['outlet-off', '2'],
      ]),
    )
    expect(told.find(({ outletId }) => outletId === '1')?.message).toContain('Outlet 1 of')
    expect(told.some(({ kind }) => kind === 'outlet-on')).toBe(false)
  })

  it('says nothing of what the device cannot be told', async () => {
    await tell({ commands: { kinds: [], reason: 'no write access' }, outlets })
    expect(await ask()).toEqual([])
  })
})
