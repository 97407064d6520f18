import { describe, expect, it } from 'vitest'
import { cluster, configs, overview, scriptedClusters, valueOf } from '../../../testing/scripted-cluster'
import type { PveCall, PveReply } from '../../../testing/scripted-pve'

const quick = { deadlineMs: 10_000 }
const start = scriptedClusters()

describe('inventory', () => {
  it('signs in by token and tells version', async () => {
    const { session, server } = await start(cluster())
    expect(valueOf(await session.identify(quick))).toEqual({
      kind: 'proxmox',
      product: 'Proxmox VE',
      version: '8.2.4',
      instanceUuid: null,
    })
    expect(server.calls[0]?.headers.authorization).toBe('PVEAPIToken=monitor@pve!console=token-secret')
  })

  it('reads hosts, with those in maintenance and those that are off', async () => {
    const { session } = await start(cluster())
    const { hosts, clusters } = valueOf(await session.inventory(quick))
    expect(clusters.map((one) => one.name)).toEqual(['hall-1'])
    expect(hosts[0]).toMatchObject({
      nativeId: 'pve1',
      clusterNativeId: 'hall-1',
      connection: 'up',
      inMaintenance: true,
      version: '8.2.4',
      cpuVendor: 'Intel',
      cpuThreads: 32,
      cpuUsedPercent: 25,
      memoryMiB: 262_144,
      memoryUsedMiB: 65_536,
      datastoreNativeIds: ['ceph', 'pve1/local-lvm', 'pve1/local', 'san'],
      networkNativeIds: ['vmbr0', 'vmbr1'],
    })
    expect(hosts[1]).toMatchObject({ nativeId: 'pve2', connection: 'down', inMaintenance: false, cpuUsedPercent: null })
  })

  it('tells shared storage from local, and what kind it is', async () => {
    const { session } = await start(cluster())
    const { datastores } = valueOf(await session.inventory(quick))
    expect(datastores.map(({ nativeId, kind, shared, freeGibibytes }) => [nativeId, kind, shared, freeGibibytes])).toEqual([
      ['ceph', 'ceph', true, 10],
      ['pve1/local-lvm', 'local', false, 10],
      ['pve1/local', 'local', false, 10],
      ['san', 'other', true, 10],
    ])
  })

  it('reads a VM’s identity, devices and needs from its configuration', async () => {
    const { session } = await start(cluster())
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms.find((vm) => vm.nativeId === 'qemu/100')).toMatchObject({
      uuid: 'a3a7f4cc-15ce-438e-84d8-4e6f01730c38',
      hostNativeId: 'pve1',
      power: 'on',
      cpuThreads: 4,
      cpuUsedPercent: 50,
      memoryMiB: 8192,
      guestTools: 'running',
      highlyAvailable: true,
      macs: ['BC:24:11:00:00:01', 'BC:24:11:00:00:02'],
      networkNativeIds: ['vmbr0', 'vmbr1'],
      tags: ['prod', 'db'],
      hasPassthrough: false,
      hasLocalCdrom: false,
      requiredCpuFeatures: ['fpu', 'sse4_2', 'aes', 'popcnt'],
      lockedBy: null,
      disks: [
        { label: 'scsi0', datastoreNativeId: 'ceph', gibibytes: 32, local: false },
        { label: 'efidisk0', datastoreNativeId: 'ceph', local: false },
      ],
    })
  })

  it('sees what keeps a VM on its host: local disk, local CD, passthrough; a cloud-init drive does not', async () => {
    const { session } = await start(cluster())
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms.find((vm) => vm.nativeId === 'qemu/101')).toMatchObject({
      power: 'saved',
      lockedBy: null,
      hasPassthrough: true,
      hasLocalCdrom: true,
      guestTools: 'not-installed',
      requiredCpuFeatures: ['popcnt', 'sse4_2', 'aes'],
      disks: [{ label: 'scsi0', datastoreNativeId: 'pve1/local-lvm', gibibytes: 1024, local: true }],
    })
    expect(vms.find((vm) => vm.nativeId === 'qemu/102')).toMatchObject({ hasPassthrough: false, lockedBy: 'backup' })
  })

  it('lists containers, leaves templates out, and keeps guests of a host that is off, unknown', async () => {
    const { session, server } = await start(cluster())
    const { vms } = valueOf(await session.inventory(quick))
    expect(vms.map((vm) => [vm.nativeId, vm.power])).toEqual([
      ['qemu/100', 'on'],
      ['qemu/101', 'saved'],
      ['qemu/102', 'on'],
      ['qemu/103', 'unknown'],
      ['lxc/200', 'on'],
    ])
    expect(vms.at(-1)).toMatchObject({
      macs: ['BC:24:11:00:00:03'],
      guestTools: 'running',
      disks: [{ label: 'rootfs', local: true }],
    })
    expect(server.calls.filter((call) => call.path.startsWith('/nodes/pve2'))).toEqual([])
  })

  it('asks for no configuration again that has not changed, and again for one that has', async () => {
    let lock: string | null = null
    const { session, server } = await start(
      cluster((call) =>
        call.path === '/cluster/resources' && call.params.type === undefined
          ? {
              data: overview.map((entry) => (entry.id === 'qemu/100' ? { ...entry, ...(lock === null ? {} : { lock }) } : entry)),
            }
          : undefined,
      ),
    )
    const configReads = () => server.calls.filter((call) => call.path.endsWith('/config')).map((call) => call.path)
    valueOf(await session.inventory(quick))
    expect(configReads()).toHaveLength(4)
    const before = server.calls.length
    valueOf(await session.inventory(quick))
    expect(configReads()).toHaveLength(4)
    expect(server.calls.length - before).toBe(3)
    lock = 'migrate'
    const { vms } = valueOf(await session.inventory(quick))
    expect(configReads().slice(4)).toEqual(['/nodes/pve1/qemu/100/config'])
    expect(vms[0]?.lockedBy).toBe('migrate')
  })

  it('works where the account may see neither cluster nor HA status', async () => {
    const { session } = await start(
      cluster((call) =>
        call.path.startsWith('/cluster/status') || call.path.startsWith('/cluster/ha')
          ? { status: 403, reason: 'Permission check failed (/, Sys.Audit)' }
          : undefined,
      ),
    )
    const inventory = valueOf(await session.inventory(quick))
    expect(inventory.clusters).toEqual([])
    expect(inventory.hosts[0]).toMatchObject({ clusterNativeId: null, inMaintenance: false })
  })

  it('S1-14 reads the HA manager’s rules; what is switched off binds nobody', async () => {
    const rules = [
      { rule: 'near', type: 'node-affinity', resources: 'vm:100,ct:101', nodes: 'pve1:2,pve2', strict: 1 },
      { rule: 'rather', type: 'node-affinity', resources: 'vm:100', nodes: 'pve2' },
      { rule: 'pair', type: 'resource-affinity', resources: 'vm:100, vm:102', affinity: 'negative' },
      { rule: 'app', type: 'resource-affinity', resources: 'vm:100,vm:103', affinity: 'positive' },
      { rule: 'old', type: 'resource-affinity', resources: 'vm:100,vm:104', affinity: 'positive', disable: 1 },
      { rule: 'newer', type: 'something-else', resources: 'vm:100' },
    ]
    const { session } = await start(cluster((call) => (call.path === '/cluster/ha/rules' ? { data: rules } : undefined)))
    expect(valueOf(await session.inventory(quick)).affinityRules).toEqual([
      { name: 'near', kind: 'on-hosts', mandatory: true, vmNativeIds: ['qemu/100', 'lxc/101'], hostNativeIds: ['pve1', 'pve2'] },
      { name: 'rather', kind: 'on-hosts', mandatory: false, vmNativeIds: ['qemu/100'], hostNativeIds: ['pve2'] },
      { name: 'pair', kind: 'apart', mandatory: true, vmNativeIds: ['qemu/100', 'qemu/102'], hostNativeIds: [] },
      { name: 'app', kind: 'together', mandatory: true, vmNativeIds: ['qemu/100', 'qemu/103'], hostNativeIds: [] },
    ])
  })

  it('S1-14 reads groups of nodes before version 9, and tells no rules where it may not see them', async () => {
    const answers = (call: PveCall): PveReply | undefined => {
      switch (call.path) {
        case '/cluster/ha/rules':
          return { status: 501, reason: "Method 'GET /cluster/ha/rules' not implemented" }
        case '/cluster/ha/groups':
          return { data: [{ group: 'left', nodes: 'pve1,pve2:1', restricted: 1, type: 'group' }] }
        case '/cluster/ha/resources':
          return { data: [{ sid: 'vm:100', group: 'left' }, { sid: 'ct:101' }] }
        default:
          return undefined
      }
    }
    const { session } = await start(cluster(answers))
    expect(valueOf(await session.inventory(quick)).affinityRules).toEqual([
      { name: 'left', kind: 'on-hosts', mandatory: true, vmNativeIds: ['qemu/100'], hostNativeIds: ['pve1', 'pve2'] },
    ])
    const denied = await start(
      cluster((call) => (call.path === '/cluster/ha/rules' ? { status: 403, reason: 'Permission check failed' } : undefined)),
    )
    expect(valueOf(await denied.session.inventory(quick)).affinityRules).toBeUndefined()
  })

  it('R2 tells which guests come up with their host, but not of those that HA starts', async () => {
    const { session } = await start(
      cluster((call) => {
        const of = /((?:qemu|lxc)\/\d+)\/config$/.exec(call.path)
        return of === null ? undefined : { data: { ...configs[of[1] ?? ''], onboot: 1 } }
      }),
    )
    const { vms } = valueOf(await session.inventory(quick))
    const alone = vms.filter(({ startsWithHost }) => startsWithHost === true).map(({ nativeId }) => nativeId)
    expect(alone).toEqual(expect.arrayContaining(['qemu/102', 'lxc/200']))
    expect(alone).not.toContain('qemu/100')
  })

  it('a node of no cluster is its own manager; one whose cluster may not be seen is not taken for that', async () => {
    const alone = await start(
      cluster((call) => {
        if (call.path === '/cluster/status') return { data: [{ id: 'node/pve1', type: 'node', name: 'pve1' }] }
        return call.path === '/cluster/resources' ? { data: overview.filter((entry) => entry.id === 'node/pve1') } : undefined
      }),
    )
    expect(valueOf(await alone.session.inventory(quick)).isHost).toBe(true)
    const blind = await start(
      cluster((call) => (call.path === '/cluster/status' ? { status: 403, reason: 'Permission check failed' } : undefined)),
    )
    expect(valueOf(await blind.session.inventory(quick)).isHost).toBeUndefined()
  })

  it('keeps no secret of a guest’s configuration', async () => {
    const { session } = await start(cluster())
    expect(JSON.stringify(await session.inventory(quick))).not.toContain('cloud-secret')
  })
})
