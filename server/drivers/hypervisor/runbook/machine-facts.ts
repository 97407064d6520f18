import type { HostFacts, VmFacts, VmPower } from '../../../domain/inventory'
import { unseenHost } from '../../protocols/ssh/unseen-host'
import type { Machine } from './endpoint'

/**
 * A machine is a host with one VM on it (ADR 7): feeds bind to hosts, stages to VMs. The VM is the machine at work, its end is
 * the machine's; the host is down once the VM is off.
 */
export const hostNativeId = (machine: Pick<Machine, 'id'>): string => `host-${machine.id}`

const CONNECTION = { on: 'up', off: 'down', unknown: 'unknown' } as const

export const hostFacts = (machine: Machine, power: keyof typeof CONNECTION): HostFacts => ({
  ...unseenHost(hostNativeId(machine), machine.name),
  connection: CONNECTION[power],
})

export const vmFacts = (machine: Machine, power: VmPower): VmFacts => ({
  nativeId: machine.id,
  uuid: machine.id,
  name: machine.name,
  hostNativeId: hostNativeId(machine),
  clusterNativeId: null,
  power,
  cpuThreads: null,
  cpuUsedPercent: null,
  memoryMiB: null,
  guestTools: 'unknown',
  highlyAvailable: null,
  disks: [],
  networkNativeIds: [],
  macs: [],
  tags: [machine.kind],
  hasPassthrough: false,
  hasLocalCdrom: false,
  systemKind: null,
  requiredCpuFeatures: null,
  lockedBy: null,
  keptOnHost: 'it is a machine of its own and cannot be moved',
})
