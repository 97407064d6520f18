import type { HostConnection, HostFacts } from '../../../domain/inventory'
import { all, amount, find, text, type XmlElement } from '../../protocols/xml/xml'
import { migrationTrouble } from './migration-network'
import { hasPowerManagement } from './power-management'
import { idOf, idsOf } from './references'
import type { Site } from './site'
import { statisticOf } from './statistics'

const MIB = 1024 ** 2

/**
 * Every status that the engine documents. In maintenance the engine no longer asks the host: it is then `up` as far as anybody
 * told the engine, and `down` only once the engine itself has switched it off. One that reboots or writes its crash dump runs (A5).
 */
const CONNECTIONS: Readonly<Record<string, HostConnection>> = {
  up: 'up',
  maintenance: 'up',
  preparing_for_maintenance: 'up',
  non_operational: 'up',
  error: 'up',
  down: 'down',
  reboot: 'unknown',
  kdumping: 'unknown',
  non_responsive: 'unknown',
  connecting: 'unknown',
  unassigned: 'unknown',
  initializing: 'unknown',
  installing: 'unknown',
  installing_os: 'unknown',
  install_failed: 'unknown',
  pending_approval: 'unknown',
}

export const connectionOf = (status: string | null): HostConnection => CONNECTIONS[status ?? ''] ?? 'unknown'

const vendorOf = (host: XmlElement): string | null => {
  const said = `${text(host, 'cpu', 'type') ?? ''} ${text(host, 'cpu', 'name') ?? ''}`
  if (/\bintel\b/i.test(said)) return 'Intel'
  if (/\b(amd|opteron|epyc)\b/i.test(said)) return 'AMD'
  return /\bIBM POWER/i.test(said) ? 'IBM' : null
}

const threadsOf = (host: XmlElement): number | null => {
  const topology = find(host, 'cpu', 'topology')
  const counts = [amount(topology, 'sockets'), amount(topology, 'cores'), amount(topology, 'threads')]
  if (counts[0] == null && counts[1] == null) return null
  return counts.reduce<number>((product, count) => product * (count ?? 1), 1)
}

const mebibytes = (bytes: number | null): number | null => (bytes === null ? null : Math.round(bytes / MIB))

/**
 * What cannot be given to another VM: the greater of what the host uses and of what the engine's scheduler holds back for the VMs
 * that are there (all but `max_scheduling_memory`), since it refuses whatever does not fit into the rest.
 */
const memoryHeldMiB = (host: XmlElement, statistics: XmlElement | null, totalMiB: number | null): number | null => {
  const usedMiB = mebibytes(statisticOf(statistics, 'memory.used'))
  const schedulableMiB = mebibytes(amount(host, 'max_scheduling_memory'))
  const bookedMiB = totalMiB === null || schedulableMiB === null ? null : Math.max(0, totalMiB - schedulableMiB)
  return usedMiB === null ? bookedMiB : Math.max(usedMiB, bookedMiB ?? 0)
}

const percentUsed = (statistics: XmlElement | null): number | null => {
  const idle = statisticOf(statistics, 'cpu.current.idle')
  return idle === null ? null : Math.min(100, Math.max(0, 100 - idle))
}

const bootedAtMs = (statistics: XmlElement | null): number | null => {
  const seconds = statisticOf(statistics, 'boot.time')
  return seconds === null || seconds <= 0 ? null : seconds * 1000
}

const WITHOUT_POWER_MANAGEMENT = 'its power management is not set up in oVirt, which switches hosts off only by it'

/** `host` with its network attachments and statistics inside it. */
export const hostFacts = (host: XmlElement, site: Site): HostFacts => {
  const status = text(host, 'status')
  const isUp = connectionOf(status) === 'up'
  const statistics = find(host, 'statistics')
  const cluster = idOf(find(host, 'cluster'))
  const totalMiB = mebibytes(amount(host, 'memory'))
  const attachments = all(find(host, 'network_attachments'), 'network_attachment')
  const trouble = migrationTrouble(site.migrationNetwork(cluster), attachments)
  const dataCenter = site.dataCenterName(cluster)
  return {
    nativeId: idOf(host) ?? '',
    uuid: text(host, 'hardware_information', 'uuid')?.toLowerCase() ?? null,
    name: text(host, 'name') ?? idOf(host) ?? '',
    clusterNativeId: cluster,
    ...(dataCenter === null ? {} : { site: dataCenter }),
    connection: connectionOf(status),
    inMaintenance: status === 'maintenance',
    ...(hasPowerManagement(host) ? {} : { noShutdown: WITHOUT_POWER_MANAGEMENT }),
    ...(status === 'preparing_for_maintenance' ? { enteringMaintenance: true } : {}),
    version: text(host, 'version', 'full_version'),
    cpuVendor: vendorOf(host),
    cpuModel: text(host, 'cpu', 'type') ?? text(host, 'cpu', 'name'),
    cpuFeatures: null, // the API tells families of processors, no flags
    cpuThreads: threadsOf(host),
    cpuUsedPercent: isUp ? percentUsed(statistics) : null,
    memoryMiB: totalMiB,
    memoryUsedMiB: isUp ? memoryHeldMiB(host, statistics, totalMiB) : null,
    powerWatts: null,
    powerSupplies: null,
    datastoreNativeIds: site.datastoresOfCluster(cluster),
    networkNativeIds: idsOf(attachments.flatMap((each) => find(each, 'network') ?? [])),
    // One that is away tells none of its cards.
    ...(isUp && trouble !== null ? { migrationTrouble: trouble } : {}),
    bootedAtMs: isUp ? bootedAtMs(statistics) : null,
  }
}
