import { all, amount, find, flag, text, type XmlElement } from '../../protocols/xml/xml'
import { idOf } from './references'
import { statisticOf } from './statistics'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** What a VM's own element says, without the collections that belong to it. */
export interface VmLine {
  readonly id: string
  readonly name: string
  readonly status: string | null
  readonly host: string | null
  readonly cluster: string | null
  readonly cpuThreads: number | null
  readonly memoryMiB: number | null
  readonly highlyAvailable: boolean | null
  /** `migratable`, `user_migratable` or `pinned`. */
  readonly affinity: string | null
  readonly origin: string | null
  /** The guest agent has told something about the guest since it runs. */
  readonly agentSpoke: boolean
  readonly hasVirtualGpu: boolean
  /** Changes when the collections are likely to have changed. */
  readonly sign: string
}

export interface VmDetails {
  readonly disks: readonly { readonly label: string; readonly datastore: string | null; readonly gibibytes: number | null }[]
  /** The first disk that a task of the engine holds. */
  readonly lockedDisk: string | null
  /** The first snapshot that is being made, removed or restored. */
  readonly lockedSnapshot: string | null
  /** Null: not told, for the engine lists at least the VM as it is now. */
  readonly snapshotCount: number | null
  readonly cards: readonly { readonly mac: string | null; readonly vnicProfile: string | null; readonly passthrough: boolean }[]
  readonly tags: readonly string[]
  readonly hasHostDevice: boolean
  readonly hasCd: boolean
  /** Of one CPU: 200 for two busy ones. */
  readonly cpuTotalPercent: number | null
  /** Of a running VM, as its guest tells it; 0 where there is no agent. */
  readonly memoryUsedMiB: number | null
}

const mebibytes = (bytes: number | null): number | null => (bytes === null ? null : Math.round(bytes / MIB))

const threadsOf = (vm: XmlElement): number | null => {
  const topology = find(vm, 'cpu', 'topology')
  const sockets = amount(topology, 'sockets')
  return sockets === null ? null : sockets * (amount(topology, 'cores') ?? 1) * (amount(topology, 'threads') ?? 1)
}

const hasVirtualGpu = (vm: XmlElement): boolean =>
  all(find(vm, 'custom_properties'), 'custom_property').some((each) => text(each, 'name') === 'mdev_type')

export const vmLine = (vm: XmlElement): VmLine | null => {
  const id = idOf(vm)
  if (id === null) return null
  const memoryBytes = amount(vm, 'memory')
  const status = text(vm, 'status')
  const host = idOf(find(vm, 'host'))
  return {
    id,
    name: text(vm, 'name') ?? id,
    status,
    host,
    cluster: idOf(find(vm, 'cluster')),
    cpuThreads: threadsOf(vm),
    memoryMiB: memoryBytes === null ? null : Math.round(memoryBytes / MIB),
    highlyAvailable: flag(vm, 'high_availability', 'enabled'),
    affinity: text(vm, 'placement_policy', 'affinity'),
    origin: text(vm, 'origin'),
    agentSpoke: ['guest_operating_system', 'fqdn', 'guest_time_zone'].some((name) => find(vm, name) !== null),
    hasVirtualGpu: hasVirtualGpu(vm),
    sign: [status, host, text(vm, 'start_time'), text(vm, 'next_run_configuration_exists')].join('|'),
  }
}

const diskOf = (attachment: XmlElement): VmDetails['disks'][number] => {
  const disk = find(attachment, 'disk')
  const bytes = amount(disk, 'provisioned_size')
  return {
    label: text(disk, 'alias') ?? text(disk, 'name') ?? text(attachment, 'logical_name') ?? idOf(attachment) ?? 'disk',
    // A LUN that is handed to the VM directly lies on no storage domain.
    datastore: idOf(find(disk, 'storage_domains', 'storage_domain')),
    gibibytes: bytes === null ? null : bytes / GIB,
  }
}

/** The engine's own: the VM as it is now, as it was before a preview, and before a run that leaves no trace. */
const NO_SNAPSHOTS_TO_PEOPLE = new Set(['active', 'preview', 'stateless'])

const snapshotsOf = (vm: XmlElement): Pick<VmDetails, 'lockedSnapshot' | 'snapshotCount'> => {
  const listed = all(find(vm, 'snapshots'), 'snapshot')
  const locked = listed.find((snapshot) => text(snapshot, 'snapshot_status') === 'locked')
  const made = listed.filter((snapshot) => !NO_SNAPSHOTS_TO_PEOPLE.has(text(snapshot, 'snapshot_type') ?? ''))
  return {
    lockedSnapshot: locked === undefined ? null : (text(locked, 'description') ?? idOf(locked) ?? 'snapshot'),
    snapshotCount: listed.length === 0 ? null : made.length,
  }
}

/** `vm` with its collections inside it. */
export const vmDetails = (vm: XmlElement): VmDetails => {
  const attachments = all(find(vm, 'disk_attachments'), 'disk_attachment').filter((each) => flag(each, 'active') !== false)
  const locked = attachments.find((attachment) => text(attachment, 'disk', 'status') === 'locked')
  return {
    disks: attachments.map(diskOf),
    lockedDisk: locked === undefined ? null : diskOf(locked).label,
    ...snapshotsOf(vm),
    cards: all(find(vm, 'nics'), 'nic').map((nic) => ({
      mac: text(nic, 'mac', 'address')?.toUpperCase() ?? null,
      vnicProfile: flag(nic, 'plugged') === false ? null : idOf(find(nic, 'vnic_profile')),
      passthrough: text(nic, 'interface') === 'pci_passthrough',
    })),
    tags: all(find(vm, 'tags'), 'tag').flatMap((tag) => text(tag, 'name') ?? []),
    hasHostDevice: all(find(vm, 'host_devices'), 'host_device').length > 0,
    hasCd: all(find(vm, 'cdroms'), 'cdrom').some((cdrom) => idOf(find(cdrom, 'file')) !== null),
    cpuTotalPercent: statisticOf(find(vm, 'statistics'), 'cpu.current.total'),
    memoryUsedMiB: mebibytes(statisticOf(find(vm, 'statistics'), 'memory.used')),
  }
}
