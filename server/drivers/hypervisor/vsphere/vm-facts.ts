import type { GuestTools, VmFacts, VmPower } from '../../../domain/inventory'
import { applianceKindOf } from '../../protocols/appliance-kind'
import type { ObjectProperties } from './property-collector'
import { flagAt, idsAt, numberAt, percent, textAt } from './read'
import { refOf } from './soap'
import { type DeviceFacts, deviceFacts, type DeviceRecord, deviceRecord, type IsLocal } from './vm-devices'
import { all, type XmlElement } from '../../protocols/xml/xml'

/** What must be known about other objects to describe a VM. */
export interface Surroundings {
  clusterOfHost(hostNativeId: string): string | null
  /** Whether vSphere HA is on in the cluster. */
  isHaCluster(clusterNativeId: string): boolean | null
  readonly isLocal: IsLocal
  /** Its host starts it whenever it boots. */
  isStartedByHost(vmNativeId: string): boolean
  /** The description of a task that works on the VM now, e.g. `VirtualMachine.createSnapshot`. */
  runningTask(vmNativeId: string): string | null
}

/** A VM whose host is lost, or whose files are, is in a state that the manager only remembers. */
const powerOf = (vm: ObjectProperties): VmPower => {
  const connection = textAt(vm, 'runtime.connectionState')
  if (connection !== null && connection !== 'connected') return 'unknown'
  switch (textAt(vm, 'runtime.powerState')) {
    case 'poweredOn':
      return 'on'
    case 'poweredOff':
      return 'off'
    case 'suspended':
      return 'saved'
    default:
      return 'unknown'
  }
}

const toolsOf = (vm: ObjectProperties): GuestTools => {
  if (textAt(vm, 'guest.toolsVersionStatus2') === 'guestToolsNotInstalled') return 'not-installed'
  switch (textAt(vm, 'guest.toolsRunningStatus')) {
    case 'guestToolsRunning':
    case 'guestToolsExecutingScripts':
      return 'running'
    case 'guestToolsNotRunning':
      return 'not-running'
    default:
      return 'unknown'
  }
}

/** vCLS agents: `vCLS (n)` up to 7.0 U2, then `vCLS-<uuid>`. Other agents are run by solutions through the agent manager. */
export const systemKindOf = (vm: ObjectProperties): string | null => {
  if (/^vCLS(-[0-9a-f]{8}-[0-9a-f-]{27}| \(\d+\))$/i.test(textAt(vm, 'name') ?? '')) return 'vcls'
  const appliance = applianceKindOf(textAt(vm, 'name') ?? '')
  if (appliance !== null) return appliance
  if (textAt(vm, 'config.managedBy', 'extensionKey') !== 'com.vmware.vim.eam') return null
  return textAt(vm, 'config.managedBy', 'type') === 'cluster-agent' ? 'vcls' : 'agent'
}

export const isTemplate = (vm: ObjectProperties): boolean => flagAt(vm, 'config.template') === true

/** A VM without any has no such property. */
const snapshotsIn = (tree: XmlElement | undefined, children: string): number =>
  all(tree, children).reduce((sum, child) => sum + 1 + snapshotsIn(child, 'childSnapshotList'), 0)

/** Its `uuid` is vCenter's own of it; what the guest reads is another. */
const firmwareUuidOf = (vm: ObjectProperties): Pick<VmFacts, 'firmwareUuid'> => {
  const uuid = textAt(vm, 'config.uuid')?.toLowerCase()
  return uuid === undefined ? {} : { firmwareUuid: uuid }
}

const addressesOf = (vm: ObjectProperties): Pick<VmFacts, 'addresses'> => {
  const address = textAt(vm, 'guest.ipAddress')
  return address === null || address === '' ? {} : { addresses: [address.toLowerCase()] }
}

/** What its host holds for it. The guest's own figure is only what it touched lately. */
const memoryUseOf = (vm: ObjectProperties): Pick<VmFacts, 'memoryUse'> => {
  const usedMiB = numberAt(vm, 'summary.quickStats.hostMemoryUsage')
  return usedMiB === null || powerOf(vm) !== 'on' ? {} : { memoryUse: { usedMiB, by: 'host' } }
}

/** What a VM's own object tells; what lies around it is still missing. */
export interface VmRecord {
  readonly facts: Omit<VmFacts, 'clusterNativeId' | 'highlyAvailable' | 'lockedBy' | 'startsWithHost' | keyof DeviceFacts>
  /** Whether vSphere HA protects it; null: it does not say. */
  readonly isProtected: boolean | null
  readonly devices: DeviceRecord
}

export const vmRecord = (vm: ObjectProperties): VmRecord => ({
  facts: {
    nativeId: vm.ref.id,
    uuid: (textAt(vm, 'config.instanceUuid') ?? textAt(vm, 'config.uuid'))?.toLowerCase() ?? null,
    ...firmwareUuidOf(vm),
    ...addressesOf(vm),
    name: textAt(vm, 'name') ?? vm.ref.id,
    hostNativeId: refOf(vm.properties.get('runtime.host') ?? null)?.id ?? null,
    power: powerOf(vm),
    cpuThreads: numberAt(vm, 'config.hardware.numCPU'),
    cpuUsedPercent: percent(numberAt(vm, 'summary.quickStats.overallCpuUsage'), numberAt(vm, 'runtime.maxCpuUsage')),
    memoryMiB: numberAt(vm, 'config.hardware.memoryMB'),
    ...memoryUseOf(vm),
    guestTools: toolsOf(vm),
    networkNativeIds: idsAt(vm, 'network'),
    tags: [], // another API tells them: see the tag cache
    systemKind: systemKindOf(vm),
    requiredCpuFeatures: null, // EVC baseline and the hosts' features decide
    snapshotCount: snapshotsIn(vm.properties.get('snapshot'), 'rootSnapshotList'),
  },
  isProtected: flagAt(vm, 'runtime.dasVmProtection', 'dasProtected'),
  devices: deviceRecord(all(vm.properties.get('config.hardware.device'), 'VirtualDevice')),
})

export const vmFacts = ({ facts, isProtected, devices }: VmRecord, around: Surroundings): VmFacts => {
  const cluster = facts.hostNativeId === null ? null : around.clusterOfHost(facts.hostNativeId)
  return {
    ...facts,
    clusterNativeId: cluster,
    highlyAvailable: isProtected ?? (cluster === null ? null : around.isHaCluster(cluster)),
    ...deviceFacts(devices, around.isLocal),
    lockedBy: around.runningTask(facts.nativeId),
    ...(around.isStartedByHost(facts.nativeId) ? { startsWithHost: true as const } : {}),
  }
}
