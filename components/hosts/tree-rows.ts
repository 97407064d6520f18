import { isMaintained } from '@/server/domain/maintained'
import type { Cluster, Host, ManagerView, VirtualMachine } from '@/server/domain/world'
import { isEmptyFilter, type TreeFilter } from './tree-filter'

export type TreeRow =
  | {
      readonly kind: 'cluster'
      readonly id: string
      readonly name: string | null
      readonly manager: Pick<ManagerView, 'id' | 'name'> | null
      /** Null: hosts that stand in none. */
      readonly cluster: Cluster | null
      readonly hostCount: number
      readonly vmCount: number
      readonly open: boolean
    }
  | { readonly kind: 'host'; readonly id: string; readonly host: Host; readonly vmCount: number; readonly open: boolean }
  | { readonly kind: 'vm'; readonly id: string; readonly vm: VirtualMachine }

export interface TreeInput {
  readonly managers: readonly ManagerView[]
  readonly hosts: readonly Host[]
  readonly vms: readonly VirtualMachine[]
  readonly filter: TreeFilter
  /** Rows whose state differs from the default: clusters are open, hosts are closed. */
  readonly toggled: ReadonlySet<string>
}

const has = (text: string, parts: readonly string[]): boolean => parts.every((part) => text.toLowerCase().includes(part))
const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name.localeCompare(b.name, undefined, { numeric: true })

const hostFits = (host: Host, clusterName: string, { words, host: names, cluster, site, state }: TreeFilter): boolean =>
  has(host.name, words) &&
  has(host.name, names) &&
  has(clusterName, cluster) &&
  has(host.site ?? '', site) &&
  state.every((wanted) => (wanted === 'maintenance' ? isMaintained(host) : host.connection === wanted))

const vmFits = (vm: VirtualMachine, host: Host, clusterName: string, filter: TreeFilter): boolean =>
  has(vm.name, filter.words) &&
  has(vm.name, filter.vm) &&
  has(host.name, filter.host) &&
  has(clusterName, filter.cluster) &&
  has(host.site ?? '', filter.site) &&
  filter.state.every((wanted) => vm.power === wanted) &&
  filter.tag.every((wanted) => vm.tags.some((tag) => tag.toLowerCase().includes(wanted)))

const groupBy = <Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> => {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

/** The visible rows, flat and in order, for a virtualised list. A filter opens what it finds. */
export const treeRows = ({ managers, hosts, vms, filter, toggled }: TreeInput): readonly TreeRow[] => {
  const filtering = !isEmptyFilter(filter)
  const wantsVms = filter.vm.length > 0 || filter.tag.length > 0
  const known = new Map<string, Cluster>(
    managers.flatMap((manager) => manager.clusters.map((cluster) => [`${manager.id}/${cluster.nativeId}`, cluster] as const)),
  )
  const vmsByHost = groupBy(vms, ({ hostId }) => hostId ?? '')
  const clusterKey = (host: Host): string => `${host.managerId}/${host.clusterNativeId ?? ''}`
  const clusters = [...groupBy(hosts, clusterKey)].map(([key, members]) => ({
    key,
    name: known.get(key)?.name ?? null,
    members,
  }))

  return clusters
    .toSorted((a, b) => byName({ name: a.name ?? '\uffff' }, { name: b.name ?? '\uffff' }))
    .flatMap(({ key, name, members }): readonly TreeRow[] => {
      const shown = members.toSorted(byName).flatMap((host): readonly TreeRow[] => {
        const own = vmsByHost.get(host.id) ?? []
        const fitting = filtering ? own.filter((vm) => vmFits(vm, host, name ?? '', filter)) : own
        const itself = !wantsVms && hostFits(host, name ?? '', filter)
        if (!itself && fitting.length === 0) return []
        // Found by its own name: closed as always. Found because of a VM: opened to show which.
        const openByDefault = filtering && !itself
        const open = toggled.has(host.id) ? !openByDefault : openByDefault
        const row: TreeRow = { kind: 'host', id: host.id, host, vmCount: own.length, open }
        const inside = itself ? own : fitting
        return open ? [row, ...inside.toSorted(byName).map((vm): TreeRow => ({ kind: 'vm', id: vm.id, vm }))] : [row]
      })
      if (shown.length === 0) return []
      const open = !toggled.has(key)
      const vmCount = members.reduce((sum, { id }) => sum + (vmsByHost.get(id)?.length ?? 0), 0)
      const manager = managers.find(({ id }) => id === members[0]?.managerId) ?? null
      const cluster = known.get(key) ?? null
      const row: TreeRow = { kind: 'cluster', id: key, name, manager, cluster, hostCount: members.length, vmCount, open }
      return [row, ...(open ? shown : [])]
    })
}
