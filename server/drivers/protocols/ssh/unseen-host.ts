import type { HostFacts } from '../../../domain/inventory'

/** A host that is reached by its address, by its name alone: one that has not answered yet. */
export const unseenHost = (nativeId: string, name = nativeId): HostFacts => ({
  nativeId,
  // The address's name is the identity: the firmware's UUID is not known of a host that is off, and not always unique.
  uuid: null,
  name,
  clusterNativeId: null,
  connection: 'unknown',
  inMaintenance: false,
  version: null,
  cpuVendor: null,
  cpuModel: null,
  cpuFeatures: null,
  cpuThreads: null,
  cpuUsedPercent: null,
  memoryMiB: null,
  memoryUsedMiB: null,
  powerWatts: null,
  powerSupplies: null,
  datastoreNativeIds: [],
  networkNativeIds: [],
  bootedAtMs: null,
})

/** One of which a site has heard nothing since its session began. */
export const untoldHost = (nativeId: string): HostFacts => ({ ...unseenHost(nativeId), isUntold: true })
