import type { HostId, ManagerId } from './ids'
import type { ClusterFacts } from './inventory'
import type { Cluster, Host } from './world'

/** What people set here of a cluster; where `name` is given, the cluster itself was defined here (S1-08, S1-12). */
export interface ClusterSetting {
  readonly managerId: ManagerId
  /** The manager's own id of it; of one defined here, see `isDefinedHere`. */
  readonly clusterNativeId: string
  readonly name: string | null
  /** Highest CPU use that a migration target may reach, percent; null: as the platform says. */
  readonly maxCpuPercent: number | null
}

/** What people set here of a host. */
export interface HostSetting {
  readonly hostId: HostId
  /** The cluster defined here that it belongs to; null: none. Holds only where the platform has none of its own. */
  readonly clusterNativeId: string | null
  /** Kept free for others' VMs (S3-05). */
  readonly isSpare: boolean
}

export interface SiteSettings {
  readonly clusters: readonly ClusterSetting[]
  readonly hosts: readonly HostSetting[]
}

export const NO_SETTINGS: SiteSettings = { clusters: [], hosts: [] }

const HERE = 'defined-here:'
/** No manager's own id looks like this. */
export const idOfDefined = (id: string): string => `${HERE}${id}`
export const isDefinedHere = (clusterNativeId: string): boolean => clusterNativeId.startsWith(HERE)

/** A manager's clusters with what people set: theirs wins over the platform's limit, and those defined here are added. */
export const clustersWith = (
  { clusters }: SiteSettings,
  managerId: ManagerId,
  told: readonly ClusterFacts[],
): readonly Cluster[] => {
  const own = clusters.filter((setting) => setting.managerId === managerId)
  const set = new Map(own.map((setting) => [setting.clusterNativeId, setting.maxCpuPercent]))
  const toldWithLimits = told.map((cluster): Cluster => {
    const maxCpuPercent = set.get(cluster.nativeId) ?? null
    return maxCpuPercent === null ? cluster : { ...cluster, maxCpuPercent, platformMaxCpuPercent: cluster.maxCpuPercent }
  })
  const defined = own.flatMap(({ clusterNativeId, name, maxCpuPercent }): readonly Cluster[] =>
    name === null
      ? []
      : [
          {
            nativeId: clusterNativeId,
            name,
            maxCpuPercent,
            cpuBaseline: null,
            ...(maxCpuPercent === null ? {} : { platformMaxCpuPercent: null }),
          },
        ],
  )
  return [...toldWithLimits, ...defined]
}

/** Hosts with what people set. A cluster of the platform's own stands above one defined here. */
export const hostsWith = ({ clusters, hosts: set }: SiteSettings, hosts: readonly Host[]): readonly Host[] => {
  if (set.length === 0) return hosts
  const byId = new Map(set.map((setting) => [setting.hostId, setting]))
  const defined = new Set(clusters.flatMap((cluster) => (cluster.name === null ? [] : [cluster.clusterNativeId])))
  return hosts.map((host) => {
    const setting = byId.get(host.id)
    if (setting === undefined) return host
    const own = setting.clusterNativeId !== null && defined.has(setting.clusterNativeId) ? setting.clusterNativeId : null
    return { ...host, clusterNativeId: host.clusterNativeId ?? own, ...(setting.isSpare ? { isSpare: true as const } : {}) }
  })
}
