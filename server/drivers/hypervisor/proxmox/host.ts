import type { HostConnection, HostFacts } from '../../../domain/inventory'
import { bridgeVlans } from './bridges'
import { cpuVendorOf } from './cpu-model'
import type { NodeNetwork, NodeStatus, Resource } from './wire'

const MIB = 1024 ** 2

/** What a node tells about itself. */
export interface NodeDetails {
  readonly status: NodeStatus
  readonly networks: NodeNetwork
  readonly bootedAtMs: number | null
}

const connectionOf = (status: string | null): HostConnection =>
  status === 'online' ? 'up' : status === 'offline' ? 'down' : 'unknown'

/** "pve-manager/8.2.4/faa83925c9641325" → "8.2.4". */
const versionOf = (pveVersion: string | null): string | null => /^pve-manager\/([^/]+)/.exec(pveVersion ?? '')?.[1] ?? pveVersion

/** Each guest of a node is judged by them. */
const featuresOf = new WeakMap<NodeDetails, readonly string[]>()

export const cpuFeaturesOf = (details: NodeDetails | null): readonly string[] | null => {
  const flags = details?.status.cpuinfo?.flags ?? null
  if (details === null || flags === null) return null
  const features = featuresOf.get(details) ?? flags.split(/\s+/).filter((flag) => flag !== '')
  featuresOf.set(details, features)
  return features
}

export interface HostContext {
  readonly clusterNativeId: string | null
  readonly inMaintenance: boolean
  readonly datastoreNativeIds: readonly string[]
  /** In words; null: none that is known. */
  readonly migrationTrouble: string | null
}

/** `details` null: the node could not be asked (it is off, or cut off). */
export const hostFacts = (resource: Resource, details: NodeDetails | null, context: HostContext): HostFacts => {
  const name = resource.node ?? resource.id
  const isUp = connectionOf(resource.status) === 'up'
  const cpuFraction = resource.cpu ?? details?.status.cpu ?? null
  const memoryBytes = resource.maxmem ?? details?.status.memory?.total ?? null
  const memoryUsedBytes = resource.mem ?? details?.status.memory?.used ?? null
  return {
    nativeId: name,
    // The API tells no hardware UUID of a node.
    uuid: null,
    name,
    clusterNativeId: context.clusterNativeId,
    // What Proxmox VE calls the datacenter is the cluster.
    ...(context.clusterNativeId === null ? {} : { site: context.clusterNativeId }),
    connection: connectionOf(resource.status),
    inMaintenance: context.inMaintenance,
    version: versionOf(details?.status.pveversion ?? null),
    cpuVendor: cpuVendorOf(details?.status.cpuinfo?.model ?? null),
    cpuModel: details?.status.cpuinfo?.model ?? null,
    cpuFeatures: cpuFeaturesOf(details),
    cpuThreads: resource.maxcpu ?? details?.status.cpuinfo?.cpus ?? null,
    cpuUsedPercent: isUp && cpuFraction !== null ? cpuFraction * 100 : null,
    memoryMiB: memoryBytes === null ? null : Math.round(memoryBytes / MIB),
    memoryUsedMiB: isUp && memoryUsedBytes !== null ? Math.round(memoryUsedBytes / MIB) : null,
    powerWatts: null,
    powerSupplies: null,
    datastoreNativeIds: context.datastoreNativeIds,
    networkNativeIds: (details?.networks ?? []).map(({ iface }) => iface),
    ...(details === null ? {} : { vlans: bridgeVlans(details.networks) }),
    ...(context.migrationTrouble === null ? {} : { migrationTrouble: context.migrationTrouble }),
    bootedAtMs: isUp ? (details?.bootedAtMs ?? null) : null,
  }
}
