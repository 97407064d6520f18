import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { demoDatacenter } from '../../../simulator/demo/demo-datacenter'
import { startPveServer } from '../../../simulator/proxmox/pve-server'
import { World } from '../../../simulator/world/world'
import { type PveCall, type PveReply, scriptedPve } from '../../../testing/scripted-pve'
import type { DriverResult, ManagerAct, ManagerSession } from '../../ports'
import { openHttps } from '../../protocols/https/https-client'
import { driver } from './driver'

const quick = { deadlineMs: 10_000 }
const account = { user: 'root@pam', password: 'simulated', apiToken: { tokenId: 'root@pam!x', token: 'token-secret' } }
const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

/** The simulated cluster behind a relay that holds every call and answer against the official schema. */
const start = async () => {
  const world = new World(demoDatacenter)
  const simulator = await startPveServer(world, account, Date.now())
  const upstream = openHttps({ url: simulator.url, defaultPort: 8006, pins: [simulator.fingerprint], connections: 8 })
  const relayed = async (call: PveCall): Promise<PveReply> => {
    const form = new URLSearchParams(call.params).toString()
    const isGet = call.method === 'GET'
    const method = call.method === 'POST' || call.method === 'DELETE' ? call.method : 'GET'
    const { authorization, cookie, csrfpreventiontoken } = call.headers
    const headers = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(csrfpreventiontoken === undefined ? {} : { csrfpreventiontoken: String(csrfpreventiontoken) }),
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    }
    const path = `/api2/json${encodeURI(call.path)}${isGet && form !== '' ? `?${form}` : ''}`
    const answer = await upstream.request({ method, path, headers, body: method === 'POST' ? form : null, changes: false }, quick)
    if (answer.kind !== 'ok') return { breaks: true }
    const { data } = z.object({ data: z.unknown() }).parse(JSON.parse(answer.value.body))
    return { status: answer.value.status, reason: answer.value.statusText, data }
  }
  const relay = await scriptedPve(relayed)
  const session = driver.open({
    address: { kind: 'proxmox', url: relay.url, pins: [] },
    secret: { kind: 'password', user: account.user, password: account.password },
  })
  open.push(simulator, upstream, relay, session)
  return { world, session, relay }
}

const finished = async (world: World, session: ManagerSession, act: ManagerAct) => {
  const { task } = valueOf(await session.act(act, quick))
  if (task === null) throw new Error('no task')
  expect(valueOf(await session.task(task, quick))).toMatchObject({ state: 'running' })
  for (let second = 0; second < 900; second += 5) {
    world.advance(5_000)
    const state = valueOf(await session.task(task, quick))
    if (state.state !== 'running') return state
  }
  throw new Error(`${act.act} did not end within 900 simulated seconds`)
}

