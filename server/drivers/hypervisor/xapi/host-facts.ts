import type { HostConnection, HostFacts, StoragePaths } from '../../../domain/inventory'
import type { HostVlan } from '../../../domain/vlan'
import { cpuFeaturesOf, cpuVendorOf } from './cpu-features'
import type { Records } from './records'
import { isLive } from './vm-facts'
import type { RecordOf } from './wire'

type Host = RecordOf<'host'>

const MIB = 1024 ** 2

/** XenCenter's mark of a host in maintenance; the pool's own tools remove it when the host is enabled. */
export const MAINTENANCE_MARK = 'MAINTENANCE_MODE'
/**
 * Ours, at a host that a plan shut down: the boot that was ended. A host must be disabled before it is shut down, and stays
 * so; without the mark nobody could tell it from one that a technician has taken down.
 */
export const SHUTDOWN_MARK = 'ridethrough_shutdown_of_boot'

const bootOf = (host: Host): string => host.other_config.boot_time ?? ''

export const shutdownMark = (host: Host): string => `boot ${bootOf(host)}`

/** "1700000000." → epoch ms. */
const bootedAtMs = (host: Host): number | null => {
  const seconds = Number.parseFloat(bootOf(host))
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : null
}

/**
 * A live host that takes no VMs is in maintenance. One that is down says no more than how it went: power that failed leaves
 * it enabled, a plan leaves our mark; else a person shut it down and may be inside (R5).
 */
export const isInMaintenance = (host: Host, live: boolean | null): boolean =>
  host.enabled === false &&
  (live === true || host.other_config[MAINTENANCE_MARK] === 'true' || host.other_config[SHUTDOWN_MARK] !== shutdownMark(host))

/** Memory of all domains there, the host's own among them, and what Xen needs for itself; null: not told. */
const memoryUsedMiB = (reference: string, host: Host, records: Records): number | null => {
  const residents = [...records.of('VM').values()].filter((vm) => vm.resident_on === reference)
  if (residents.length === 0) return null
  const bytes = residents.reduce(
    (sum, vm) =>
      sum + (records.get('VM_metrics', vm.metrics)?.memory_actual ?? vm.memory_dynamic_max ?? 0) + (vm.memory_overhead ?? 0),
    host.memory_overhead ?? 0,
  )
  return Math.round(bytes / MIB)
}

/** A network is the pool's, but the VLAN is that of the host's own card on it: -1 is none. */
const networksOf = (reference: string, records: Records) => {
  const cards = [...records.of('PIF').values()].filter((pif) => pif.host === reference)
  const vlans = cards.flatMap(({ network, VLAN }): readonly HostVlan[] => {
    const networkNativeId = records.get('network', network)?.uuid ?? null
    if (networkNativeId === null || VLAN === null || VLAN < -1 || VLAN > 4094) return []
    return [{ networkNativeId, vlan: VLAN <= 0 ? 'untagged' : VLAN }]
  })
  const ids = cards.flatMap(({ network }) => records.get('network', network)?.uuid ?? [])
  return { networkNativeIds: [...new Set(ids)], vlans }
}

const reachedBy = (reference: string, records: Records) => ({
  datastoreNativeIds: [...records.of('PBD').values()]
    .filter((pbd) => pbd.host === reference && pbd.currently_attached === true)
    .flatMap((pbd) => records.get('SR', pbd.SR)?.uuid ?? []),
  ...networksOf(reference, records),
})

/** "[2, 4]" as the storage manager keeps it per device: paths that work, and all there are. */
const workingPaths = (written: string): number | null => {
  const [, working] = /^\[(\d{1,4}), ?\d{1,4}\]$/.exec(written.trim()) ?? []
  return working === undefined ? null : Number(working)
}

/** Of storage that is reached by several paths the device with the fewest counts. */
const pathsOf = (reference: string, records: Records): readonly StoragePaths[] =>
  [...records.of('PBD').values()].flatMap((pbd) => {
    const storage = pbd.host === reference ? records.get('SR', pbd.SR)?.uuid : null
    const counts = Object.entries(pbd.other_config).flatMap(([key, value]) =>
      key.startsWith('mpath-') ? (workingPaths(value) ?? []) : [],
    )
    return storage == null || counts.length === 0 ? [] : [{ datastoreNativeId: storage, paths: Math.min(...counts) }]
  })

const versionOf = (host: Host): string | null => {
  const { product_brand: brand, product_version: version } = host.software_version
  return [brand, version].filter((part) => part !== undefined && part !== '').join(' ') || null
}

export const hostFacts = (
  reference: string,
  host: Host,
  records: Records,
  connection: HostConnection,
  cpuUsedPercent: number | null,
): HostFacts | null => {
  if (host.uuid === null) return null
  const [pool] = records.of('pool').values()
  const live = isLive(records, reference)
  const total = records.get('host_metrics', host.metrics)?.memory_total ?? null
  const threads = Number(host.cpu_info.cpu_count)
  const ownFeatures = cpuFeaturesOf(host.cpu_info.features_hvm_host)
  const storagePaths = pathsOf(reference, records)
  return {
    nativeId: host.uuid,
    uuid: host.uuid,
    name: host.name_label ?? host.uuid,
    clusterNativeId: pool?.uuid ?? null,
    connection,
    inMaintenance: isInMaintenance(host, live),
    version: versionOf(host),
    cpuVendor: cpuVendorOf(host.cpu_info.vendor),
    cpuModel: host.cpu_info.modelname ?? null,
    // What a guest that runs in hardware virtualisation may find again after a move.
    cpuFeatures: cpuFeaturesOf(host.cpu_info.features_hvm),
    ...(ownFeatures === null ? {} : { cpuOwnFeatures: ownFeatures }),
    cpuThreads: Number.isInteger(threads) && threads > 0 ? threads : null,
    cpuUsedPercent: live === true ? cpuUsedPercent : null,
    memoryMiB: total === null || total <= 0 ? null : Math.floor(total / MIB),
    memoryUsedMiB: live === true ? memoryUsedMiB(reference, host, records) : null,
    powerWatts: null,
    powerSupplies: null,
    ...reachedBy(reference, records),
    ...(storagePaths.length === 0 ? {} : { storagePaths }),
    bootedAtMs: live === true ? bootedAtMs(host) : null,
  }
}
