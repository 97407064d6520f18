import type { HostFacts, VmFacts, VmPower } from '../../server/domain/inventory'
import { agentReady, freeMiB } from '../../server/simulator/world/guests'
import { isUp } from '../../server/simulator/world/hosts'
import type { HostState, VmState } from '../../server/simulator/world/state'
import type { World } from '../../server/simulator/world/world'

/** Epoch ms at which the world begins: a Monday morning. */
export const WORLD_BEGINS_MS = Date.UTC(2026, 0, 5, 8)

/** Of a guest whose host is away nobody knows whether it runs. */
const powerOf = (world: World, vm: VmState): VmPower => {
  if (!isUp(world.state.hosts.get(vm.hostName))) return 'unknown'
  return vm.activity?.kind === 'saving' ? 'paused' : vm.power
}

const lockOf = ({ activity }: VmState): string | null => {
  switch (activity?.kind) {
    case 'saving':
      return 'suspending'
    case 'migrating':
      return 'migrate'
    default:
      return null
  }
}

export const vmFactsOf = (world: World, vm: VmState): VmFacts => {
  const { config } = vm
  const tools = config.agentSeconds === null ? 'not-installed' : agentReady(world.state, vm) ? 'running' : 'not-running'
  return {
    nativeId: String(config.vmid),
    uuid: config.uuid,
    name: config.name,
    hostNativeId: vm.hostName,
    clusterNativeId: 'cluster',
    power: powerOf(world, vm),
    cpuThreads: config.cpuThreads,
    cpuUsedPercent: 10,
    memoryMiB: config.memoryMiB,
    guestTools: tools,
    highlyAvailable: false,
    disks: [{ label: 'disk', datastoreNativeId: 'san', gibibytes: config.diskGibibytes, local: false }],
    networkNativeIds: ['lan'],
    macs: [config.mac],
    tags: config.tags,
    hasPassthrough: false,
    hasLocalCdrom: false,
    systemKind: null,
    requiredCpuFeatures: null,
    lockedBy: lockOf(vm),
  }
}

export const hostFactsOf = (world: World, host: HostState): HostFacts => {
  const { config } = host
  const up = isUp(host)
  return {
    nativeId: config.name,
    uuid: null,
    name: config.name,
    clusterNativeId: 'cluster',
    connection: up ? 'up' : 'down',
    inMaintenance: false,
    version: '9.0',
    cpuVendor: 'AMD',
    cpuModel: 'EPYC',
    cpuFeatures: null,
    cpuThreads: config.cpuThreads,
    cpuUsedPercent: up ? 20 : null,
    memoryMiB: config.memoryMiB,
    memoryUsedMiB: up ? config.memoryMiB - freeMiB(world.state, host) : null,
    powerWatts: null,
    powerSupplies: null,
    datastoreNativeIds: ['san'],
    networkNativeIds: ['lan'],
    bootedAtMs: up && host.bootedAtMs !== null ? WORLD_BEGINS_MS + host.bootedAtMs : null,
  }
}
