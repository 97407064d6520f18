import { afterEach, describe, expect, it } from 'vitest'
import { type PveCall, type PveReply, type ScriptedPve, scriptedPve } from '../../../testing/scripted-pve'
import type { DriverResult, ManagerSession } from '../../ports'
import { driver } from './driver'

const quick = { deadlineMs: 10_000 }
const open: { close(): Promise<void> }[] = []
const servers: ScriptedPve[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
  const problems = servers.splice(0).flatMap((server) => server.problems)
  expect(problems).toEqual([])
})

const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}

const node = (name: string, more: Record<string, unknown> = {}) => ({
  id: `node/${name}`,
  type: 'node',
  node: name,
  status: 'online',
  cpu: 0.25,
  maxcpu: 32,
  mem: 64 * 1024 ** 3,
  maxmem: 256 * 1024 ** 3,
  uptime: 1000,
  ...more,
})
const guest = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  type: id.split('/')[0],
  vmid: Number(id.split('/')[1]),
  node: 'pve1',
  name: `guest-${id.split('/')[1]}`,
  status: 'running',
  cpu: 0.5,
  maxcpu: 4,
  maxmem: 8 * 1024 ** 3,
  ...more,
})
const storage = (host: string, name: string, more: Record<string, unknown>) => ({
  id: `storage/${host}/${name}`,
  type: 'storage',
  node: host,
  storage: name,
  status: 'available',
  disk: 1024 ** 3,
  maxdisk: 11 * 1024 ** 3,
  ...more,
})
const configs: Record<string, Record<string, unknown>> = {
  'qemu/100': {
    name: 'guest-100',
    cpu: 'host',
    agent: 'enabled=1,fstrim_cloned_disks=1',
    smbios1: 'uuid=A3A7F4CC-15CE-438E-84D8-4E6F01730C38,base64=1',
    net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=20',
    net1: 'model=e1000,macaddr=bc:24:11:00:00:02,bridge=vmbr1',
    scsi0: 'ceph:vm-100-disk-0,size=32G',
    efidisk0: 'ceph:vm-100-disk-1,size=528K',
    ide2: 'none,media=cdrom',
    cipassword: 'cloud-secret',
    digest: '1',
  },
  'qemu/101': {
    cpu: 'x86-64-v2-AES',
    smbios1: 'uuid=b956720f-561c-4be9-af11-10f234756217',
    scsi0: 'local-lvm:vm-101-disk-0,size=1T',
    ide2: 'local:iso/debian.iso,media=cdrom,size=600M',
    ide3: 'local-lvm:vm-101-cloudinit,media=cdrom',
    hostpci0: '0000:01:00.0,pcie=1',
    digest: '2',
  },
  'qemu/102': { smbios1: 'uuid=c956720f-561c-4be9-af11-10f234756217', usb0: 'spice', serial0: 'socket', digest: '3' },
  'lxc/200': {
    hostname: 'guest-200',
    net0: 'name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:03,ip=dhcp,type=veth',
    rootfs: 'local-lvm:vm-200-disk-0,size=8G',
    digest: '4',
  },
}
const overview = [
  node('pve1'),
  node('pve2', { status: 'offline', cpu: undefined, mem: undefined, uptime: undefined }),
  guest('qemu/100', { tags: 'prod;db', hastate: 'started' }),
  guest('qemu/101', { status: 'stopped', lock: 'suspended' }),
  guest('qemu/102', { lock: 'backup' }),
  guest('qemu/900', { template: 1 }),
  guest('qemu/103', { node: 'pve2', status: 'unknown' }),
  guest('lxc/200'),
  storage('pve1', 'ceph', { plugintype: 'rbd', shared: 1 }),
  storage('pve2', 'ceph', { plugintype: 'rbd', shared: 1, status: 'unknown', disk: undefined, maxdisk: undefined }),
  storage('pve1', 'local-lvm', { plugintype: 'lvmthin', shared: 0 }),
  storage('pve1', 'local', { plugintype: 'dir', shared: 0 }),
  storage('pve1', 'san', { plugintype: 'lvm', shared: 1 }),
]
const nodeStatus = {
  uptime: 1000,
  cpu: 0.25,
  pveversion: 'pve-manager/8.2.4/faa83925c9641325',
  cpuinfo: { model: 'Intel(R) Xeon(R) Gold 6230', cpus: 32, cores: 16, sockets: 2, flags: 'fpu sse4_2 aes popcnt' },
  memory: { total: 256 * 1024 ** 3, used: 64 * 1024 ** 3, free: 0, available: 0 },
  loadavg: ['0.1', '0.1', '0.1'],
  'boot-info': { mode: 'efi' },
  'current-kernel': { machine: 'x86_64', release: '6.8', sysname: 'Linux', version: '1' },
  rootfs: { avail: 1, free: 1, total: 2, used: 1 },
}

