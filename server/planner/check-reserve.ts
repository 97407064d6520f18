import type { HostId, VmId } from '../domain/ids'
import type { CheckedHost as Host, CheckedManager, CheckedStep as Step } from '../domain/checked-world'
import { moves, pending, type Scene } from './check-scene'

type Cluster = CheckedManager['clusters'][number]

/** A step that takes what its cluster keeps, in words. */
export interface ReserveFault {
  readonly step: Step
  readonly message: string
}

const memoryOf = (hosts: readonly Host[]): number => hosts.reduce((total, { memoryMiB }) => total + (memoryMiB ?? 0), 0)

const isInService = ({ connection, inMaintenance, enteringMaintenance, stale, memoryMiB }: Host): boolean =>
  connection === 'up' && !inMaintenance && enteringMaintenance !== true && !stale && memoryMiB !== null

const usedOn = (scene: Scene, { id, memoryUsedMiB }: Host): number =>
  memoryUsedMiB ?? (scene.residents.get(id) ?? []).reduce((total, { memoryMiB }) => total + (memoryMiB ?? 0), 0)

const keptMiB = ({ haReserve }: Cluster, hosts: readonly Host[]): number => {
  const sizes = hosts.map(({ memoryMiB }) => memoryMiB ?? 0).sort((left, right) => right - left)
  const asHosts = sizes.slice(0, haReserve?.hosts ?? 0).reduce((total, size) => total + size, 0)
  return Math.max(asHosts, (memoryOf(hosts) * (haReserve?.memoryPercent ?? 0)) / 100)
}

const faultsIn = (scene: Scene, cluster: Cluster, hosts: readonly Host[], chosen: ReadonlySet<VmId>): readonly ReserveFault[] => {
  const failover = new Set(cluster.haReserve?.hostNativeIds)
  const emptied = new Set(
    scene.steps.flatMap((step) => (pending(step) && step.action === 'enter-maintenance' ? [step.object.id] : [])),
  )
  const leaving = hosts.filter(({ id }) => emptied.has(id))
  const staying = hosts.filter((host) => !emptied.has(host.id) && isInService(host) && !failover.has(host.nativeId))
  const stays = new Set<HostId | null>(staying.map(({ id }) => id))
  const isFrom = new Set<HostId | null>(leaving.map(({ id }) => id))
  const arriving = scene.steps.filter((step) => {
    const vm = step.object.kind === 'vm' ? scene.vms.get(step.object.id) : undefined
    return pending(step) && moves(step) && isFrom.has(vm?.hostId ?? null) && stays.has(step.targetHostId)
  })
  const byItself = arriving.filter(({ object }) => object.kind !== 'vm' || !chosen.has(object.id))
  if (byItself.length === 0) return []
  const coming = arriving.reduce(
    (total, { object }) => total + (object.kind === 'vm' ? (scene.vms.get(object.id)?.memoryMiB ?? 0) : 0),
    0,
  )
  // A host that is emptied is one of those that the room is kept for.
  const left = Math.max(0, keptMiB(cluster, [...leaving, ...staying]) - memoryOf(leaving))
  const used = staying.reduce((total, host) => total + usedOn(scene, host), 0)
  const most = Math.floor(memoryOf(staying) - left)
  if (used + coming <= most + 1) return []
  return byItself.map((step) => ({
    step,
    message: `${step.object.name}: its cluster would hold ${Math.ceil(used + coming)} MiB, and keeps all beyond ${most} MiB for hosts that fail`,
  }))
}

/**
 * D4: moves off hosts that are emptied which take what their cluster keeps for hosts that fail. VMs that are `chosen` may: a person said
 * so. What moves between hosts that stay takes nothing.
 */
export const reserveFaults = (scene: Scene, chosen: ReadonlySet<VmId>): readonly ReserveFault[] =>
  [...scene.managers.values()].flatMap(({ id, clusters }) =>
    clusters.flatMap((cluster) => {
      if (cluster.haReserve === undefined) return []
      const hosts = [...scene.hosts.values()].filter((host) => host.managerId === id && host.clusterNativeId === cluster.nativeId)
      return faultsIn(scene, cluster, hosts, chosen)
    }),
  )