describe('against the simulated cluster', () => {
  it('lists everything it is made of, with identity', async () => {
    const { world, session, relay } = await start()
    const { hosts, vms } = valueOf(await session.inventory(quick))
    expect(hosts.map((host) => host.name).sort()).toEqual(demoDatacenter.hosts.map((host) => host.name).sort())
    const expected = [...world.state.vms.values()].map(({ config }) => [
      `qemu/${config.vmid}`,
      config.uuid,
      [config.mac.toUpperCase()],
    ])
    expect(vms.map((vm) => [vm.nativeId, vm.uuid, vm.macs]).sort()).toEqual(expected.sort())
    expect(relay.problems).toEqual([])
  })

  it('A4 shuts down, starts, saves, resumes and moves a VM, each seen afterwards, and it stays the same VM', async () => {
    const { world, session, relay } = await start()
    const before = valueOf(await session.inventory(quick))
    const vm = before.vms.find((one) => one.power === 'on' && one.disks.every((disk) => !disk.local) && !one.hasLocalCdrom)
    const target = before.hosts.find((host) => host.nativeId !== vm?.hostNativeId)
    if (vm === undefined || target === undefined) throw new Error('the demo has no VM that can move')
    const seen = async () => {
      const now = valueOf(await session.observeVm(vm.nativeId, quick))
      expect(now).toMatchObject({ uuid: vm.uuid, name: vm.name, macs: vm.macs })
      return now
    }
    const named = { vmNativeId: vm.nativeId }
    const done = { state: 'succeeded' }
    expect(await finished(world, session, { act: 'migrate', ...named, toHostNativeId: target.nativeId })).toEqual(done)
    expect(await seen()).toMatchObject({ power: 'on', hostNativeId: target.nativeId })
    expect(await finished(world, session, { act: 'save-state', ...named })).toEqual(done)
    expect(await seen()).toMatchObject({ power: 'saved', lockedBy: null })
    expect(await finished(world, session, { act: 'start', ...named, hostNativeId: null })).toEqual(done)
    expect(await seen()).toMatchObject({ power: 'on' })
    expect(await finished(world, session, { act: 'shutdown-guest', ...named })).toEqual(done)
    expect(await seen()).toMatchObject({ power: 'off', hostNativeId: target.nativeId })
    expect(relay.problems).toEqual([])
  })

  it('A4 S1-27 moves a VM with its local disk to storage of the target that takes disks, and it is seen there', async () => {
    const { world, session, relay } = await start()
    const { vms, hosts, datastores } = valueOf(await session.inventory(quick))
    const vm = vms.find((one) => one.power === 'on' && one.disks.some((disk) => disk.local) && !one.hasLocalCdrom)
    const target = hosts.find((host) => host.nativeId !== vm?.hostNativeId)
    const stores = datastores.filter(({ nativeId, shared }) => !shared && target?.datastoreNativeIds.includes(nativeId) === true)
    const store = stores.find(({ takesDisks }) => takesDisks !== false)
    if (vm === undefined || target === undefined || store === undefined) throw new Error('the demo has no such VM')
    // The other one holds ISO images and backups only.
    expect(stores.map(({ name, takesDisks }) => [name, takesDisks ?? true]).sort()).toEqual([
      ['local', false],
      ['local-lvm', true],
    ])
    const act = { act: 'migrate', vmNativeId: vm.nativeId, toHostNativeId: target.nativeId } as const
    expect(await session.act(act, quick)).toMatchObject({ kind: 'refused' })
    const carried = { ...act, toDatastoreNativeId: store.nativeId }
    expect(await finished(world, session, carried)).toEqual({ state: 'succeeded' })
    expect(valueOf(await session.observeVm(vm.nativeId, quick))).toMatchObject({
      uuid: vm.uuid,
      name: vm.name,
      macs: vm.macs,
      power: 'on',
      hostNativeId: target.nativeId,
      disks: [{ datastoreNativeId: store.nativeId, local: true }],
    })
    expect(relay.problems).toEqual([])
  })

  it('A3 a guest that hangs is powered off all the same', async () => {
    const { world, session } = await start()
    const vm = valueOf(await session.inventory(quick)).vms.find((one) => one.power === 'on')
    if (vm === undefined) throw new Error('nothing runs')
    world.setGuest(vm.name, { hung: true })
    const { task } = valueOf(await session.act({ act: 'shutdown-guest', vmNativeId: vm.nativeId }, quick))
    world.advance(300_000)
    expect(valueOf(await session.task(task ?? '', quick))).toMatchObject({ state: 'running' })
    expect(await finished(world, session, { act: 'power-off', vmNativeId: vm.nativeId })).toEqual({ state: 'succeeded' })
    expect(valueOf(await session.observeVm(vm.nativeId, quick))).toMatchObject({ power: 'off' })
  })

  it('tells how far a move has come while it goes on', async () => {
    const { world, session } = await start()
    const { vms, hosts } = valueOf(await session.inventory(quick))
    const vm = vms.find((one) => one.power === 'on' && one.disks.every((disk) => !disk.local) && !one.hasLocalCdrom)
    const target = hosts.find((host) => host.nativeId !== vm?.hostNativeId)
    if (vm === undefined || target === undefined) throw new Error('the demo has no VM that can move')
    const move: ManagerAct = { act: 'migrate', vmNativeId: vm.nativeId, toHostNativeId: target.nativeId }
    const { task } = valueOf(await session.act(move, quick))
    const percents: number[] = []
    for (let step = 0; step < 20; step += 1) {
      world.advance(200)
      const state = valueOf(await session.task(task ?? '', quick))
      if (state.state === 'running' && state.progressPercent !== null) percents.push(state.progressPercent)
    }
    expect(percents.length).toBeGreaterThan(1)
    expect(percents).toEqual(percents.toSorted((one, other) => one - other))
    expect(percents.at(-1)).toBeGreaterThan(percents[0] ?? 100)
  })

  it('cancels a migration', async () => {
    const { world, session } = await start()
    const { vms, hosts } = valueOf(await session.inventory(quick))
    const vm = vms.find((one) => one.power === 'on' && one.disks.every((disk) => !disk.local) && !one.hasLocalCdrom)
    const target = hosts.find((host) => host.nativeId !== vm?.hostNativeId)
    if (vm === undefined || target === undefined) throw new Error('the demo has no VM that can move')
    const move: ManagerAct = { act: 'migrate', vmNativeId: vm.nativeId, toHostNativeId: target.nativeId }
    const { task } = valueOf(await session.act(move, quick))
    world.advance(500)
    valueOf(await session.act({ act: 'cancel-migration', vmNativeId: vm.nativeId }, quick))
    world.advance(60_000)
    expect(valueOf(await session.task(task ?? '', quick))).toMatchObject({ state: 'failed' })
    expect(valueOf(await session.observeVm(vm.nativeId, quick))).toMatchObject({ power: 'on', hostNativeId: vm.hostNativeId })
  })

  it('A4 a host that is rebooted is away for a while, and tells a new boot when it is back; one that is not empty stays', async () => {
    const { world, session, relay } = await start()
    const { vms } = valueOf(await session.inventory(quick))
    const host = demoDatacenter.hosts.find(({ name }) => vms.some((vm) => vm.hostNativeId === name && vm.power === 'on'))
    if (host === undefined) throw new Error('no host with a running VM')
    const reboot: ManagerAct = { act: 'reboot-host', hostNativeId: host.name }
    expect((await session.act(reboot, quick)).kind).toBe('refused')
    for (const vm of vms.filter(({ hostNativeId, power }) => hostNativeId === host.name && power === 'on'))
      expect(await finished(world, session, { act: 'power-off', vmNativeId: vm.nativeId })).toEqual({ state: 'succeeded' })
    const before = valueOf(await session.observeHost(host.name, quick))
    valueOf(await session.act(reboot, quick))
    world.advance((host.shutdownSeconds + 1) * 1000)
    expect(valueOf(await session.observeHost(host.name, quick))).toMatchObject({ connection: 'down', bootedAtMs: null })
    world.advance((host.bootSeconds + 2) * 1000)
    const after = valueOf(await session.observeHost(host.name, quick))
    expect(after).toMatchObject({ connection: 'up' })
    expect(after?.bootedAtMs).not.toBeNull()
    expect(after?.bootedAtMs).not.toBe(before?.bootedAtMs)
    expect(relay.problems).toEqual([])
  })

  it('A5 a host that was shut down is seen down, and up again after it was woken', async () => {
    const { world, session, relay } = await start()
    const host = demoDatacenter.hosts.find((one) => one.feeds.length > 0)
    if (host === undefined) throw new Error('no host')
    const before = valueOf(await session.observeHost(host.name, quick))
    expect(before).toMatchObject({ connection: 'up', inMaintenance: false })
    valueOf(await session.act({ act: 'shutdown-host', hostNativeId: host.name }, quick))
    world.advance((host.shutdownSeconds + 1) * 1000)
    expect(valueOf(await session.observeHost(host.name, quick))).toMatchObject({ connection: 'down', bootedAtMs: null })
    valueOf(await session.act({ act: 'power-on-host', hostNativeId: host.name }, quick))
    world.advance((host.bootSeconds + 1) * 1000)
    const after = valueOf(await session.observeHost(host.name, quick))
    expect(after).toMatchObject({ connection: 'up' })
    expect(valueOf(await session.inventory(quick)).hosts).toHaveLength(demoDatacenter.hosts.length)
    expect(relay.problems).toEqual([])
  })
})
