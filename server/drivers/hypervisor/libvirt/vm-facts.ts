import type { GuestTools, VmFacts, VmPower } from '../../../domain/inventory'
import { requiredCpuFeatures } from './cpu-needs'
import { diskFacts, type SeenStorage } from './storage'
import type { DomainCopy } from './survey'

/** Which copy of a domain is the VM, where several hosts have one: the one that runs; else that which holds its state. */
const weight = (copy: DomainCopy): number => {
  switch (copy.stats.run) {
    case 'running':
      return 5
    case 'paused':
      return 4
    case 'migrating':
      return 3
    case 'off':
      return copy.saved ? 2 : 0
    case 'unknown':
      return 1
  }
}

/** `lastHost`: of several definitions that are off, the one where it ran last is the VM. */
export const chosenCopy = (copies: readonly DomainCopy[], lastHost: string | null): DomainCopy | null =>
  copies.reduce<DomainCopy | null>((best, copy) => {
    if (best === null) return copy
    const [left, right] = [weight(copy), weight(best)]
    return left > right || (left === right && copy.host === lastHost) ? copy : best
  }, null)

const powerOf = (copy: DomainCopy): VmPower => {
  switch (copy.stats.run) {
    case 'running':
      return 'on'
    case 'paused':
    case 'migrating':
      return 'paused'
    case 'off':
      return copy.saved ? 'saved' : 'off'
    case 'unknown':
      return 'unknown'
  }
}

const TOOLS: Readonly<Record<DomainCopy['domain']['agent'], GuestTools>> = {
  connected: 'running',
  disconnected: 'not-running',
  absent: 'not-installed',
  unknown: 'unknown',
}

const lockOf = (copies: readonly DomainCopy[]): string | null => {
  const running = copies.filter((copy) => copy.stats.run === 'running')
  const job = copies.find((copy) => copy.job !== null)?.job ?? null
  if (job !== null) return job
  return running.length > 1 ? `it runs on ${running.map((copy) => copy.host).join(' and ')} at once` : null
}

const memoryUseOf = ({ stats }: DomainCopy): Pick<VmFacts, 'memoryUse'> =>
  stats.run === 'running' && stats.residentMiB !== null ? { memoryUse: { usedMiB: stats.residentMiB, by: 'host' } } : {}

/** The facts of one VM from all its copies; `chosen` is one of them. */
export const vmFacts = (
  chosen: DomainCopy,
  copies: readonly DomainCopy[],
  storage: SeenStorage,
  cpuUsedPercent: number | null,
  hostFlags: readonly string[] | null,
): VmFacts => {
  const { domain } = chosen
  return {
    nativeId: domain.uuid,
    uuid: domain.uuid,
    name: domain.name,
    hostNativeId: chosen.host,
    clusterNativeId: null,
    power: powerOf(chosen),
    cpuThreads: domain.cpuThreads,
    cpuUsedPercent,
    memoryMiB: domain.memoryMiB,
    ...memoryUseOf(chosen),
    guestTools: TOOLS[domain.agent],
    highlyAvailable: null,
    ...diskFacts(domain, storage, chosen.stats.capacities),
    networkNativeIds: domain.networks,
    macs: domain.macs,
    tags: domain.tags,
    hasPassthrough: domain.passthrough,
    systemKind: null,
    requiredCpuFeatures: requiredCpuFeatures(domain.cpuMode, domain.cpuModel, hostFlags),
    lockedBy: lockOf(copies),
    ...(chosen.autostart ? { startsWithHost: true as const } : {}),
    // A driver of libvirt that knows no snapshots is silent, as one is that has none.
    ...(chosen.snapshots === 0 ? {} : { snapshotCount: chosen.snapshots }),
  }
}
