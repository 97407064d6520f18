import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ending, openAt, quick, value, words } from '../../../../e2e/peers/vcsim/session'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import { readByWitness } from '../../../../e2e/peers/vcsim/witness'
import type { HostFacts, Inventory, VmFacts } from '../../../domain/inventory'
import { until } from '../../../testing/require-peer'
import type { ManagerAct, ManagerSession } from '../../ports'

describe.skipIf(!hasVcsim())('vSphere: what it does on VMware’s own simulator', () => {
  let lab: Vcsim
  let session: ManagerSession
  let start: Inventory

  beforeAll(async () => {
    lab = await startVcsim({ clusters: 1, hostsPerCluster: 3, vms: 12 })
    session = openAt(lab)
    start = value(await session.inventory(quick))
  })
  beforeEach(() => lab.control({ gate: {}, vms: { '*': {} } }))
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  const vmNamed = (number: number): VmFacts => {
    const vm = start.vms.find(({ name }) => name === `DC0_C0_RP0_VM${number}`)
    if (vm === undefined) throw new Error(`no VM ${number}`)
    return vm
  }
  const hostNumbered = (number: number): HostFacts => {
    const host = start.hosts.find(({ name }) => name === `DC0_C0_H${number}`)
    if (host === undefined) throw new Error(`no host ${number}`)
    return host
  }
  const seen = async (vm: VmFacts): Promise<VmFacts> => {
    const facts = value(await session.observeVm(vm.nativeId, quick))
    if (facts === null) throw new Error(`${vm.name} is gone`)
    return facts
  }
  const act = (wish: ManagerAct) => session.act(wish, quick)
  const finished = (task: string | null) => ending(session, task)
  const powerIs = (vm: VmFacts, power: VmFacts['power']) =>
    until(`${vm.name} ${power}`, async () => (await seen(vm)).power === power)

  it('A4 shuts a guest down: the call returns first, off is seen later, by the witness too', async () => {
    const vm = vmNamed(5)
    await lab.control({ vms: { [vm.name]: { shutdownMs: 400 } } })
    expect(value(await act({ act: 'shutdown-guest', vmNativeId: vm.nativeId }))).toEqual({ task: null })
    expect((await seen(vm)).power).toBe('on')
    await powerIs(vm, 'off')
    expect((await readByWitness(lab)).vms.find(({ name }) => name === vm.name)?.power).toBe('poweredOff')
  })

  it('A2 what is so already is no failure: shut down, power off, start', async () => {
    const vm = vmNamed(5)
    expect(value(await act({ act: 'shutdown-guest', vmNativeId: vm.nativeId }))).toEqual({ task: null })
    const off = value(await act({ act: 'power-off', vmNativeId: vm.nativeId }))
    expect(await finished(off.task)).toEqual({ state: 'succeeded' })
    await finished(value(await act({ act: 'start', vmNativeId: vm.nativeId, hostNativeId: null })).task)
    await powerIs(vm, 'on')
    const again = value(await act({ act: 'start', vmNativeId: vm.nativeId, hostNativeId: null }))
    expect(await finished(again.task)).toEqual({ state: 'succeeded' })
  })

  it('without tools a guest cannot be asked: refused, with what to do', async () => {
    const vm = vmNamed(6)
    await lab.control({ vms: { [vm.name]: { noTools: true } } })
    const result = await act({ act: 'shutdown-guest', vmNativeId: vm.nativeId })
    expect(words(result)).toMatch(/^refused: .*VMware Tools.*save state or power off/)
    expect((await seen(vm)).power).toBe('on')
  })

  it('A3 a hung guest leaves the session free, and can be powered off', async () => {
    const vm = vmNamed(7)
    await lab.control({ vms: { [vm.name]: { shutdownMs: -1 } } })
    value(await act({ act: 'shutdown-guest', vmNativeId: vm.nativeId }))
    expect((await seen(vm)).power).toBe('on')
    await finished(value(await act({ act: 'power-off', vmNativeId: vm.nativeId })).task)
    expect((await seen(vm)).power).toBe('off')
  })

  it('suspends and resumes; suspended reads as saved', async () => {
    const vm = vmNamed(8)
    expect(await finished(value(await act({ act: 'save-state', vmNativeId: vm.nativeId })).task)).toEqual({ state: 'succeeded' })
    expect((await seen(vm)).power).toBe('saved')
    const again = value(await act({ act: 'save-state', vmNativeId: vm.nativeId }))
    expect(await finished(again.task)).toEqual({ state: 'succeeded' })
    expect(await act({ act: 'shutdown-guest', vmNativeId: vm.nativeId })).toMatchObject({ kind: 'refused' })
    await finished(value(await act({ act: 'start', vmNativeId: vm.nativeId, hostNativeId: null })).task)
    expect((await seen(vm)).power).toBe('on')
  })

  it('A4 migrates with progress; host changed, name, UUID and MACs did not', async () => {
    const before = await seen(vmNamed(9))
    const target = start.hosts.find(({ nativeId }) => nativeId !== before.hostNativeId)
    if (target === undefined) throw new Error('no other host')
    await lab.control({ vms: { [before.name]: { migrateMs: 1_000 } } })
    const { task } = value(await act({ act: 'migrate', vmNativeId: before.nativeId, toHostNativeId: target.nativeId }))
    await until('progress', async () => {
      const state = value(await session.task(task ?? '', quick))
      return state.state === 'running' && (state.progressPercent ?? 0) > 0
    })
    expect((await seen(before)).lockedBy).toContain('relocate')
    expect(await finished(task)).toEqual({ state: 'succeeded' })
    const after = await seen(before)
    expect(after).toEqual({ ...before, hostNativeId: target.nativeId })
    const theirs = await readByWitness(lab)
    expect(theirs.hosts.filter(({ vms }) => vms.includes(before.name)).map(({ name }) => name)).toEqual([target.name])
  })

  it('a migration that fails says why and leaves the VM where it was', async () => {
    const before = await seen(vmNamed(9))
    const target = start.hosts.find(({ nativeId }) => nativeId !== before.hostNativeId)
    await lab.control({ vms: { [before.name]: { migrateFault: 'InsufficientResourcesFault' } } })
    const { task } = value(await act({ act: 'migrate', vmNativeId: before.nativeId, toHostNativeId: target?.nativeId ?? '' }))
    expect(JSON.stringify(await finished(task))).toMatch(/"failed".*InsufficientResources/)
    expect((await seen(before)).hostNativeId).toBe(before.hostNativeId)
  })

  describe('with its storage', () => {
    const LOCAL = 'LocalDS_1'
    let moving: VmFacts
    let target: HostFacts
    const storeNamed = (name: string) => start.datastores.find((each) => each.name === name)?.nativeId ?? ''
    const datastoresOf = async (name: string) => (await readByWitness(lab)).vms.find((each) => each.name === name)?.datastores

    beforeAll(async () => {
      await lab.control({ shape: { [vmNamed(11).name]: { diskOn: LOCAL } } })
      moving = await seen(vmNamed(11))
      const other = start.hosts.find(({ nativeId }) => nativeId !== moving.hostNativeId)
      if (other === undefined) throw new Error('no other host')
      target = other
      await lab.control({ hostStates: { [target.name]: { without: LOCAL } } })
    })

    it('S1-27 without its storage it is not moved: what the target does not reach is not left behind', async () => {
      expect(moving.disks.map(({ local }) => local)).toEqual([true])
      const { task } = value(await act({ act: 'migrate', vmNativeId: moving.nativeId, toHostNativeId: target.nativeId }))
      expect(JSON.stringify(await finished(task))).toMatch(/"failed".*InvalidDatastore/)
      expect((await seen(moving)).hostNativeId).toBe(moving.hostNativeId)
    })

    it('S1-27 refuses a datastore that the target does not reach', async () => {
      const wish = { act: 'migrate' as const, vmNativeId: moving.nativeId, toHostNativeId: target.nativeId }
      const result = await act({ ...wish, toDatastoreNativeId: storeNamed(LOCAL) })
      expect(words(result)).toMatch(/^refused: The target host does not reach the datastore that was chosen/)
    })

    it('A4 S1-27 moves it live with home and disks to the datastore that was chosen, as the witness sees it', async () => {
      expect(await datastoresOf(moving.name)).toEqual([LOCAL])
      const wish = { act: 'migrate' as const, vmNativeId: moving.nativeId, toHostNativeId: target.nativeId }
      const { task } = value(await act({ ...wish, toDatastoreNativeId: storeNamed('LocalDS_0') }))
      expect(await finished(task)).toEqual({ state: 'succeeded' })
      const after = await seen(moving)
      const { name, uuid, macs } = moving
      expect(after).toMatchObject({ name, uuid, macs, power: 'on', hostNativeId: target.nativeId })
      expect(after.disks).toMatchObject([{ datastoreNativeId: storeNamed('LocalDS_0'), local: false }])
      expect(await datastoresOf(name)).toEqual(['LocalDS_0'])
    })
  })

  it('A6 cancels a migration; with none under way there is nothing to do', async () => {
    const before = await seen(vmNamed(9))
    const target = start.hosts.find(({ nativeId }) => nativeId !== before.hostNativeId)
    await lab.control({ vms: { [before.name]: { migrateMs: 60_000 } } })
    const { task } = value(await act({ act: 'migrate', vmNativeId: before.nativeId, toHostNativeId: target?.nativeId ?? '' }))
    value(await act({ act: 'cancel-migration', vmNativeId: before.nativeId }))
    expect(await finished(task)).toEqual({ state: 'failed', message: 'The task was cancelled.' })
    expect(await seen(before)).toEqual(before)
    expect(value(await act({ act: 'cancel-migration', vmNativeId: before.nativeId }))).toEqual({ task: null })
  })

  it('enters maintenance once the host is empty, and leaves it; twice is no failure', async () => {
    const host = hostNumbered(2)
    const { task } = value(await act({ act: 'enter-maintenance', hostNativeId: host.nativeId }))
    const during = value(await session.inventory(quick))
    // Whoever began it: nothing is to be moved there from now on (R5).
    const entering = during.hosts.filter(({ enteringMaintenance }) => enteringMaintenance)
    expect(entering.map(({ name, maintenanceBy }) => [name, maintenanceBy])).toEqual([[host.name, 'lab']])
    const there = during.vms.filter((vm) => vm.hostNativeId === host.nativeId && vm.power === 'on')
    expect(there.length).toBeGreaterThan(0)
    expect(value(await session.task(task ?? '', quick)).state).toBe('running')
    for (const vm of there) {
      const moved = value(await act({ act: 'migrate', vmNativeId: vm.nativeId, toHostNativeId: hostNumbered(0).nativeId }))
      expect(await finished(moved.task)).toEqual({ state: 'succeeded' })
    }
    expect(await finished(task)).toEqual({ state: 'succeeded' })
    expect(value(await session.observeHost(host.nativeId, quick))).toMatchObject({ inMaintenance: true })
    expect(value(await act({ act: 'enter-maintenance', hostNativeId: host.nativeId }))).toEqual({ task: null })
    await finished(value(await act({ act: 'exit-maintenance', hostNativeId: host.nativeId })).task)
    expect(value(await session.observeHost(host.nativeId, quick))).toMatchObject({ inMaintenance: false })
    expect(value(await act({ act: 'exit-maintenance', hostNativeId: host.nativeId }))).toEqual({ task: null })
  })

  it('A5 shuts no host down on which a VM still runs, and names the VMs', async () => {
    const result = await act({ act: 'shutdown-host', hostNativeId: hostNumbered(0).nativeId })
    expect(words(result)).toMatch(/^refused: .*VMs still run on the host \(DC0_C0_RP0_VM\d/)
    expect(value(await session.observeHost(hostNumbered(0).nativeId, quick))).toMatchObject({ connection: 'up' })
  })

  it('shuts an empty host down: it reads as down, what it held as unknown; vSphere cannot switch it on again', async () => {
    const host = hostNumbered(2)
    await finished(value(await act({ act: 'shutdown-host', hostNativeId: host.nativeId })).task)
    expect(value(await session.observeHost(host.nativeId, quick))).toMatchObject({ connection: 'down' })
    expect(words(await act({ act: 'power-on-host', hostNativeId: host.nativeId }))).toMatch(/^unsupported: .*BMC/)
    await lab.control({ hostStates: { [host.name]: { connection: 'connected' } } })
    const back = value(await session.observeHost(host.nativeId, quick))
    expect(back?.connection).toBe('up')
    expect(back?.bootedAtMs).toBeGreaterThan(host.bootedAtMs ?? Infinity)
  })

  it('R5 A5 A4 reboots only an empty host in maintenance: it is away, then tells a new boot and is in maintenance still', async () => {
    const busy = await act({ act: 'reboot-host', hostNativeId: hostNumbered(0).nativeId })
    expect(words(busy)).toMatch(/^refused: .*VMs still run on the host/)
    const host = hostNumbered(2)
    expect((await act({ act: 'reboot-host', hostNativeId: host.nativeId })).kind).toBe('refused')
    await lab.control({ hosts: { [host.name]: { rebootMs: 1_500 } } })
    await finished(value(await act({ act: 'enter-maintenance', hostNativeId: host.nativeId })).task)
    const before = value(await session.observeHost(host.nativeId, quick))
    await finished(value(await act({ act: 'reboot-host', hostNativeId: host.nativeId })).task)
    expect(value(await session.observeHost(host.nativeId, quick))).toMatchObject({ connection: 'down' })
    const back = await until('the host to be back', async () => {
      const now = value(await session.observeHost(host.nativeId, quick))
      return now?.connection === 'up' ? now : null
    })
    expect(back.inMaintenance).toBe(true)
    expect(back.bootedAtMs).toBeGreaterThan(before?.bootedAtMs ?? Infinity)
    await finished(value(await act({ act: 'exit-maintenance', hostNativeId: host.nativeId })).task)
  })

  it('an older manager without host shutdown is unsupported, not an error', async () => {
    await lab.control({ gate: { unimplemented: ['ShutdownHost_Task'] } })
    expect(await act({ act: 'shutdown-host', hostNativeId: hostNumbered(2).nativeId })).toMatchObject({ kind: 'unsupported' })
  })
})
