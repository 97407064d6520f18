import type { HostFacts } from '../../../domain/inventory'
import type { HostTold, InventoryTold } from './questions'
import { datastoresOf } from './storage'
import { clusterOfHost, networkId } from './vm-facts'

/** "Xeon" alone names a hundred different processors: no model to compare by. */
const modelOf = (text: string | null | undefined): string | null => (text && /\d/.test(text) ? text : null)

const versionOf = (host: HostTold): string | null => {
  const version = host.HyperVVersionString
  return version && version !== '0.0' ? `Hyper-V ${version}` : host.OperatingSystemVersionString || null
}

/** S0-06. */
const NO_CLUSTER =
  'It is no node of a failover cluster: its VMs cannot be made highly available, and are saved for its maintenance. Add the feature “Failover Clustering” and join it to the cluster.'

export const hostFacts = (host: HostTold, told: InventoryTold): HostFacts => {
  const clusterNativeId = clusterOfHost(host, told)
  const totalMiB = host.TotalMemory ? Math.floor(host.TotalMemory / 1024 ** 2) : null
  const heard = host.CommunicationStateString === 'Responding'
  return {
    nativeId: host.ID,
    uuid: null,
    name: host.Name,
    clusterNativeId,
    // An agent that does not answer SCVMM is no proof that its machine is off.
    connection: heard ? 'up' : 'unknown',
    inMaintenance: host.MaintenanceHost === true,
    version: versionOf(host),
    cpuVendor: host.ProcessorManufacturer || null,
    cpuModel: modelOf(host.ProcessorModel),
    cpuFeatures: null,
    cpuThreads: host.LogicalProcessorCount || null,
    cpuUsedPercent: heard && host.CpuUtilization != null ? Math.min(100, host.CpuUtilization) : null,
    memoryMiB: totalMiB,
    memoryUsedMiB:
      heard && totalMiB !== null && host.AvailableMemory != null ? Math.max(0, totalMiB - host.AvailableMemory) : null,
    powerWatts: null,
    powerSupplies: null,
    datastoreNativeIds: [...new Set(datastoresOf(host, clusterNativeId).map((store) => store.nativeId))],
    networkNativeIds: [
      ...new Set(
        told.vnets
          .filter((network) => network.VMHostName?.toLowerCase() === host.Name.toLowerCase())
          .map((network) => networkId(network.Name)),
      ),
    ],
    bootedAtMs: null,
    ...(clusterNativeId === null ? { findings: [NO_CLUSTER] } : {}),
  }
}