const PRIVILEGES = [
  ...['VM.Audit', 'VM.PowerMgmt', 'VM.Migrate', 'VM.Config.Disk', 'VM.GuestAgent.Audit'],
  ...['Sys.Audit', 'Sys.PowerMgmt', 'Sys.Modify', 'Sys.Console', 'Datastore.AllocateSpace'],
]

/** A small cluster with one of everything; `changed` answers first. */
const cluster =
  (changed: (call: PveCall) => PveReply | undefined = () => undefined) =>
  (call: PveCall) => {
    const special = changed(call)
    if (special !== undefined) return special
    const of = /^\/nodes\/(\w+)\/((?:qemu|lxc)\/\d+)\/(.+)$/.exec(call.path)
    if (of?.[3] === 'config') return { data: configs[of[2] ?? ''] }
    if (of?.[3] === 'agent/ping') return { data: { result: {} } }
    switch (call.path) {
      case '/version':
        return { data: { version: '8.2.4', release: '8.2', repoid: 'faa83925c9641325' } }
      case '/cluster/resources': {
        const kinds: Record<string, string[]> = { vm: ['qemu', 'lxc'], node: ['node'], storage: ['storage'] }
        const wanted = kinds[call.params.type ?? '']
        return { data: overview.filter((entry) => wanted === undefined || wanted.includes(String(entry.type))) }
      }
      case '/access/permissions':
        return { data: { '/': Object.fromEntries(PRIVILEGES.map((privilege) => [privilege, 1])) } }
      case '/cluster/status':
        return { data: [{ id: 'cluster', type: 'cluster', name: 'hall-1', nodes: 2, quorate: 1, version: 4 }] }
      case '/cluster/ha/rules':
        return { data: [] }
      case '/cluster/ceph/flags':
        return { status: 500, reason: 'binary not installed: /usr/bin/ceph-mon' }
      case '/cluster/ha/status/current':
        return {
          data: [{ id: 'lrm:pve1', type: 'lrm', node: 'pve1', status: 'pve1 (maintenance mode, Sun Nov 22 05:00:00 2026)' }],
        }
      case '/nodes/pve1/status':
        return { data: nodeStatus }
      case '/nodes/pve1/network':
        return { data: ['vmbr0', 'vmbr1'].map((iface) => ({ iface, type: 'bridge' })) }
      default:
        return undefined
    }
  }

const start = async (
  answer: (call: PveCall) => PveReply | undefined,
): Promise<{ session: ManagerSession; server: ScriptedPve }> => {
  const server = await scriptedPve(answer)
  servers.push(server)
  const session = driver.open({
    address: { kind: 'proxmox', url: server.url, pins: [] },
    secret: { kind: 'api-token', tokenId: 'monitor@pve!console', token: 'token-secret' },
  })
  open.push(server, session)
  return { session, server }
}

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

  it('keeps no secret of a guest’s configuration', async () => {
    const { session } = await start(cluster())
    expect(JSON.stringify(await session.inventory(quick))).not.toContain('cloud-secret')
  })
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
