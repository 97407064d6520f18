import type { HostConnection, HostFacts } from '../../../domain/inventory'
import type { HostVlan, Vlan } from '../../../domain/vlan'
import { NO_SENSORS, type PowerSensors } from './power-sensors'
import type { ObjectProperties } from './property-collector'
import { flagAt, idsAt, numberAt, percent, textAt, timeAt } from './read'
import { refOf } from './soap'
import { all, text } from '../../protocols/xml/xml'

/**
 * vCenter lost a `notResponding` host; a `disconnected` one was disconnected by a person and may well run.
 * A host in standby or off is down even while its entry is still there.
 */
const connectionOf = (host: ObjectProperties): HostConnection => {
  const power = textAt(host, 'runtime.powerState')
  if (power === 'poweredOff' || power === 'standBy') return 'down'
  switch (textAt(host, 'runtime.connectionState')) {
    case 'connected':
      return 'up'
    case 'notResponding':
      return 'down'
    default:
      return 'unknown'
  }
}

/** `cpuid.*` capabilities after the cluster's EVC mask, where the version tells them (5.1 and later). */
const cpuFeaturesOf = (host: ObjectProperties): readonly string[] | null => {
  const capabilities = all(host.properties.get('config.featureCapability'), 'HostFeatureCapability')
  const features = capabilities.flatMap((capability) => {
    const key = text(capability, 'key')
    return key?.startsWith('cpuid.') && text(capability, 'value') !== '0' ? [key] : []
  })
  return features.length === 0 ? null : features
}

const VENDORS: Readonly<Record<string, string>> = { intel: 'Intel', amd: 'AMD', hygon: 'Hygon' }

const cpuVendorOf = (host: ObjectProperties): string | null => {
  const vendor = text(all(host.properties.get('hardware.cpuPkg'), 'HostCpuPackage')[0], 'vendor')
  return vendor === null ? null : (VENDORS[vendor.toLowerCase()] ?? vendor)
}

/** HostLockdownMode; since vSphere 6.0. */
const lockdownOf = (host: ObjectProperties): HostFacts['lockdown'] => {
  switch (textAt(host, 'config.lockdownMode')) {
    case 'lockdownNormal':
      return 'normal'
    case 'lockdownStrict':
      return 'strict'
    default:
      return undefined
  }
}

const MIB = 1024 * 1024
const NO_VMOTION = 'none of its network cards is enabled for vMotion'

export const hostFacts = (host: ObjectProperties, sensors: PowerSensors = NO_SENSORS): HostFacts => {
  const parent = refOf(host.properties.get('parent') ?? null)
  const memoryBytes = numberAt(host, 'summary.hardware', 'memorySize')
  const cores = numberAt(host, 'summary.hardware', 'numCpuCores')
  const coreMhz = numberAt(host, 'summary.hardware', 'cpuMhz')
  const newest = textAt(host, 'summary.maxEVCModeKey')
  const lockdown = lockdownOf(host)
  const wholeMhz = cores === null || coreMhz === null ? null : cores * coreMhz
  return {
    nativeId: host.ref.id,
    uuid: textAt(host, 'summary.hardware', 'uuid')?.toLowerCase() ?? null,
    name: textAt(host, 'name') ?? host.ref.id,
    clusterNativeId: parent?.type === 'ClusterComputeResource' ? parent.id : null,
    connection: connectionOf(host),
    inMaintenance: flagAt(host, 'runtime.inMaintenanceMode') ?? false,
    version: textAt(host, 'summary.config.product', 'fullName'),
    cpuVendor: cpuVendorOf(host),
    cpuModel: textAt(host, 'summary.hardware', 'cpuModel'),
    cpuFeatures: cpuFeaturesOf(host),
    ...(newest === null ? {} : { newestCpuBaseline: newest }),
    cpuThreads: numberAt(host, 'summary.hardware', 'numCpuThreads'),
    cpuUsedPercent: percent(numberAt(host, 'summary.quickStats', 'overallCpuUsage'), wholeMhz),
    memoryMiB: memoryBytes === null ? null : Math.floor(memoryBytes / MIB),
    memoryUsedMiB: numberAt(host, 'summary.quickStats', 'overallMemoryUsage'),
    powerWatts: sensors.hostWatts, // else told only through performance counters
    powerSupplies: sensors.supplies,
    datastoreNativeIds: idsAt(host, 'datastore'),
    networkNativeIds: idsAt(host, 'network'),
    bootedAtMs: timeAt(host, 'runtime.bootTime'),
    ...(textAt(host, 'runtime.powerState') === 'standBy' ? { isStandby: true } : {}),
    ...(lockdown === undefined ? {} : { lockdown }),
    ...(flagAt(host, 'summary.config.vmotionEnabled') === false ? { migrationTrouble: NO_VMOTION } : {}),
  }
}

/** 0 is "untagged" in vSphere; 4095 leaves tags to the guests. */
const vlanOf = (told: number): Vlan => (told === 0 ? 'untagged' : told === 4095 ? 'trunk' : told)

const isVlanId = (told: number): boolean => Number.isInteger(told) && told >= 0 && told <= 4095

/**
 * What a host's own standard portgroups lead to: the network objects, one for all hosts that have a portgroup of that name, do not
 * tell. `standardNames`: their names by id.
 */
export const standardVlans = (host: ObjectProperties, standardNames: ReadonlyMap<string, string>): readonly HostVlan[] => {
  const groups = all(host.properties.get('config.network.portgroup'), 'HostPortGroup')
  const told = new Map(groups.map((group) => [text(group, 'spec', 'name'), text(group, 'spec', 'vlanId')] as const))
  return idsAt(host, 'network').flatMap((networkNativeId) => {
    const vlanId = told.get(standardNames.get(networkNativeId) ?? null)
    return vlanId == null || !isVlanId(Number(vlanId)) ? [] : [{ networkNativeId, vlan: vlanOf(Number(vlanId)) }]
  })
}
