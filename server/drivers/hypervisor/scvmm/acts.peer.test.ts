import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startScvmmLab } from '../../../../e2e/peers/windows/labs'
import { openAt, patient, value, vmSeen, words } from '../../../../e2e/peers/windows/session'
import { hasWindowsLab, type WindowsLab } from '../../../../e2e/peers/windows/start'
import { SCVMM_HOSTS, SCVMM_VMS, scvmmWorld, type ScvmmWorld } from '../../../../e2e/peers/windows/worlds'
import { until } from '../../../testing/require-peer'
import type { ManagerAct, ManagerSession } from '../../ports'

const [mail = ''] = SCVMM_VMS
const [first = '', second = ''] = SCVMM_HOSTS

describe.skipIf(!hasWindowsLab())('SCVMM, with a stand-in for PowerShell behind a real sshd', () => {
  let lab: WindowsLab<ScvmmWorld>
  let session: ManagerSession
  beforeAll(async () => {
    lab = await startScvmmLab()
    session = openAt('scvmm', lab)
  })
  afterAll(async () => {
    await session.close()
    await lab.stop()
  })
  beforeEach(() => lab.become(scvmmWorld()))

  const begin = async (act: ManagerAct): Promise<string> => {
    const { task } = value(await session.act(act, patient))
    if (task === null) throw new Error('no job')
    return task
  }
  const ended = (task: string) =>
    until('the end of the job', async () => {
      const state = value(await session.task(task, patient))
      return state.state === 'running' ? null : state
    })

  it('tells itself, its hosts and VMs, and which VM it runs in itself (D5)', async () => {
    expect(value(await session.identify(patient))).toMatchObject({ kind: 'scvmm', version: '10.22.1287.0' })
    const { hosts, vms, capabilities } = value(await session.inventory(patient))
    expect(capabilities).toEqual({ migrationsPerHost: 3 })
    expect(hosts.map((host) => [host.name, host.connection, host.memoryUsedMiB])).toEqual([
      ['hv-1.example', 'up', 24_576],
      ['hv-2.example', 'up', 24_576],
    ])
    expect(vms.map((vm) => [vm.name, vm.power, vm.runsItsManager, vm.highlyAvailable])).toEqual([
      ['mail', 'on', undefined, true],
      ['vmm', 'on', true, true],
    ])
  })

  it('asks for the server by the name in the address', async () => {
    const other = openAt('scvmm', lab, { url: `${lab.url}?server=vmm.example` })
    value(await other.identify(patient))
    await other.close()
    expect(lab.asked().at(-1)?.parameters).toEqual({ server: 'vmm.example' })
  })

  it.each([
    ['shutdown-guest', 'off'],
    ['power-off', 'off'],
    ['save-state', 'saved'],
  ] as const)('%s is a job of SCVMM with progress, and the VM is seen %s', async (act, power) => {
    const task = await begin({ act, vmNativeId: mail })
    expect(value(await session.task(task, patient))).toEqual({ state: 'running', progressPercent: 30 })
    expect(await ended(task)).toEqual({ state: 'succeeded' })
    await vmSeen(session, mail, { power })
  })

  it('starts a VM where it is placed; one that runs is not asked', async () => {
    expect(value(await session.act({ act: 'start', vmNativeId: mail, hostNativeId: first }, patient))).toEqual({ task: null })
    await ended(await begin({ act: 'save-state', vmNativeId: mail }))
    const elsewhere = await session.act({ act: 'start', vmNativeId: mail, hostNativeId: second }, patient)
    expect(elsewhere.kind).toBe('refused')
    await ended(await begin({ act: 'start', vmNativeId: mail, hostNativeId: first }))
    await vmSeen(session, mail, { power: 'on', hostNativeId: first })
  })

  it('moves a VM, name, UUID and MACs unchanged', async () => {
    const before = value(await session.observeVm(mail, patient))
    const task = await begin({ act: 'migrate', vmNativeId: mail, toHostNativeId: second })
    expect(value(await session.observeVm(mail, patient))?.lockedBy).toBe('it is being migrated')
    await ended(task)
    const after = await vmSeen(session, mail, { power: 'on', hostNativeId: second })
    expect([after.name, after.uuid, after.macs]).toEqual([before?.name, before?.uuid, before?.macs])
  })

  it('cancels a move, and only a move', async () => {
    expect(words(await session.act({ act: 'cancel-migration', vmNativeId: mail }, patient))).toContain('not being moved')
    await begin({ act: 'migrate', vmNativeId: mail, toHostNativeId: second })
    value(await session.act({ act: 'cancel-migration', vmNativeId: mail }, patient))
    await vmSeen(session, mail, { power: 'on', hostNativeId: first })
  })

  it('takes a host into maintenance and out of it', async () => {
    for (const act of ['enter-maintenance', 'exit-maintenance'] as const) {
      await ended(await begin({ act, hostNativeId: second }))
      expect(value(await session.observeHost(second, patient))?.inMaintenance).toBe(act === 'enter-maintenance')
    }
  })

  it('D9 A5 a host with a VM that is neither off nor saved is not taken into maintenance: SCVMM would save it', async () => {
    await ended(await begin({ act: 'power-off', vmNativeId: mail }))
    const refusal = await session.act({ act: 'enter-maintenance', hostNativeId: first }, patient)
    expect(refusal.kind).toBe('refused')
    expect(words(refusal)).toContain('neither off nor saved: vmm')
    expect(value(await session.observeHost(first, patient))?.inMaintenance).toBe(false)
    await ended(await begin({ act: 'save-state', vmNativeId: SCVMM_VMS[1] ?? '' }))
    await ended(await begin({ act: 'enter-maintenance', hostNativeId: first }))
    expect(value(await session.observeHost(first, patient))?.inMaintenance).toBe(true)
  })

  it('tells why a job failed and what to do, and that it knows a job no more', async () => {
    const task = await begin({ act: 'power-off', vmNativeId: mail })
    for (const job of Object.values(lab.world().jobs)) job.failed = 'The host is busy.'
    expect(await ended(task)).toEqual({ state: 'failed', message: 'The host is busy. Try again.' })
    lab.world().jobs = {}
    expect(value(await session.task(task, patient))).toEqual({ state: 'gone' })
  })

  it('refuses what it does not know, and says that it switches no hosts off', async () => {
    const unknown = '7e570000-0000-4000-8000-999999999999'
    expect((await session.act({ act: 'power-off', vmNativeId: unknown }, patient)).kind).toBe('refused')
    expect((await session.act({ act: 'power-off', vmNativeId: "x'; Stop-VM *" }, patient)).kind).toBe('refused')
    const result = await session.act({ act: 'shutdown-host', hostNativeId: first }, patient)
    expect(result.kind).toBe('unsupported')
    expect(words(result)).toContain('Hyper-V')
  })
})
