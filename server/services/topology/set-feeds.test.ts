import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceDocJson, IDS, seedServiceWorld } from '../../testing/service-seed'
import { openServiceWorld, type ServiceWorld } from '../../testing/service-world'
import { callMutation } from '../call-verb'
import { setFeeds } from './set-feeds'

describe('the feeds of a host', () => {
  let world: ServiceWorld
  beforeEach(async () => {
    world = await openServiceWorld()
    await seedServiceWorld(world.store)
    const outlets = [
      { id: '1', name: null, state: 'on' },
      { id: '2', name: 'Servers', state: 'on' },
    ]
    await world.store.write((tx) =>
      tx.latest.put('device', [{ id: IDS.device, doc: { ...deviceDocJson, outlets }, atMs: world.clock.nowMs }]),
    )
  })
  afterEach(() => world.close())

  const set = (outletId: string | null) =>
    callMutation(world.host, setFeeds, world.caller('admin'), {
      hostId: IDS.host,
      feeds: [{ deviceId: IDS.device, label: 'A', outletId }],
      reason: null,
    })
  const feeds = async () => (await world.store.read.feeds.list()).filter(({ hostId }) => hostId === IDS.host)

  it('name an outlet of the UPS, and the journal says which', async () => {
    await set('2')
    expect(await feeds()).toMatchObject([{ deviceId: IDS.device, label: 'A', outletId: '2' }])
    const entry = (await world.store.read.journal.since(0, 1_000)).findLast(({ kind }) => kind === 'host.feeds-changed')
    expect(entry?.message).toMatch(/is fed by A: ups-a outlet 2$/)
    await set(null)
    expect(await feeds()).toMatchObject([{ outletId: null }])
  })

  it('are refused with an outlet that the UPS does not number', async () => {
    await expect(set('7')).rejects.toMatchObject({ kind: 'refused', message: 'ups-a has no outlet 7' })
    expect(await feeds()).toEqual([])
  })
})
