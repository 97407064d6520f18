import type { AffinityRule, VmFacts } from '../../../domain/inventory'
import type { ClusterTold, HostTold } from './host-question'

interface Told {
  readonly hostId: string
  readonly told: HostTold
}

/** "SCVMM mail Resources" is how SCVMM names the role of the VM "mail". */
const vmNameOf = (role: string): string => (/^SCVMM (.+) Resources$/i.exec(role)?.[1] ?? role).toLowerCase()

/** Anti-affinity classes of the roles. */
const classRules = (cluster: ClusterTold, idsOf: (role: string) => readonly string[]): readonly AffinityRule[] => {
  const roles = cluster.apart ?? []
  return [...new Set(roles.flatMap(({ classes }) => classes))].map((name) => ({
    name,
    kind: 'apart',
    mandatory: cluster.ClusterEnforcedAntiAffinity === 1,
    vmNativeIds: roles.flatMap((role) => (role.classes.includes(name) ? idsOf(role.Name) : [])),
    hostNativeIds: [],
  }))
}

type Owners = NonNullable<ClusterTold['possible']>

/** Roles that want the same nodes share a rule. `all`: how many nodes are no restriction; null: any number is one. */
const ownerRules = (
  owners: Owners,
  all: number | null,
  named: { readonly name: string; readonly mandatory: boolean },
  idsOf: (role: string) => readonly string[],
  hostsOf: (nodes: readonly string[]) => readonly string[],
): readonly AffinityRule[] => {
  const nodesOf = new Map<string, Set<string>>()
  for (const { role, node } of owners) nodesOf.set(role, (nodesOf.get(role) ?? new Set()).add(node))
  const rules = new Map<string, { readonly nodes: readonly string[]; readonly vms: string[] }>()
  for (const [role, set] of nodesOf) {
    if (all !== null && set.size >= all) continue
    const nodes = [...set].sort()
    const key = nodes.join()
    const rule = rules.get(key) ?? { nodes, vms: [] }
    rule.vms.push(...idsOf(role))
    rules.set(key, rule)
  }
  return [...rules.values()].flatMap(({ nodes, vms }): readonly AffinityRule[] =>
    vms.length === 0
      ? []
      : [
          {
            name: `${named.name} ${nodes.join(', ')}`,
            kind: 'on-hosts',
            mandatory: named.mandatory,
            vmNativeIds: vms,
            hostNativeIds: hostsOf(nodes),
          },
        ],
  )
}

/** What a cluster wants of where its roles run, as any of its nodes tells it. A role bears the name of its VM. */
export const affinityRulesOf = (readings: readonly Told[], vms: readonly VmFacts[]): readonly AffinityRule[] => {
  const clusters = new Map(readings.flatMap(({ told }) => (told.cluster === null ? [] : [[told.cluster.Id, told.cluster]])))
  return [...clusters.values()].flatMap((cluster) => {
    const idsByName = new Map<string, string[]>()
    for (const vm of vms)
      if (vm.clusterNativeId === cluster.Id)
        idsByName.set(vm.name.toLowerCase(), [...(idsByName.get(vm.name.toLowerCase()) ?? []), vm.nativeId])
    const idsOf = (role: string) => idsByName.get(vmNameOf(role)) ?? []
    const hostsOf = (nodes: readonly string[]) =>
      readings.flatMap(({ hostId, told }) =>
        nodes.some((node) => node.toLowerCase() === told.ComputerName.toLowerCase()) ? [hostId] : [],
      )
    const { possible, preferred, nodes } = cluster
    return [
      ...classRules(cluster, idsOf),
      // A resource whose owners were restricted runs on no other node.
      ...ownerRules(possible ?? [], nodes.length, { name: 'possible owners', mandatory: true }, idsOf, hostsOf),
      ...ownerRules(preferred ?? [], null, { name: 'preferred owners', mandatory: false }, idsOf, hostsOf),
    ]
  })
}
