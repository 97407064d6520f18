import type { HostFacts } from '../../../domain/inventory'
import { all, text } from '../../protocols/xml/xml'
import type { ObjectProperties } from './property-collector'
import { flagAt, textAt } from './read'
import { refOf } from './soap'

/** Shown with a plan that shuts hosts of such a cluster down. */
export const VSAN_SHUTDOWN =
  'it carries its own storage (vSAN). Its hosts are shut down one by one after their VMs, not by vSAN’s procedure for a whole cluster: no objects resynchronizing, all hosts in maintenance without moving data, then off together. Where there is time, use “Shut down cluster” in vCenter'

export const isVsan = (cluster: ObjectProperties): boolean =>
  flagAt(cluster, 'configurationEx', 'vsanConfigInfo', 'enabled') === true

const RUNTIME = 'runtime.vsanRuntimeInfo'

const diskIssues = (host: ObjectProperties): readonly string[] => {
  const issues = all(host.properties.get(RUNTIME), 'diskIssues')
  if (issues.length === 0) return []
  const words = [...new Set(issues.map((issue) => text(issue, 'issue') ?? 'unknown'))].join(', ')
  return [`vSAN reports ${issues.length === 1 ? 'a disk' : `${issues.length} disks`} of this host with issues (${words}).`]
}

/** Hosts of the cluster that this one does not see among vSAN's members, though they are connected. */
const partition = (host: ObjectProperties, members: number): readonly string[] => {
  const seen = all(host.properties.get(RUNTIME), 'membershipList').length
  return seen === 0 || seen >= members
    ? []
    : [`vSAN is in parts: this host sees ${seen} of ${members} connected hosts of its cluster. Look at vSAN’s network.`]
}

const clusterOf = (host: ObjectProperties): string | null => refOf(host.properties.get('parent') ?? null)?.id ?? null

const isConnected = (host: ObjectProperties): boolean => textAt(host, 'runtime.connectionState') === 'connected'

/** Of each host in a vSAN cluster what a person should see to there; of others nothing. */
export const vsanFindings = (
  hosts: readonly ObjectProperties[],
  clusters: readonly ObjectProperties[],
): ReadonlyMap<string, readonly string[]> => {
  const own = new Set(clusters.filter(isVsan).map(({ ref }) => ref.id))
  const members = new Map<string, number>()
  for (const host of hosts) {
    const cluster = clusterOf(host)
    if (cluster !== null && isConnected(host)) members.set(cluster, (members.get(cluster) ?? 0) + 1)
  }
  return new Map(
    hosts.flatMap((host) => {
      const cluster = clusterOf(host)
      if (cluster === null || !own.has(cluster) || !isConnected(host)) return []
      const findings = [...diskIssues(host), ...partition(host, members.get(cluster) ?? 0)]
      return findings.length === 0 ? [] : [[host.ref.id, findings] as const]
    }),
  )
}

export const withFindings = (host: HostFacts, findings: readonly string[] | undefined): HostFacts =>
  findings === undefined ? host : { ...host, findings: [...(host.findings ?? []), ...findings] }
