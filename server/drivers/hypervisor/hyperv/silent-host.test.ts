import { beforeEach, describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { SiteReader } from './site-reader'

const options = { deadlineMs: 60_000 }

describe('A5 a host that answers nothing', () => {
  let world: HypervWorld
  beforeEach(() => {
    world = hypervWorld(true)
  })
  /** Written as IP addresses, which tell no node's name. */
  const site = () =>
    new SiteReader([hypervMachine('HV-1', '10.0.0.1', () => world), hypervMachine('HV-2', '10.0.0.2', () => world)], false)
  const connections = async (reader: SiteReader) =>
    (await reader.inventory(options)).hosts.map((host) => [host.nativeId, host.connection])
  const cut = (state: string, clustered = true) => {
    world.clustered = clustered
    world.hosts['HV-2'] = { state, isOff: true }
  }

  it.each([
    ['is not down while the cluster hears a node that may be it', 'Up', 'unknown'],
    ['is down when the cluster lost that node too', 'Down', 'down'],
  ])('and has not since we began: it %s', async (_what, state, connection) => {
    cut(state)
    const reader = site()
    expect(await connections(reader)).toEqual([
      ['10.0.0.1', 'up'],
      ['10.0.0.2', connection],
    ])
    expect((await reader.host('10.0.0.2', options))?.connection).toBe(connection)
  })

  it.each([
    ['Up', 'unknown'],
    ['Paused', 'unknown'],
    ['Down', 'down'],
  ])('and did before, while the cluster says %s: %s', async (state, connection) => {
    const reader = site()
    await reader.inventory(options)
    cut(state)
    expect(await connections(reader)).toContainEqual(['10.0.0.2', connection])
  })

  it('without a cluster is down when another host answers; all silent is our own trouble', async () => {
    const reader = site()
    cut('Up', false)
    expect(await connections(reader)).toContainEqual(['10.0.0.2', 'down'])
    world.hosts['HV-1'] = { isOff: true }
    await expect(reader.inventory(options)).rejects.toThrow('silent')
    await expect(reader.host('10.0.0.2', options)).rejects.toThrow('silent')
  })

  it('and was told to shut down is down, also with nobody left to ask', async () => {
    const reader = site()
    await reader.inventory(options)
    cut('Up', false)
    world.hosts['HV-1'] = { isOff: true }
    reader.shutdownOrdered('10.0.0.2')
    expect((await reader.host('10.0.0.2', options))?.connection).toBe('down')
  })

  it('its VMs stay, their power unknown, until another host has them', async () => {
    const reader = site()
    for (const vm of world.vms) if (vm.name === 'web') vm.host = 'HV-2'
    await reader.inventory(options)
    cut('Down')
    const web = async () => (await reader.inventory(options)).vms.find((vm) => vm.name === 'web')
    expect(await web()).toMatchObject({ power: 'unknown', hostNativeId: '10.0.0.2' })
    for (const vm of world.vms) vm.host = 'HV-1'
    expect(await web()).toMatchObject({ power: 'on', hostNativeId: '10.0.0.1' })
  })
})
