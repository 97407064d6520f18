import { isDefinedHere } from '../domain/cluster-settings'
import type { HostId } from '../domain/ids'
import type { World } from '../domain/world'

/** Windows failover clusters of which every node that is up goes: their own procedure is not what shuts them down (D10). */
export const wholeFailoverClusters = ({ managers, hosts }: World, going: ReadonlySet<HostId>): readonly string[] =>
  managers
    .filter(({ kind }) => kind === 'hyperv' || kind === 'scvmm')
    .flatMap(({ id, clusters }) =>
      clusters.filter(({ nativeId }) => {
        const nodes = hosts.filter(
          (host) => host.managerId === id && host.clusterNativeId === nativeId && host.connection !== 'down',
        )
        return !isDefinedHere(nativeId) && nodes.some((node) => going.has(node.id)) && nodes.every((node) => going.has(node.id))
      }),
    )
    .map(({ name }) => name)
    .sort()

/** "The failover cluster …": what a person should know of one that goes as a whole. */
export const wholeClusterNote = (name: string): string =>
  `the failover cluster ${name} goes as a whole. Its own procedure (VMs off, cluster stopped, then the nodes; with Storage Spaces Direct its disks offline before) is not done here: its nodes are shut down each after its VMs, and the last of them lose the quorum first. Stop the cluster by hand where time allows`
