import { isUp } from '../world/hosts'
import { vmsOn, type HostState, type WorldState } from '../world/state'
import { cpuFraction } from './guest-view'

const MIB = 1_048_576
const GIB = 1_073_741_824
const RESERVED_MIB = 4_096
export const PVE_VERSION = { version: '9.0.3', release: '9.0', repoid: '0000000000000000' } as const

export const STORAGES = [
  { storage: 'ceph-vm', type: 'rbd', shared: true, content: 'images,rootdir', gibibytes: 20_480, usedFraction: 0.41 },
  { storage: 'local-lvm', type: 'lvmthin', shared: false, content: 'images,rootdir', gibibytes: 800, usedFraction: 0.12 },
  { storage: 'local', type: 'dir', shared: false, content: 'iso,vztmpl,backup', gibibytes: 94, usedFraction: 0.2 },
] as const

export const nodeAddress = (state: WorldState, name: string): string => `10.20.0.${11 + [...state.hosts.keys()].indexOf(name)}`

const usedMiB = (state: WorldState, host: HostState): number =>
  vmsOn(state, host.config.name)
    .filter((vm) => vm.power === 'on')
    .reduce((sum, vm) => sum + vm.config.memoryMiB, RESERVED_MIB)

const cpuOf = (state: WorldState, host: HostState): number => {
  const busy = vmsOn(state, host.config.name).reduce((sum, vm) => sum + cpuFraction(state, vm) * vm.config.cpuThreads, 1)
  return Math.min(1, busy / host.config.cpuThreads)
}

const uptimeOf = (state: WorldState, host: HostState): number =>
  Math.max(0, Math.floor((state.nowMs - (host.bootedAtMs ?? state.nowMs)) / 1_000))

/** A node that is off is known by name only. */
export const nodeFigures = (state: WorldState, host: HostState) => {
  const base = { id: `node/${host.config.name}`, node: host.config.name, type: 'node', level: '' }
  if (!isUp(host)) return { ...base, status: 'offline' }
  return {
    ...base,
    status: 'online',
    cpu: cpuOf(state, host),
    maxcpu: host.config.cpuThreads,
    mem: usedMiB(state, host) * MIB,
    maxmem: host.config.memoryMiB * MIB,
    disk: 19 * GIB,
    maxdisk: 94 * GIB,
    uptime: uptimeOf(state, host),
  }
}

export const nodeStatus = (state: WorldState, host: HostState) => {
  const total = host.config.memoryMiB * MIB
  const used = usedMiB(state, host) * MIB
  const cpu = cpuOf(state, host)
  const load = (cpu * host.config.cpuThreads).toFixed(2)
  return {
    cpu,
    cpuinfo: {
      model: 'AMD EPYC 9354P 32-Core Processor',
      cores: host.config.cpuThreads / 2,
      cpus: host.config.cpuThreads,
      sockets: 1,
      flags: 'fpu cx16 lahf_lm popcnt sse sse2 ssse3 sse4_1 sse4_2 aes xsave avx avx2 bmi1 bmi2 f16c fma abm movbe',
      mhz: '3250.000',
      hvm: '1',
    },
    memory: { total, used, free: total - used, available: total - used },
    rootfs: { total: 94 * GIB, used: 19 * GIB, free: 75 * GIB, avail: 75 * GIB },
    swap: { total: 0, used: 0, free: 0 },
    loadavg: [load, load, load],
    uptime: uptimeOf(state, host),
    pveversion: `pve-manager/${PVE_VERSION.version}/${PVE_VERSION.repoid}`,
    kversion: 'Linux 6.14.8-2-pve',
    'current-kernel': { sysname: 'Linux', release: '6.14.8-2-pve', version: '#1 SMP PREEMPT_DYNAMIC', machine: 'x86_64' },
    'boot-info': { mode: 'efi', secureboot: 0 },
    idle: 0,
    wait: 0,
  }
}

export const nodeStorages = () =>
  STORAGES.map(({ storage, type, shared, content, gibibytes, usedFraction }) => ({
    storage,
    type,
    content,
    shared: shared ? 1 : 0,
    active: 1,
    enabled: 1,
    total: gibibytes * GIB,
    used: Math.round(gibibytes * GIB * usedFraction),
    avail: Math.round(gibibytes * GIB * (1 - usedFraction)),
    used_fraction: usedFraction,
  }))

/** A bond, VLANs on it, a bridge on each VLAN, and the untagged bridge of the nodes themselves. */
export const nodeNetwork = (state: WorldState, name: string) => {
  const common = { active: 1, autostart: 1, families: ['inet'], priority: 3 }
  const vlans = [10, 20, 30]
  return [
    { ...common, iface: 'bond0', type: 'bond', method: 'manual', slaves: 'eno1 eno2', bond_mode: '802.3ad' },
    ...vlans.map((vlan) => ({
      ...common,
      iface: `bond0.${vlan}`,
      type: 'vlan',
      method: 'manual',
      'vlan-id': vlan,
      'vlan-raw-device': 'bond0',
    })),
    {
      ...common,
      iface: 'vmbr0',
      type: 'bridge',
      method: 'static',
      bridge_ports: 'bond0',
      address: nodeAddress(state, name),
      netmask: '24',
      cidr: `${nodeAddress(state, name)}/24`,
      gateway: '10.20.0.1',
    },
    ...vlans.map((vlan) => ({
      ...common,
      iface: `vmbr${vlan}`,
      type: 'bridge',
      method: 'manual',
      bridge_ports: `bond0.${vlan}`,
    })),
  ]
}
