import type { GuestTools, VmFacts, VmPower } from '../../../domain/inventory'
import { requiredCpuFeatures } from './cpu-model'
import { cardVlansOf, disksOf, hasLocalCdrom, hasPassthrough, networkCardsOf, uuidOf } from './guest-devices'
import { isOn, propertyString } from './property-string'
import type { Storages } from './storage'
import type { GuestConfig, Resource, VmCurrent } from './wire'

/** Proxmox VE numbers VMs and containers from one range; the native id is the API's own resource id, "qemu/100" or "lxc/101". */
export interface GuestRef {
  readonly kind: 'qemu' | 'lxc'
  readonly vmid: number
}

export const guestRefOf = (nativeId: string): GuestRef | null => {
  const match = /^(qemu|lxc)\/(\d{3,9})$/.exec(nativeId)
  return match === null ? null : { kind: match[1] === 'lxc' ? 'lxc' : 'qemu', vmid: Number(match[2]) }
}

export const nativeIdOf = (guest: GuestRef): string => `${guest.kind}/${guest.vmid}`

/** What the overview and the fresh status of a guest say alike. */
export interface GuestStatus {
  readonly ref: GuestRef
  readonly node: string
  readonly name: string | null
  readonly run: string
  readonly lock: string | null
  readonly tags: string | null
  readonly cpuFraction: number | null
  readonly cpuThreads: number | null
  readonly memoryBytes: number | null
  readonly memoryUsedBytes: number | null
  readonly highlyAvailable: boolean
}

export const statusFromResource = (resource: Resource): GuestStatus | null => {
  const ref = guestRefOf(resource.id)
  if (ref === null || resource.template || resource.node === null) return null
  return {
    ref,
    node: resource.node,
    name: resource.name,
    run: resource.status ?? 'unknown',
    lock: resource.lock,
    tags: resource.tags,
    cpuFraction: resource.cpu,
    cpuThreads: resource.maxcpu,
    memoryBytes: resource.maxmem,
    memoryUsedBytes: resource.mem,
    highlyAvailable: resource.hastate !== null && resource.hastate !== 'ignored',
  }
}

export const statusFromCurrent = (ref: GuestRef, node: string, current: VmCurrent): GuestStatus => ({
  ref,
  node,
  name: current.name,
  run: current.status === 'running' ? (current.qmpstatus ?? 'running') : current.status,
  lock: current.lock,
  tags: current.tags,
  cpuFraction: current.cpu,
  cpuThreads: current.cpus,
  memoryBytes: current.maxmem,
  memoryUsedBytes: current.mem,
  highlyAvailable: current.ha?.managed ?? false,
})

/** `suspended` is the lock of a VM whose memory lies on disk. States in between (migration, shutdown) are not settled: unknown. */
const powerOf = (run: string, lock: string | null): VmPower => {
  switch (run) {
    case 'running':
      return 'on'
    case 'stopped':
      return lock === 'suspended' ? 'saved' : 'off'
    case 'paused':
    case 'suspended':
    case 'io-error':
    case 'internal-error':
      return 'paused'
    default:
      return 'unknown'
  }
}

const MIB = 1024 ** 2

/** Whether the guest agent answers costs a call per VM, so it is asked for elsewhere; here only what the configuration says. */
export const agentEnabled = (config: GuestConfig): boolean => {
  const agent = propertyString(config.agent ?? '')
  return isOn(agent.main ?? agent.get('enabled'))
}

export interface GuestContext {
  readonly clusterNativeId: string | null
  readonly storages: Storages
  readonly hostCpuFeatures: readonly string[] | null
  /** What the agent last said, null: not asked. */
  readonly agentAnswers: boolean | null
  /** Null: not known. */
  readonly snapshotCount: number | null
}

/** As its balloon driver tells it, else what its process takes on the node: which of them it was the API does not say. */
const memoryUseOf = ({ run, memoryUsedBytes }: GuestStatus): Pick<VmFacts, 'memoryUse'> =>
  run !== 'running' || memoryUsedBytes === null || memoryUsedBytes === 0
    ? {}
    : { memoryUse: { usedMiB: Math.round(memoryUsedBytes / MIB), by: null } }

const toolsOf = (status: GuestStatus, config: GuestConfig | null, context: GuestContext): GuestTools => {
  // Containers need no agent: their init is told directly.
  if (status.ref.kind === 'lxc') return status.run === 'running' ? 'running' : 'not-running'
  if (config === null) return 'unknown'
  if (!agentEnabled(config)) return 'not-installed'
  if (status.run !== 'running') return 'not-running'
  return context.agentAnswers === null ? 'unknown' : context.agentAnswers ? 'running' : 'not-running'
}

/** The HA manager starts its guests by rules of its own. */
export const startsWithNode = (config: GuestConfig | null, { highlyAvailable }: Pick<GuestStatus, 'highlyAvailable'>): boolean =>
  isOn(config?.onboot ?? null) && !highlyAvailable

/** `config` null: the node that holds it cannot be asked; then everything that only it tells is unknown. */
export const guestFacts = (status: GuestStatus, config: GuestConfig | null, context: GuestContext): VmFacts => {
  const cards = config === null ? [] : networkCardsOf(config)
  const cardVlans = cardVlansOf(cards)
  // Lock, name and tags come from the status: it is always fresh, a configuration may be minutes old.
  const lock = status.lock
  return {
    nativeId: nativeIdOf(status.ref),
    uuid: config === null ? null : uuidOf(config),
    name: status.name ?? config?.name ?? config?.hostname ?? `VM ${status.ref.vmid}`,
    hostNativeId: status.node,
    clusterNativeId: context.clusterNativeId,
    power: powerOf(status.run, lock),
    cpuThreads: status.cpuThreads,
    cpuUsedPercent: status.cpuFraction === null ? null : status.cpuFraction * 100,
    memoryMiB: status.memoryBytes === null ? null : Math.round(status.memoryBytes / MIB),
    ...memoryUseOf(status),
    guestTools: toolsOf(status, config, context),
    highlyAvailable: status.highlyAvailable,
    disks: config === null ? [] : disksOf(config, status.ref.kind, status.node, context.storages),
    networkNativeIds: [...new Set(cards.flatMap((card) => (card.bridge === null ? [] : [card.bridge])))],
    ...(cardVlans.length === 0 ? {} : { cardVlans }),
    macs: cards.flatMap((card) => (card.mac === null ? [] : [card.mac])),
    tags: (status.tags ?? '').split(/[;, ]+/).filter((tag) => tag !== ''),
    hasPassthrough: config === null ? null : hasPassthrough(config),
    hasLocalCdrom: config !== null && hasLocalCdrom(config, status.node, context.storages),
    systemKind: null,
    requiredCpuFeatures:
      status.ref.kind === 'lxc' || config === null ? null : requiredCpuFeatures(cpuModelOf(config), context.hostCpuFeatures),
    lockedBy: lock === null || lock === 'suspended' ? null : lock,
    snapshotCount: context.snapshotCount,
    ...(startsWithNode(config, status) ? { startsWithHost: true as const } : {}),
  }
}

const cpuModelOf = (config: GuestConfig): string | null => {
  const cpu = propertyString(config.cpu ?? '')
  return cpu.main ?? cpu.get('cputype')
}
