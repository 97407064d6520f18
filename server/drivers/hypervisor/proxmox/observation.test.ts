import { describe, expect, it } from 'vitest'
import { cluster, configs, guest, scriptedClusters, valueOf } from '../../../testing/scripted-cluster'

const quick = { deadlineMs: 10_000 }
const start = scriptedClusters()

const current = (more: Record<string, unknown> = {}) => ({
  status: 'running',
  qmpstatus: 'running',
  vmid: 100,
  name: 'guest-100',
  cpus: 4,
  maxmem: 8 * 1024 ** 3,
  ha: { managed: 1 },
  ...more,
})

describe('observation', () => {
  it('A4 reads state and configuration anew each time, never from a cache', async () => {
    let power = 'running'
    let mac = 'BC:24:11:00:00:01'
    const { session } = await start(
      cluster((call) => {
        if (call.path.endsWith('qemu/100/status/current')) return { data: current({ status: power, qmpstatus: power }) }
        if (call.path.endsWith('qemu/100/config')) return { data: { ...configs['qemu/100'], net0: `virtio=${mac},bridge=vmbr0` } }
        return undefined
      }),
    )
    valueOf(await session.inventory(quick))
    expect(valueOf(await session.observeVm('qemu/100', quick))).toMatchObject({ power: 'on', hostNativeId: 'pve1' })
    power = 'stopped'
    mac = 'BC:24:11:00:00:99'
    expect(valueOf(await session.observeVm('qemu/100', quick))).toMatchObject({
      power: 'off',
      macs: ['BC:24:11:00:00:99', 'BC:24:11:00:00:02'],
      uuid: 'a3a7f4cc-15ce-438e-84d8-4e6f01730c38',
    })
  })

  it.each([
    ['stopped', 'suspended', 'saved'],
    ['stopped', undefined, 'off'],
    ['running', undefined, 'on'],
    ['paused', undefined, 'paused'],
    ['prelaunch', undefined, 'unknown'],
    ['postmigrate', 'migrate', 'unknown'],
  ])('%s with lock %s is %s', async (qmpstatus, lock, power) => {
    const { session } = await start(
      cluster((call) =>
        call.path.endsWith('status/current')
          ? { data: current({ status: qmpstatus === 'stopped' ? 'stopped' : 'running', qmpstatus, ...(lock ? { lock } : {}) }) }
          : undefined,
      ),
    )
    expect(valueOf(await session.observeVm('qemu/100', quick))).toMatchObject({ power })
  })

  it('finds a VM that moved to another node', async () => {
    let at = 'pve1'
    const { session } = await start(
      cluster((call) => {
        const asked = /^\/nodes\/(\w+)\/qemu\/100\/(.+)$/.exec(call.path)
        if (asked !== null && asked[1] !== at)
          return { status: 500, reason: `Configuration file 'nodes/${asked[1]}/qemu-server/100.conf' does not exist` }
        if (asked?.[2] === 'status/current') return { data: current() }
        return call.path === '/cluster/resources' && call.params.type === 'vm'
          ? { data: [guest('qemu/100', { node: at })] }
          : undefined
      }),
    )
    expect(valueOf(await session.observeVm('qemu/100', quick))?.hostNativeId).toBe('pve1')
    at = 'pve3'
    expect(valueOf(await session.observeVm('qemu/100', quick))?.hostNativeId).toBe('pve3')
  })

  it('A4 a VM that its account may not see is not told to be removed', async () => {
    const { session } = await start(
      cluster((call) =>
        call.path === '/access/permissions'
          ? { data: { '/vms/100': { 'VM.PowerMgmt': 1 }, '/': { 'VM.PowerMgmt': 1 } } }
          : call.path === '/cluster/resources' && call.params.type === 'vm'
            ? { data: [] }
            : undefined,
      ),
    )
    expect(await session.observeVm('qemu/100', quick)).toMatchObject({ kind: 'refused', cause: 'privileges' })
  })

  it('a removed VM is null, and so is one that never was', async () => {
    const { session } = await start(
      cluster((call) => (call.path === '/cluster/resources' && call.params.type === 'vm' ? { data: [] } : undefined)),
    )
    expect(valueOf(await session.observeVm('qemu/100', quick))).toBeNull()
    expect(valueOf(await session.observeVm('nonsense', quick))).toBeNull()
    expect(valueOf(await session.observeHost('pve9', quick))).toBeNull()
  })

  it('A5 a VM on a node that does not answer is neither on nor off', async () => {
    const { session } = await start(
      cluster((call) =>
        call.path.startsWith('/nodes/pve1/qemu/100/') ? { status: 595, reason: 'No route to host' } : undefined,
      ),
    )
    expect(valueOf(await session.observeVm('qemu/100', quick))).toMatchObject({ power: 'unknown', hostNativeId: 'pve1' })
  })

  it('A5 a host that the cluster still counts but that does not answer is not known to be up', async () => {
    const { session } = await start(
      cluster((call) => (call.path === '/nodes/pve1/status' ? { status: 595, reason: 'Connection refused' } : undefined)),
    )
    expect(valueOf(await session.observeHost('pve1', quick))).toMatchObject({ connection: 'unknown' })
    expect(valueOf(await session.observeHost('pve2', quick))).toMatchObject({ connection: 'down' })
  })
})
