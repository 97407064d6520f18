import type { GuestTools, VmDisk, VmFacts, VmPower } from '../../../domain/inventory'
import { cpuFeaturesOf } from './cpu-features'
import type { Records } from './records'
import { isMarked } from './starts-with-host'
import type { RecordOf } from './wire'

type Vm = RecordOf<'VM'>

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** Templates, snapshots and the hosts' own domains are VMs to the API, not to people. */
export const isGuest = (vm: Vm): boolean =>
  vm.is_a_template === false && vm.is_a_snapshot !== true && vm.is_control_domain === false

/** Whether the master hears from a host; null: not told. */
export const isLive = (records: Records, host: string | null): boolean | null =>
  records.get('host_metrics', records.get('host', host)?.metrics ?? null)?.live ?? null

/** A VM on a host that is lost is in a state that the pool only remembers. */
const powerOf = (vm: Vm, records: Records): VmPower => {
  if (vm.resident_on !== null && isLive(records, vm.resident_on) === false) return 'unknown'
  switch (vm.power_state) {
    case 'Running':
      return 'on'
    case 'Halted':
      return 'off'
    case 'Suspended':
      return 'saved'
    case 'Paused':
      return 'paused'
    default:
      return 'unknown'
  }
}

const isParavirtual = (vm: Vm, records: Records): boolean | null => {
  const type = records.get('VM_metrics', vm.metrics)?.current_domain_type ?? null
  if (type === 'hvm' || type === 'pvh' || type === 'pv_in_pvh') return false
  if (type === 'pv') return true
  // Before 7.5 only this tells.
  return vm.HVM_boot_policy === null ? null : vm.HVM_boot_policy === ''
}

const FEATURES_OF_POWER = ['feature-shutdown', 'feature-poweroff'] as const

/** Whether the guest would understand a request to shut down: that is what the pool itself asks. */
const toolsOf = (vm: Vm, records: Records): GuestTools => {
  if (vm.power_state !== 'Running') return 'unknown'
  if (isParavirtual(vm, records) === true) return 'running'
  if (vm.guest_metrics === null) return 'not-installed'
  const guest = records.get('VM_guest_metrics', vm.guest_metrics)
  if (guest === null) return 'unknown'
  const understands =
    guest.PV_drivers_detected === true ||
    guest.PV_drivers_version.major !== undefined ||
    FEATURES_OF_POWER.some((feature) => guest.other[feature] === '1')
  return understands ? 'running' : 'not-running'
}

const diskOf = (vbd: RecordOf<'VBD'>, records: Records): VmDisk => {
  const vdi = records.get('VDI', vbd.VDI)
  const storage = records.get('SR', vdi?.SR ?? null)
  const bytes = vdi?.virtual_size ?? null
  return {
    label: `disk ${vbd.userdevice ?? ''}`.trim(),
    datastoreNativeId: storage?.uuid ?? null,
    gibibytes: bytes === null ? null : Math.round((bytes / GIB) * 100) / 100,
    local: storage?.shared === false,
  }
}

/** A drive of the host itself, or an image on storage of one host. The tools' image is on every host. */
const isLocalCdrom = (vbd: RecordOf<'VBD'>, records: Records): boolean => {
  if (vbd.type !== 'CD' || vbd.empty !== false) return false
  const storage = records.get('SR', records.get('VDI', vbd.VDI)?.SR ?? null)
  return storage !== null && storage.shared === false && storage.is_tools_sr !== true
}

const hasPassthrough = (vm: Vm): boolean =>
  vm.VGPUs.length > 0 ||
  vm.VUSBs.length > 0 ||
  vm.attached_PCIs.length > 0 ||
  (vm.PCI_bus ?? '') !== '' ||
  (vm.other_config.pci ?? '') !== ''

/** Operations that read or prepare something and hold nobody up. */
const HARMLESS = new Set([
  'assert_operation_valid',
  'call_plugin',
  'data_source_op',
  'get_boot_record',
  'metadata_export',
  'query_services',
  'send_sysrq',
  'send_trigger',
  'update_allowed_operations',
])

export const MOVES: readonly string[] = ['pool_migrate', 'migrate_send']

const lockOf = (vm: Vm): string | null => {
  const busy = Object.values(vm.current_operations).filter((operation) => !HARMLESS.has(operation))
  if (busy.length > 0) return [...new Set(busy)].map((operation) => operation.replaceAll('_', ' ')).join(', ')
  const blocked = vm.blocked_operations.pool_migrate
  return blocked === undefined ? null : `moving it is blocked${/^(true|1)?$/.test(blocked) ? '' : ` (${blocked})`}`
}

const priorityProtects = (priority: string | null): boolean => priority === 'restart' || priority === 'best-effort'

/** Features that the guest was booted with. A paravirtual guest, and one that is off, is judged by the pool's level. */
const requiredFeaturesOf = (vm: Vm, records: Records): readonly string[] | null =>
  vm.power_state === 'Halted' || isParavirtual(vm, records) !== false ? null : cpuFeaturesOf(vm.last_boot_CPU_flags.features)

/** Null for what is no VM to people, or has no identity. */
export const vmFacts = (vm: Vm, records: Records, cpuUsedPercent: number | null): VmFacts | null => {
  if (vm.uuid === null || !isGuest(vm)) return null
  const [pool] = records.of('pool').values()
  const blocks = vm.VBDs.map((reference) => records.get('VBD', reference)).filter((vbd) => vbd !== null)
  const cards = vm.VIFs.map((reference) => records.get('VIF', reference)).filter((vif) => vif !== null)
  const networks = cards.flatMap((card) => records.get('network', card.network)?.uuid ?? [])
  return {
    nativeId: vm.uuid,
    uuid: vm.uuid,
    name: vm.name_label ?? vm.uuid,
    hostNativeId: records.get('host', vm.resident_on)?.uuid ?? null,
    clusterNativeId: pool?.uuid ?? null,
    power: powerOf(vm, records),
    cpuThreads: vm.VCPUs_at_startup,
    cpuUsedPercent,
    memoryMiB: vm.memory_dynamic_max === null ? null : Math.ceil(vm.memory_dynamic_max / MIB),
    guestTools: toolsOf(vm, records),
    highlyAvailable: pool?.ha_enabled == null ? null : pool.ha_enabled && priorityProtects(vm.ha_restart_priority),
    disks: blocks.filter((vbd) => vbd.type === 'Disk').map((vbd) => diskOf(vbd, records)),
    networkNativeIds: [...new Set(networks)],
    macs: cards.flatMap((card) => card.MAC?.toLowerCase() ?? []),
    tags: vm.tags,
    hasPassthrough: hasPassthrough(vm),
    hasLocalCdrom: blocks.some((vbd) => isLocalCdrom(vbd, records)),
    systemKind: null,
    requiredCpuFeatures: requiredFeaturesOf(vm, records),
    lockedBy: lockOf(vm),
    snapshotCount: vm.snapshots.length,
    ...(pool !== undefined && isMarked(pool) && isMarked(vm) ? { startsWithHost: true } : {}),
  }
}
