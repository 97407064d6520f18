import { createHash } from 'node:crypto'
import type { VmActivity, VmState, WorldState } from '../world/state'

const MIB = 1_048_576
const GIB = 1_073_741_824

/** The config lock that Proxmox shows while something holds the guest. */
const lockOf = (vm: VmState): string | undefined => {
  if (vm.power === 'saved') return 'suspended'
  const kind: VmActivity['kind'] | undefined = vm.activity?.kind
  switch (kind) {
    case 'saving':
      return 'suspending'
    case 'migrating':
      return 'migrate'
    case 'resuming':
      return 'suspended'
    case 'starting':
    case 'stopping':
    case 'shutdown':
    case undefined:
      return undefined
  }
}

const usage = (state: WorldState, vm: VmState): number =>
  vm.power === 'on' ? 0.22 + 0.15 * Math.sin(state.nowMs / 9_000 + vm.config.vmid) : 0

export const cpuFraction = usage

const tagsOf = (vm: VmState): { tags?: string } => (vm.config.tags.length === 0 ? {} : { tags: vm.config.tags.join(';') })

/** What the list, the cluster's resources and the status of a guest have in common. */
export const guestFigures = (state: WorldState, vm: VmState) => {
  const lock = lockOf(vm)
  const running = vm.power === 'on'
  return {
    vmid: vm.config.vmid,
    name: vm.config.name,
    status: running ? 'running' : 'stopped',
    cpu: usage(state, vm),
    mem: running ? Math.round(vm.config.memoryMiB * MIB * 0.7) : 0,
    maxmem: vm.config.memoryMiB * MIB,
    maxdisk: vm.config.diskGibibytes * GIB,
    uptime: running && vm.startedAtMs !== null ? Math.max(1, Math.floor((state.nowMs - vm.startedAtMs) / 1_000)) : 0,
    diskread: 0,
    diskwrite: 0,
    netin: 0,
    netout: 0,
    ...tagsOf(vm),
    ...(lock === undefined ? {} : { lock }),
  }
}

export const guestStatus = (state: WorldState, vm: VmState) => {
  const running = vm.power === 'on'
  const qmpstatus = running ? (vm.activity?.kind === 'saving' ? 'paused' : 'running') : 'stopped'
  return {
    ...guestFigures(state, vm),
    cpus: vm.config.cpuThreads,
    qmpstatus,
    ha: { managed: 0 },
    ...(vm.config.agentSeconds === null ? {} : { agent: 1 }),
    ...(running ? { pid: 20_000 + vm.config.vmid, 'running-machine': 'pc-q35-9.2+pve1', 'running-qemu': '9.2.0' } : {}),
  }
}

export const localVolume = (vm: VmState): string => `local-lvm:vm-${vm.config.vmid}-disk-0`
export const LOCAL_ISO = 'local:iso/installer.iso'

export const guestConfig = (vm: VmState) => {
  const { config } = vm
  const lock = lockOf(vm)
  const volume = config.disk === 'local' ? localVolume(vm) : `ceph-vm:vm-${config.vmid}-disk-0`
  const content = {
    name: config.name,
    memory: String(config.memoryMiB),
    cores: config.cpuThreads,
    sockets: 1,
    cpu: 'x86-64-v3',
    ostype: 'l26',
    machine: 'q35',
    scsihw: 'virtio-scsi-single',
    boot: 'order=scsi0',
    scsi0: `${volume},iothread=1,size=${config.diskGibibytes}G`,
    net0: `virtio=${config.mac},bridge=${config.bridge}`,
    smbios1: `uuid=${config.uuid}`,
    vmgenid: config.uuid,
    meta: 'creation-qemu=9.2.0,ctime=1750000000',
    ...(vm.startsWithHost ? { onboot: 1 } : {}),
    ...(config.agentSeconds === null ? {} : { agent: '1' }),
    ...(config.hasLocalCdrom ? { ide2: `${LOCAL_ISO},media=cdrom,size=630M` } : {}),
    ...tagsOf(vm),
    ...(lock === undefined ? {} : { lock }),
    ...(vm.power === 'saved' ? { vmstate: `ceph-vm:vm-${config.vmid}-state-suspend`, runningmachine: 'pc-q35-9.2+pve1' } : {}),
  }
  return { ...content, digest: createHash('sha1').update(JSON.stringify(content)).digest('hex') }
}
