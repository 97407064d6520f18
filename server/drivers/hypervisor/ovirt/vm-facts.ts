import type { GuestTools, HostConnection, VmFacts, VmPower } from '../../../domain/inventory'
import type { Site } from './site'
import type { VmDetails, VmLine } from './vm-record'
import { lockOf, powerOf } from './vm-status'

/** Made by the installer of the engine as the VM that the engine itself runs in; the second is the kind that it may also manage. */
const HOSTED_ENGINE_ORIGINS = new Set(['hosted_engine', 'managed_hosted_engine'])
export const HOSTED_ENGINE = 'hosted-engine'

export const systemKindOf = (line: VmLine): string | null => (HOSTED_ENGINE_ORIGINS.has(line.origin ?? '') ? HOSTED_ENGINE : null)

/** A VM whose host is lost or down is in a state that the engine only remembers. */
const seenPower = (line: VmLine, host: HostConnection): VmPower => {
  const power = powerOf(line.status)
  return line.host !== null && host !== 'up' && (power === 'on' || power === 'paused') ? 'unknown' : power
}

const toolsOf = (line: VmLine, power: VmPower): GuestTools => {
  if (power === 'off') return 'not-running'
  if (power !== 'on') return 'unknown'
  if (line.agentSpoke) return 'running'
  // Also said of guests without an agent, a minute after they were started.
  return line.status === 'up' ? 'not-running' : 'unknown'
}

const keptBy = (affinity: string | null): string | null => {
  switch (affinity) {
    case 'pinned':
      return 'its migration settings in oVirt pin it to its host'
    case 'user_migratable':
      return 'its migration settings in oVirt allow only manual migration'
    default:
      return null
  }
}

const cpuUsedPercent = (line: VmLine, details: VmDetails, power: VmPower): number | null =>
  power !== 'on' || details.cpuTotalPercent === null || !line.cpuThreads
    ? null
    : Math.min(100, Math.max(0, details.cpuTotalPercent / line.cpuThreads))

/** Backups that the engine knows of hold the VM's disks, too. */
const lockIn = ({ lockedDisk, lockedSnapshot }: VmDetails): string | null => {
  if (lockedSnapshot !== null) return `a task on its snapshot "${lockedSnapshot}"`
  return lockedDisk === null ? null : `a task on its disk ${lockedDisk}`
}

/** `host`: how the engine reaches the host that the VM is on. */
export const vmFacts = (line: VmLine, details: VmDetails, host: HostConnection, site: Site): VmFacts => {
  const power = seenPower(line, host)
  const profiles = details.cards.map((card) => site.profile(card.vnicProfile))
  const networks = profiles.flatMap((profile) => profile?.network ?? [])
  const keepsFunction = details.cards.some((card, index) => card.passthrough && profiles[index]?.migratable !== true)
  return {
    nativeId: line.id,
    // The engine's id is also the UUID in the guest's firmware, and stays with the VM.
    uuid: line.id.toLowerCase(),
    name: line.name,
    hostNativeId: line.host,
    clusterNativeId: line.cluster,
    power,
    cpuThreads: line.cpuThreads,
    cpuUsedPercent: cpuUsedPercent(line, details, power),
    memoryMiB: line.memoryMiB,
    ...(power === 'on' && details.memoryUsedMiB !== null && details.memoryUsedMiB > 0
      ? { memoryUse: { usedMiB: details.memoryUsedMiB, by: 'guest' as const } }
      : {}),
    guestTools: toolsOf(line, power),
    highlyAvailable: line.highlyAvailable,
    disks: details.disks.map(({ label, datastore, gibibytes }) => ({
      label,
      datastoreNativeId: datastore,
      gibibytes,
      local: datastore !== null && site.isLocal(datastore),
    })),
    networkNativeIds: [...new Set(networks)],
    macs: details.cards.flatMap((card) => card.mac ?? []),
    tags: details.tags,
    hasPassthrough: details.hasHostDevice || line.hasVirtualGpu || keepsFunction,
    hasLocalCdrom: details.hasCd && site.isLocalCluster(line.cluster),
    systemKind: systemKindOf(line),
    requiredCpuFeatures: null, // the cluster's CPU type decides
    lockedBy: lockOf(line.status) ?? lockIn(details),
    keptOnHost: keptBy(line.affinity),
    snapshotCount: details.snapshotCount,
  }
}
