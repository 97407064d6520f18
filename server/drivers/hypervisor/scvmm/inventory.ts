import type { AffinityRule, Inventory } from '../../../domain/inventory'
import { autostartsOf } from '../../protocols/autostart'
import { hostFacts } from './host-facts'
import type { InventoryTold } from './questions'
import { ALWAYS_STARTED } from './starts-with-host'
import { datastoresOf } from './storage'
import { clusterOfHost, networkId, vmFacts } from './vm-facts'

const onceEach = <T extends { readonly nativeId: string }>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [item.nativeId, item])).values(),
]

const setsOf = ({ vms }: InventoryTold): readonly AffinityRule[] => {
  const names = new Set(vms.flatMap((vm) => vm.AvailabilitySetNames ?? []))
  return [...names].map((name) => ({
    name,
    kind: 'apart',
    mandatory: false,
    vmNativeIds: vms.filter((vm) => vm.AvailabilitySetNames?.includes(name) === true).map(({ ID }) => ID),
    hostNativeIds: [],
  }))
}

export const inventoryOf = (told: InventoryTold): Inventory => {
  const limits = told.hosts.map((host) => host.LiveMigrationMaximum ?? 0).filter((limit) => limit > 0)
  const hosts = told.hosts.map((host) => hostFacts(host, told))
  const vms = told.vms.map((vm) => vmFacts(vm, told))
  return {
    clusters: told.clusters.map((cluster) => ({
      nativeId: cluster.ID,
      name: cluster.ClusterName,
      maxCpuPercent: null,
      cpuBaseline: null,
    })),
    hosts,
    vms,
    safeguards: autostartsOf(hosts, vms, ALWAYS_STARTED),
    affinityRules: setsOf(told),
    datastores: onceEach(told.hosts.flatMap((host) => datastoresOf(host, clusterOfHost(host, told)))),
    networks: onceEach(told.vnets.map(({ Name }) => ({ nativeId: networkId(Name), name: Name, vlan: null, ofEachHost: true }))),
    ...(limits.length === 0 ? {} : { capabilities: { migrationsPerHost: Math.min(...limits) } }),
  }
}
