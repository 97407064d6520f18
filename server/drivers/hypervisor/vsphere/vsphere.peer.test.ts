import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasVcsim, startVcsim, type Vcsim } from '../../../../e2e/peers/vcsim/start'
import { readByWitness } from '../../../../e2e/peers/vcsim/witness'
import type { HostFacts, Inventory, VmFacts } from '../../../domain/inventory'
import { until } from '../../../testing/require-peer'
import type { DriverResult, ManagerAct, ManagerSession, TaskState } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 10_000 }

const value = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

const openAt = (lab: Vcsim, changed: { password?: string; pins?: string[]; url?: string } = {}): ManagerSession =>
  driver.open({
    address: { kind: 'vsphere', url: changed.url ?? lab.url, pins: changed.pins ?? [lab.fingerprint] },
    secret: { kind: 'password', user: lab.user, password: changed.password ?? lab.password },
  })

const POWER = { poweredOn: 'on', poweredOff: 'off', suspended: 'saved' } as const

describe.skipIf(!hasVcsim())('vSphere driver against VMware’s own simulator', () => {
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
  const finished = async (task: string | null): Promise<TaskState> =>
    until(`the end of ${task}`, async () => {
      const state = value(await session.task(task ?? '', quick))
      return state.state === 'running' ? null : state
    })
  const powerIs = (vm: VmFacts, power: VmFacts['power']) =>
    until(`${vm.name} ${power}`, async () => (await seen(vm)).power === power)

  it('says who it is, after signing in', async () => {
    const identity = value(await session.identify(quick))
    expect(identity).toMatchObject({ kind: 'vsphere', version: '6.5.0' })
    expect(identity.product).toContain('vCenter')
    expect(identity.instanceUuid).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('reads the inventory that VMware’s Python library reads', async () => {
    const [ours, theirs] = [value(await session.inventory(quick)), await readByWitness(lab)]
    const hostName = new Map(ours.hosts.map((host) => [host.nativeId, host.name]))
    const storeName = new Map(ours.datastores.map((store) => [store.nativeId, store.name]))
    const byName = <T extends { name: string }>(list: readonly T[]) => list.toSorted((a, b) => a.name.localeCompare(b.name))
    expect(ours.vms).toHaveLength(12)
    expect(
      byName(ours.vms).map((vm) => ({
        id: vm.nativeId,
        name: vm.name,
        power: vm.power,
        host: hostName.get(vm.hostNativeId ?? ''),
        instanceUuid: vm.uuid,
        macs: vm.macs,
        datastores: vm.disks.map((disk) => storeName.get(disk.datastoreNativeId ?? '')),
      })),
    ).toEqual(byName(theirs.vms).map(({ template: _, power, ...vm }) => ({ ...vm, power: POWER[power] })))
    expect(
      byName(ours.hosts).map((host) => ({
        id: host.nativeId,
        name: host.name,
        uuid: host.uuid,
        connection: host.connection === 'up' ? 'connected' : host.connection,
        maintenance: host.inMaintenance,
        memoryMiB: host.memoryMiB,
      })),
    ).toEqual(byName(theirs.hosts).map(({ vms: _, ...host }) => host))
    expect(ours.datastores.map(({ name }) => name).sort()).toEqual(theirs.datastores)
    expect(ours.networks.map(({ name }) => name).sort()).toEqual(theirs.networks)
  })

  it('reads what decides where a VM can live', async () => {
    await lab.control({
      shape: {
        DC0_C0_RP0_VM0: { vcls: true },
        DC0_C0_RP0_VM1: { passthrough: true },
        DC0_C0_RP0_VM2: { cdImage: '[LocalDS_1] tools.iso' },
        DC0_C0_RP0_VM3: { cdImage: '[LocalDS_0] tools.iso' },
      },
      vms: { DC0_C0_RP0_VM4: { noTools: true } },
    })
    const inventory = value(await session.inventory(quick))
    const named = (number: number) => inventory.vms.find(({ name }) => name === `DC0_C0_RP0_VM${number}`)
    expect(named(0)).toMatchObject({ systemKind: 'vcls' })
    expect(named(1)).toMatchObject({ hasPassthrough: true, systemKind: null, guestTools: 'running', highlyAvailable: true })
    expect(named(2)).toMatchObject({ hasLocalCdrom: true, hasPassthrough: false })
    expect(named(3)).toMatchObject({ hasLocalCdrom: false })
    expect(named(4)).toMatchObject({ guestTools: 'not-installed' })
    expect(named(1)?.disks).toEqual([expect.objectContaining({ gibibytes: 20, local: false })])
    expect(inventory.datastores.map(({ name, kind, shared }) => ({ name, kind, shared }))).toEqual([
      { name: 'LocalDS_0', kind: 'nfs', shared: true },
      { name: 'LocalDS_1', kind: 'local', shared: false },
    ])
    expect(inventory.clusters).toEqual([expect.objectContaining({ name: 'DC0_C0', cpuBaseline: 'intel-broadwell' })])
    expect(inventory.hosts[0]).toMatchObject({ cpuVendor: 'Intel', cpuThreads: 2 })
  })

  it('leaves templates out', async () => {
    await lab.control({ shape: { DC0_C0_RP0_VM11: { template: true, power: 'poweredOff' } } })
    const names = value(await session.inventory(quick)).vms.map(({ name }) => name)
    expect(names).toHaveLength(11)
    expect(names).not.toContain('DC0_C0_RP0_VM11')
  })

  it('A4 observes a VM as the inventory shows it, and null once it is unknown', async () => {
    const inventory = value(await session.inventory(quick))
    const vm = inventory.vms.find(({ name }) => name === 'DC0_C0_RP0_VM5')
    expect(value(await session.observeVm(vm?.nativeId ?? '', quick))).toEqual(vm)
    expect(value(await session.observeVm('vm-999999', quick))).toBeNull()
    expect(value(await session.observeHost('host-999999', quick))).toBeNull()
    expect(value(await session.observeHost(hostNumbered(0).nativeId, quick))).toMatchObject({
      name: 'DC0_C0_H0',
      connection: 'up',
    })
  })

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
    expect(result).toMatchObject({ kind: 'refused', message: expect.stringContaining('VMware Tools') })
    expect(result).toMatchObject({ hint: expect.stringContaining('save state or power off') })
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
    expect(await finished(task)).toMatchObject({ state: 'failed', message: expect.stringContaining('InsufficientResources') })
    expect((await seen(before)).hostNativeId).toBe(before.hostNativeId)
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

  it('a task of another time is gone', async () => {
    expect(value(await session.task('task-123456', quick))).toEqual({ state: 'gone' })
  })

  it('enters maintenance once the host is empty, and leaves it; twice is no failure', async () => {
    const host = hostNumbered(2)
    const { task } = value(await act({ act: 'enter-maintenance', hostNativeId: host.nativeId }))
    const there = value(await session.inventory(quick)).vms.filter((vm) => vm.hostNativeId === host.nativeId && vm.power === 'on')
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
    expect(result).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/VMs still run on the host \(DC0_C0_RP0_VM\d/),
    })
    expect(value(await session.observeHost(hostNumbered(0).nativeId, quick))).toMatchObject({ connection: 'up' })
  })

  it('shuts an empty host down: it reads as down, what it held as unknown; vSphere cannot switch it on again', async () => {
    const host = hostNumbered(2)
    await finished(value(await act({ act: 'shutdown-host', hostNativeId: host.nativeId })).task)
    expect(value(await session.observeHost(host.nativeId, quick))).toMatchObject({ connection: 'down' })
    expect(await act({ act: 'power-on-host', hostNativeId: host.nativeId })).toMatchObject({
      kind: 'unsupported',
      hint: expect.stringContaining('BMC'),
    })
    await lab.control({ hostStates: { [host.name]: { connection: 'connected' } } })
    const back = value(await session.observeHost(host.nativeId, quick))
    expect(back?.connection).toBe('up')
    expect(back?.bootedAtMs).toBeGreaterThan(host.bootedAtMs ?? Infinity)
  })

  it('a VM on a lost host is in an unknown state, whatever vCenter remembers', async () => {
    const host = hostNumbered(1)
    const vm = value(await session.inventory(quick)).vms.find((each) => each.hostNativeId === host.nativeId)
    if (vm === undefined) throw new Error('no VM on the host')
    await lab.control({ hostStates: { [host.name]: { connection: 'notResponding' } } })
    await powerIs(vm, 'unknown')
    await lab.control({ hostStates: { [host.name]: { connection: 'connected' } } })
    await powerIs(vm, vm.power)
  })

  it('an older manager without host shutdown is unsupported, not an error', async () => {
    await lab.control({ gate: { unimplemented: ['ShutdownHost_Task'] } })
    expect(await act({ act: 'shutdown-host', hostNativeId: hostNumbered(2).nativeId })).toMatchObject({ kind: 'unsupported' })
  })

  it('signs in again when the manager has forgotten the session, for reads and for acts', async () => {
    const vm = vmNamed(10)
    for (const again of [1, 2]) {
      await lab.control({ forgetSessions: true })
      expect((await seen(vm)).name, `round ${again}`).toBe(vm.name)
    }
    await lab.control({ forgetSessions: true })
    expect(value(await session.inventory(quick)).vms.length).toBe(11)
    await lab.control({ forgetSessions: true })
    await finished(value(await act({ act: 'power-off', vmNativeId: vm.nativeId })).task)
    expect((await seen(vm)).power).toBe('off')
  })

  it('A1 a lost answer to an act is an unknown outcome, which observation settles', async () => {
    const vm = vmNamed(10)
    await lab.control({ gate: { loseAnswers: ['PowerOnVM_Task'] } })
    const result = await act({ act: 'start', vmNativeId: vm.nativeId, hostNativeId: null })
    expect(result.kind).toBe('unknown')
    await lab.control({ gate: {} })
    await powerIs(vm, 'on')
  })

  it('A1 an act whose answer does not come in time is unknown, a read is unreachable; both end by their deadline', async () => {
    const vm = vmNamed(10)
    await lab.control({ gate: { stallMs: 60_000 } })
    const short = { deadlineMs: 300 }
    expect((await session.act({ act: 'save-state', vmNativeId: vm.nativeId }, short)).kind).toBe('unknown')
    expect((await session.observeVm(vm.nativeId, short)).kind).toBe('unreachable')
    await lab.control({ gate: {} })
    expect((await seen(vm)).power).toBe('on')
  })

  it('names the privilege that the account lacks', async () => {
    await lab.control({ gate: { deny: ['PowerOffVM_Task'] } })
    expect(await act({ act: 'power-off', vmNativeId: vmNamed(10).nativeId })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('VirtualMachine.Interact.PowerOff'),
      hint: expect.stringContaining('role'),
    })
  })

  it('refuses a wrong password once and does not try it again at once; K5 the password is in no message', async () => {
    const wrong = openAt(lab, { password: 'no-such-secret' })
    const first = await wrong.identify(quick)
    expect(first).toMatchObject({ kind: 'refused', message: expect.stringContaining('password') })
    expect(JSON.stringify(first)).not.toContain('no-such-secret')
    await lab.control({ gate: { garbage: true } })
    expect(await wrong.inventory(quick)).toEqual(first)
    await wrong.close()
  })

  it('refuses an unknown certificate, shows its fingerprint, and accepts it once pinned', async () => {
    const strict = openAt(lab, { pins: [] })
    const result = await strict.identify(quick)
    expect(result.kind).toBe('refused')
    expect(JSON.stringify(result)).toContain(lab.fingerprint)
    const other = openAt(lab, { pins: [lab.fingerprint.replace(/^../, lab.fingerprint.startsWith('00') ? '11' : '00')] })
    expect(await other.identify(quick)).toMatchObject({ kind: 'refused' })
    const pinned = openAt(lab, { pins: [lab.fingerprint.toLowerCase().replaceAll(':', '')] })
    expect(await pinned.identify(quick)).toMatchObject({ kind: 'ok' })
    await Promise.all([strict.close(), other.close(), pinned.close()])
  })

  it('tells a dead address from one where something else answers', async () => {
    const dead = openAt(lab, { url: 'https://127.0.0.1:9' })
    expect((await dead.identify(quick)).kind).toBe('unreachable')
    await lab.control({ gate: { garbage: true } })
    const other = openAt(lab)
    expect(await other.identify(quick)).toMatchObject({ kind: 'refused', message: expect.stringContaining('not as a vCenter') })
    await Promise.all([dead.close(), other.close()])
  })
})

