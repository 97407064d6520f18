import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openAt, patient, value, vmSeen, words } from '../../../../e2e/peers/windows/session'
import { startHypervLab } from '../../../../e2e/peers/windows/labs'
import { hasWindowsLab, type WindowsLab } from '../../../../e2e/peers/windows/start'
import { HYPERV_VMS, hypervWorld, type HypervWorld } from '../../../../e2e/peers/windows/worlds'
import { until } from '../../../testing/require-peer'
import type { ManagerAct, ManagerSession } from '../../ports'

const [mail = '', web = '', plain = ''] = HYPERV_VMS

describe.skipIf(!hasWindowsLab())('Hyper-V, with a stand-in for PowerShell behind a real sshd', () => {
  let lab: WindowsLab<HypervWorld>
  let session: ManagerSession
  let [first, second] = ['', '']
  beforeAll(async () => {
    lab = await startHypervLab(true)
    ;[first = '', second = ''] = lab.names
  })
  afterAll(() => lab.stop())
  /** A session for each kind of site: it remembers what hosts told. */
  const openSession = () => {
    beforeAll(() => {
      session = openAt('hyperv', lab)
    })
    afterAll(() => session.close())
  }

  const act = (wanted: ManagerAct) => session.act(wanted, patient)
  const isAsked = (name: string) => lab.asked().filter((each) => each.name === name)

  describe('as a failover cluster', () => {
    openSession()
    beforeEach(() => lab.become(hypervWorld(true)))

    it('S0-04 S0-09 A7 tells the cluster, the owner node of each VM, and what it can', async () => {
      expect(value(await session.identify(patient))).toEqual({
        kind: 'hyperv',
        product: 'Microsoft Hyper-V, failover cluster lab',
        version: '10.0.20348',
        instanceUuid: 'c1057e40-0000-4000-8000-000000000001',
      })
      const inventory = value(await session.inventory(patient))
      expect(inventory.capabilities).toEqual({
        liveMigration: true,
        hostMaintenance: true,
        migratesOnlyHighlyAvailable: true,
        migrationsPerHost: 1,
      })
      expect(inventory.hosts.map((host) => [host.nativeId, host.connection, host.cpuVendor, host.memoryMiB])).toEqual([
        [first, 'up', 'Intel', 65_536],
        [second, 'up', 'Intel', 65_536],
      ])
      expect(inventory.vms.map((vm) => vm.hostNativeId)).toEqual([first, first, first])
      expect(inventory.vms.map((vm) => [vm.name, vm.highlyAvailable, vm.guestTools, vm.cpuUsedPercent])).toEqual([
        ['mail', true, 'running', 20],
        ['web', true, 'running', 20],
        ["o'brien ’); Stop-VM *", false, 'running', 20],
      ])
    })

    it('refuses an address that lacks a node, and writes the right one', async () => {
      lab.world().moreNodes = ['HV-3']
      const said = words(await session.identify(patient))
      expect(said).toContain(`ssh://${first},${second},hv-3`)
      // An inventory still shows the node, so that nothing is planned onto it unseen.
      const { hosts } = value(await session.inventory(patient))
      expect(hosts.find((host) => host.name === 'HV-3')).toMatchObject({ connection: 'unknown', datastoreNativeIds: [] })
    })

    it('K5 refuses an account that would see no VMs, instead of believing that there are none', async () => {
      lab.world().hosts['HV-2'] = { mayManage: false }
      for (const result of [await session.identify(patient), await session.inventory(patient)]) {
        expect(result.kind).toBe('refused')
        expect(words(result)).toContain('Hyper-V Administrators')
      }
    })

    it('shuts a guest down and sees it off; one that is off already is not asked', async () => {
      expect(value(await act({ act: 'shutdown-guest', vmNativeId: mail }))).toEqual({ task: null })
      await vmSeen(session, mail, { power: 'off' })
      const before = isAsked('shut a guest down').length
      expect(before).toBeGreaterThan(0)
      expect(value(await act({ act: 'shutdown-guest', vmNativeId: mail }))).toEqual({ task: null })
      expect(isAsked('shut a guest down')).toHaveLength(before)
    })

    it('never forces a guest that somebody has locked', async () => {
      for (const vm of lab.world().vms) vm.locked = true
      const result = await act({ act: 'shutdown-guest', vmNativeId: mail })
      expect(result.kind).toBe('refused')
      expect(words(result)).toContain('never forced')
    })

    it('saves a VM by a job that is asked about, and the cluster starts it again', async () => {
      const { task } = value(await act({ act: 'save-state', vmNativeId: web }))
      if (task === null) throw new Error('no task')
      expect(value(await session.task(task, patient))).toEqual({ state: 'running', progressPercent: 40 })
      await vmSeen(session, web, { power: 'saved' })
      expect(value(await session.task(task, patient))).toEqual({ state: 'succeeded' })
      expect(value(await act({ act: 'start', vmNativeId: web, hostNativeId: second }))).toEqual({ task: null })
      await vmSeen(session, web, { power: 'on', hostNativeId: second })
      expect(isAsked('start a VM of the cluster').at(-1)?.parameters).toEqual({ vm: web, node: 'HV-2' })
    })

    it('tells why a job failed, and that it knows a job no more', async () => {
      const { task } = value(await act({ act: 'power-off', vmNativeId: plain }))
      for (const job of Object.values(lab.world().jobs)) job.failed = 'The disk is full.'
      expect(value(await session.task(task ?? '', patient))).toEqual({ state: 'failed', message: 'The disk is full.' })
      lab.world().jobs = {}
      expect(value(await session.task(task ?? '', patient))).toEqual({ state: 'gone' })
      expect((await session.task('nonsense', patient)).kind).toBe('refused')
    })

    it('S0-09 moves a role live through the cluster to another owner node, with progress, and name, UUID and MACs unchanged', async () => {
      const before = value(await session.observeVm(mail, patient))
      const { task } = value(await act({ act: 'migrate', vmNativeId: mail, toHostNativeId: second }))
      if (task === null) throw new Error('no task')
      expect(value(await session.task(task, patient))).toEqual({ state: 'running', progressPercent: 55 })
      expect(value(await session.observeVm(mail, patient))?.lockedBy).toBe('it is being migrated')
      const after = await vmSeen(session, mail, { power: 'on', hostNativeId: second })
      expect([after.name, after.uuid, after.macs]).toEqual([before?.name, before?.uuid, before?.macs])
      expect(value(await session.task(task, patient))).toEqual({ state: 'succeeded' })
      const told = isAsked('move a VM within its cluster').length
      expect(value(await act({ act: 'migrate', vmNativeId: mail, toHostNativeId: second }))).toEqual({ task: null })
      expect(isAsked('move a VM within its cluster')).toHaveLength(told)
    })

    it('ends a move that is cancelled where the VM was', async () => {
      value(await act({ act: 'migrate', vmNativeId: mail, toHostNativeId: second }))
      value(await act({ act: 'cancel-migration', vmNativeId: mail }))
      await vmSeen(session, mail, { power: 'on', hostNativeId: first })
    })

    it('S0-04 says that a VM that is no role cannot be moved', async () => {
      const result = await act({ act: 'migrate', vmNativeId: plain, toHostNativeId: second })
      expect(result.kind).toBe('unsupported')
      expect(words(result)).toContain('no role of its cluster')
    })

    it('takes a node into maintenance and out of it', async () => {
      const isPaused = async () => value(await session.observeHost(second, patient))?.inMaintenance
      for (const expected of [true, false, false]) {
        value(await act({ act: expected ? 'enter-maintenance' : 'exit-maintenance', hostNativeId: second }))
        expect(await isPaused()).toBe(expected)
      }
    })

    it('A5 shuts a host down only when no VM runs on it, and names those that do', async () => {
      const result = await act({ act: 'shutdown-host', hostNativeId: first })
      expect(result.kind).toBe('refused')
      expect(words(result)).toContain("mail, web, o'brien")
      expect(lab.world().hosts['HV-1']?.shutDown).toBeUndefined()
      value(await act({ act: 'shutdown-host', hostNativeId: second }))
      expect(lab.world().hosts['HV-2']?.shutDown).toBe(true)
    })

    it('A5 reboots a host only when no VM runs on it, and names those that do', async () => {
      const result = await act({ act: 'reboot-host', hostNativeId: first })
      expect(result.kind).toBe('refused')
      expect(words(result)).toContain("mail, web, o'brien")
      expect(lab.world().hosts['HV-1']?.rebooted).toBeUndefined()
      value(await act({ act: 'reboot-host', hostNativeId: second }))
      expect(lab.world().hosts['HV-2']).toMatchObject({ rebooted: true })
      expect(lab.world().hosts['HV-2']?.shutDown).toBeUndefined()
    })

    it('refuses what it does not know, and what it cannot', async () => {
      const unknown = '7e57ab1e-0000-4000-8000-999999999999'
      expect((await act({ act: 'power-off', vmNativeId: unknown })).kind).toBe('refused')
      expect((await act({ act: 'power-off', vmNativeId: "x'; Stop-VM *" })).kind).toBe('refused')
      expect((await act({ act: 'shutdown-host', hostNativeId: 'hv-9' })).kind).toBe('refused')
      expect((await act({ act: 'power-on-host', hostNativeId: first })).kind).toBe('unsupported')
    })
  })

  describe('as hosts without a cluster, signed in to by key', () => {
    openSession()
    beforeEach(() => lab.become(hypervWorld(false)))

    it('S1-14 says beforehand that nothing moves live by key, and plans so', async () => {
      const { notes } = value(await session.identify(patient))
      expect(notes).toEqual([expect.stringContaining('no network credentials')])
      const { capabilities, vms, clusters } = value(await session.inventory(patient))
      expect(capabilities).toMatchObject({ liveMigration: false, hostMaintenance: false, migratesOnlyHighlyAvailable: false })
      expect(clusters).toEqual([])
      expect(vms[0]).toMatchObject({ highlyAvailable: null, clusterNativeId: null })
      const result = await act({ act: 'migrate', vmNativeId: mail, toHostNativeId: second })
      expect(result.kind).toBe('refused')
      expect(words(result)).toContain('constrained delegation')
    })

    it('saves and starts a VM where it is, and nowhere else', async () => {
      value(await act({ act: 'save-state', vmNativeId: mail }))
      await vmSeen(session, mail, { power: 'saved' })
      expect(words(await act({ act: 'start', vmNativeId: mail, hostNativeId: second }))).toContain('Start it there')
      value(await act({ act: 'start', vmNativeId: mail, hostNativeId: first }))
      await vmSeen(session, mail, { power: 'on' })
    })

    it('has no maintenance mode', async () => {
      expect((await act({ act: 'enter-maintenance', hostNativeId: first })).kind).toBe('unsupported')
    })
  })

  /** Last: the machine stays off. */
  describe('when the power of a node is cut', () => {
    openSession()
    beforeEach(() => lab.become(hypervWorld(true)))

    it('A5 it is down when the cluster lost it too, not when only we did; its VMs are not taken for gone', async () => {
      for (const vm of lab.world().vms) if (vm.id === web) vm.host = 'HV-2'
      value(await session.inventory(patient))
      lab.cutPower(1)
      const seen = async () => {
        const { hosts, vms } = value(await session.inventory(patient))
        return {
          host: hosts.find((host) => host.nativeId === second)?.connection,
          vm: vms.find((vm) => vm.nativeId === web)?.power,
        }
      }
      expect(await seen()).toEqual({ host: 'unknown', vm: 'unknown' })
      expect((await session.observeVm(web, patient)).kind).toBe('unreachable')
      lab.world().hosts['HV-2'] = { state: 'Down' }
      expect(await seen()).toEqual({ host: 'down', vm: 'unknown' })
      expect(value(await session.observeHost(second, patient))?.connection).toBe('down')
      // The cluster starts it elsewhere.
      for (const vm of lab.world().vms) if (vm.id === web) vm.host = 'HV-1'
      await until('the VM to be seen where it runs', async () => (await seen()).vm === 'on', 60_000)
    })
  })
})
