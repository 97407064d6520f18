import { afterEach, expect } from 'vitest'
import { driver } from '../drivers/hypervisor/proxmox/driver'
import type { DriverResult, ManagerSession } from '../drivers/ports'
import { type PveCall, type PveReply, type ScriptedPve, scriptedPve } from './scripted-pve'

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
export const guest = (id: string, more: Record<string, unknown> = {}) => ({
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
export const configs: Record<string, Record<string, unknown>> = {
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
export const overview = [
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
  ...['VM.Audit', 'VM.PowerMgmt', 'VM.Migrate', 'VM.Config.Disk', 'VM.Config.Options', 'VM.GuestAgent.Audit'],
  ...['Sys.Audit', 'Sys.PowerMgmt', 'Sys.Modify', 'Sys.Console', 'Datastore.AllocateSpace'],
]

/** A small cluster with one of everything; `changed` answers first. */
export const cluster =
  (changed: (call: PveCall) => PveReply | undefined = () => undefined) =>
  (call: PveCall) => {
    const special = changed(call)
    if (special !== undefined) return special
    const of = /^\/nodes\/(\w+)\/((?:qemu|lxc)\/\d+)\/(.+)$/.exec(call.path)
    if (of?.[3] === 'config') return { data: configs[of[2] ?? ''] }
    if (of?.[3] === 'snapshot') return { data: [{ name: 'current', description: 'You are here!' }] }
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

/** Opens sessions to scripted clusters; after each test they are closed, and no call or answer may have deviated from the schema. */
export const scriptedClusters = () => {
  const open: { close(): Promise<void> }[] = []
  const servers: ScriptedPve[] = []
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close()
    expect(servers.splice(0).flatMap((server) => server.problems)).toEqual([])
  })
  return async (answer: (call: PveCall) => PveReply | undefined): Promise<{ session: ManagerSession; server: ScriptedPve }> => {
    const server = await scriptedPve(answer)
    servers.push(server)
    const session = driver.open({
      address: { kind: 'proxmox', url: server.url, pins: [] },
      secret: { kind: 'api-token', tokenId: 'monitor@pve!console', token: 'token-secret' },
    })
    open.push(server, session)
    return { session, server }
  }
}

export const valueOf = <T>(result: DriverResult<T>): T => {
  if (result.kind !== 'ok') throw new Error(`${result.kind}: ${result.message}`)
  return result.value
}