describe.skipIf(!hasVcsim())('vSphere driver against a standalone ESX host', () => {
  let lab: Vcsim
  let session: ManagerSession

  beforeAll(async () => {
    lab = await startVcsim({ esx: true, vms: 3 })
    session = openAt(lab)
  })
  afterAll(async () => {
    await session?.close()
    await lab?.stop()
  })

  it('reads and stops its VMs without a vCenter', async () => {
    const identity = value(await session.identify(quick))
    expect(identity.product).toContain('ESXi')
    const inventory = value(await session.inventory(quick))
    expect(inventory.clusters).toEqual([])
    expect(inventory.hosts).toHaveLength(1)
    expect(inventory.vms.map(({ clusterNativeId, power }) => [clusterNativeId, power])).toEqual([
      [null, 'on'],
      [null, 'on'],
      [null, 'on'],
    ])
    for (const vm of inventory.vms) value(await session.act({ act: 'shutdown-guest', vmNativeId: vm.nativeId }, quick))
    await until('all off', async () => value(await session.inventory(quick)).vms.every(({ power }) => power === 'off'))
    expect((await readByWitness(lab)).vms.map(({ power }) => power)).toEqual(['poweredOff', 'poweredOff', 'poweredOff'])
    const host = inventory.hosts[0]?.nativeId ?? ''
    const { task } = value(await session.act({ act: 'shutdown-host', hostNativeId: host }, quick))
    expect(task).not.toBeNull()
    await until('the host is down', async () => (await lab.happenings()).some(({ what }) => what === 'notResponding'))
  })
})
