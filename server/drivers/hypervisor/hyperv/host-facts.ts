import type { HostConnection, HostFacts } from '../../../domain/inventory'
import type { HostVlan } from '../../../domain/vlan'
import { unseenHost } from '../../protocols/ssh/unseen-host'
import type { HostTold } from './host-question'
import { ownDatastores } from './storage'
import { networkId } from './vm-facts'

const VENDORS: Readonly<Record<string, string>> = { GenuineIntel: 'Intel', AuthenticAMD: 'AMD', HygonGenuine: 'Hygon' }

const nodeOf = (told: HostTold, name: string) =>
  told.cluster?.nodes.find((node) => node.Name.toLowerCase() === name.toLowerCase()) ?? null

/** As a node says of another (or of itself): null where it knows no such node. */
export const nodeState = (told: HostTold, computerName: string): string | null => nodeOf(told, computerName)?.State ?? null

const migrationTrouble = (told: HostTold): string | null => {
  if (told.clusterSilent === true) return null
  if (!told.VirtualMachineMigrationEnabled && told.cluster === null) return 'live migration is switched off on it'
  return told.cluster === null && told.migrationAddresses.length === 0 ? 'it listens for live migrations on no address' : null
}

/** S0-06: failover clustering must be configured on every node. */
const findingsOf = (told: HostTold): readonly string[] => {
  if (told.clusterSilent === true)
    return ['Its cluster service runs and does not answer (no quorum?): look at it in Failover Cluster Manager.']
  if (told.cluster === null)
    return [
      'It is no node of a failover cluster: its VMs cannot be made highly available. Add the feature “Failover Clustering” and join it to the cluster.',
    ]
  return nodeOf(told, told.ComputerName) === null
    ? [`The cluster ${told.cluster.Name} does not name it as a node: join it again.`]
    : []
}

/** A virtual switch passes every tag that its VMs' adapters bear; only an external one leads out of the host. */
const switchVlan = ({ Name, SwitchType }: HostTold['switches'][number]): readonly HostVlan[] => {
  const networkNativeId = networkId(Name)
  switch (SwitchType) {
    case 'External':
      return [{ networkNativeId, vlan: 'untagged' }]
    case 'Internal':
    case 'Private':
      return [{ networkNativeId, vlan: 'inside' }]
    default:
      return []
  }
}

export const hostFacts = (nativeId: string, told: HostTold): HostFacts => {
  const [processor] = told.processors
  const [trouble, findings] = [migrationTrouble(told), findingsOf(told)]
  const threads = told.LogicalProcessorCount || null
  const boot = Date.parse(told.LastBootUpTime ?? '')
  const usedKiB = told.TotalMemoryKiB == null || told.FreeMemoryKiB == null ? null : told.TotalMemoryKiB - told.FreeMemoryKiB
  return {
    ...unseenHost(nativeId),
    clusterNativeId: nodeOf(told, told.ComputerName) === null ? null : (told.cluster?.Id ?? null),
    connection: 'up',
    inMaintenance: nodeState(told, told.ComputerName) === 'Paused',
    version: [told.Caption?.trim(), told.Version].filter(Boolean).join(' ') || null,
    cpuVendor: processor?.Manufacturer ? (VENDORS[processor.Manufacturer] ?? processor.Manufacturer) : null,
    cpuModel: processor?.Name?.trim() || null,
    cpuThreads: threads,
    cpuUsedPercent: told.PercentTotalRunTime == null ? null : Math.min(100, told.PercentTotalRunTime),
    memoryMiB: told.MemoryCapacity ? Math.floor(told.MemoryCapacity / 1024 ** 2) : null,
    memoryUsedMiB: usedKiB === null ? null : Math.max(0, Math.round(usedKiB / 1024)),
    datastoreNativeIds: ownDatastores(nativeId, told).map((store) => store.nativeId),
    networkNativeIds: [...new Set(told.switches.map(({ Name }) => networkId(Name)))],
    vlans: told.switches.flatMap(switchVlan),
    bootedAtMs: Number.isFinite(boot) ? boot : null,
    ...(trouble === null ? {} : { migrationTrouble: trouble }),
    ...(findings.length === 0 ? {} : { findings }),
  }
}

/** It is not heard: what it is stays known, what it does is not. */
export const silentHost = (known: HostFacts, connection: HostConnection): HostFacts => ({
  ...known,
  connection,
  cpuUsedPercent: null,
  memoryUsedMiB: null,
  bootedAtMs: null,
})
