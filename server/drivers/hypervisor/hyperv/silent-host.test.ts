import { beforeEach, describe, expect, it } from 'vitest'
import { hypervMachine } from '../../../../e2e/peers/windows/in-process'
import { HYPERV_VMS, hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { PowerShellHost } from '../../protocols/powershell/power-shell-host'
import { answerIn } from '../../protocols/powershell/answer'
import { perform } from './acts'
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

  describe('and had a VM, of which another host now shows a copy that is off', () => {
    const [mail = ''] = HYPERV_VMS
    const copied = async (state: string, clustered: boolean) => {
      const reader = site()
      world.clustered = clustered
      for (const vm of world.vms) if (vm.id === mail) Object.assign(vm, { host: 'HV-2', clustered })
      await reader.inventory(options)
      cut(state, clustered)
      for (const vm of world.vms) if (vm.id === mail) Object.assign(vm, { host: 'HV-1', state: 'Off' })
      return reader
    }
    const listed = async (reader: SiteReader) => (await reader.inventory(options)).vms.find((vm) => vm.nativeId === mail)

    it.each([
      ['Up', true],
      ['Down', false],
    ])('A4 A5 that copy is not believed (%s, clustered: %s); one that runs is', async (state, clustered) => {
      const reader = await copied(state, clustered)
      await expect(reader.vm(mail, options)).rejects.toThrow('silent')
      await expect(perform({ act: 'shutdown-guest', vmNativeId: mail }, reader, options)).rejects.toThrow('silent')
      expect(await listed(reader)).toMatchObject({ power: 'unknown', hostNativeId: '10.0.0.2' })
      for (const vm of world.vms) vm.state = 'Running'
      expect(await reader.vm(mail, options)).toMatchObject({ power: 'on', hostNativeId: '10.0.0.1' })
      // Now it was last seen on a host that answers.
      for (const vm of world.vms) vm.state = 'Off'
      expect(await reader.vm(mail, options)).toMatchObject({ power: 'off', hostNativeId: '10.0.0.1' })
      expect(await listed(reader)).toMatchObject({ power: 'off', hostNativeId: '10.0.0.1' })
    })

    it('a role that the cluster handed on when the node went down is where it is now', async () => {
      const reader = await copied('Down', true)
      expect(await listed(reader)).toMatchObject({ power: 'off', hostNativeId: '10.0.0.1' })
      expect(await reader.vm(mail, options)).toMatchObject({ power: 'off', hostNativeId: '10.0.0.1' })
    })

    it('and so is any VM when that host was shut down by us', async () => {
      const reader = await copied('Down', false)
      reader.shutdownOrdered('10.0.0.2')
      expect(await listed(reader)).toMatchObject({ power: 'off', hostNativeId: '10.0.0.1' })
    })
  })
})

describe('A9 a node whose cluster service runs and answers nothing', () => {
  let world: HypervWorld
  let ill = false
  beforeEach(() => {
    world = hypervWorld(true)
    ill = false
  })
  const withoutQuorum = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('host' in value)) return value
    return { ...value, host: { ...(value.host as object), cluster: null, clusterSilent: true } }
  }
  const sick = (): PowerShellHost => {
    const { ssh, advice } = hypervMachine('HV-2', '10.0.0.2', () => world)
    const run: typeof ssh.run = async (...given) => {
      const answer = await ssh.run(...given)
      const told = answerIn(answer.stdout)
      if (!ill || told.kind !== 'told') return answer
      const text = JSON.stringify({ told: withoutQuorum(told.value) })
      return { ...answer, stdout: `ridethrough:${Buffer.from(text).toString('base64')}:end` }
    }
    return new PowerShellHost({ ...ssh, run }, advice)
  }
  const site = () => new SiteReader([hypervMachine('HV-1', '10.0.0.1', () => world), sick()], false)

  it('is a node of the cluster that it was in, and its VMs are still read', async () => {
    for (const vm of world.vms) vm.host = 'HV-2'
    const reader = site()
    const before = await reader.inventory(options)
    ill = true
    const findings = [expect.stringContaining('does not answer') as string]
    const hosts = before.hosts.map((host) => (host.nativeId === '10.0.0.2' ? { ...host, findings } : host))
    expect(await reader.inventory(options)).toEqual({ ...before, hosts })
  })

  it('is unknown when it has not told its cluster before; the others are read all the same', async () => {
    ill = true
    const { hosts } = await site().inventory(options)
    expect(hosts.map((host) => [host.nativeId, host.connection])).toEqual([
      ['10.0.0.1', 'up'],
      ['10.0.0.2', 'unknown'],
    ])
  })

  it('A5 bears no witness that another node is down', async () => {
    const reader = site()
    await reader.inventory(options)
    ill = true
    world.hosts['HV-1'] = { isOff: true, state: 'Down' }
    expect((await reader.host('10.0.0.1', options))?.connection).toBe('unknown')
  })
})
