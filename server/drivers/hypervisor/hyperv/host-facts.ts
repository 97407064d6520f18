import type { HostConnection, HostFacts } from '../../../domain/inventory'
import { unseenHost } from '../../protocols/ssh/unseen-host'
import type { HostTold } from './host-question'
import { ownDatastores } from './storage'
import { networkId } from './vm-facts'

const VENDORS: Readonly<Record<string, string>> = { GenuineIntel: 'Intel', AuthenticAMD: 'AMD', HygonGenuine: 'Hygon' }

const nodeOf = (told: HostTold, name: string) =>
  told.cluster?.nodes.find((node) => node.Name.toLowerCase() === name.toLowerCase()) ?? null

/** As a node says of another (or of itself): null where it knows no such node. */
export const nodeState = (told: HostTold, computerName: string): string | null => nodeOf(told, computerName)?.State ?? null

export const hostFacts = (nativeId: string, told: HostTold): HostFacts => {
  const [processor] = told.processors
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
    networkNativeIds: [...new Set(told.switches.map(networkId))],
    bootedAtMs: Number.isFinite(boot) ? boot : null,
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
