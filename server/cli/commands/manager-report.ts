import type { Inventory } from '../../domain/inventory'
import type { ManagerIdentity } from '../../domain/manager'
import type { RecoveryFacts, ReplicationFacts } from '../../domain/recovery'
import { table } from '../outcome'

const GIB_IN_MIB = 1024

const gib = (mebibytes: number | null): string | null =>
  mebibytes === null ? null : `${(mebibytes / GIB_IN_MIB).toFixed(1)} GiB`

const clusterNames = (inventory: Inventory): Map<string, string> =>
  new Map(inventory.clusters.map((cluster) => [cluster.nativeId, cluster.name]))

const maintenanceOf = ({ inMaintenance, enteringMaintenance }: Inventory['hosts'][number]): readonly string[] =>
  inMaintenance ? ['maintenance'] : enteringMaintenance === true ? ['entering maintenance'] : []

const hostsTable = (inventory: Inventory): string => {
  const clusters = clusterNames(inventory)
  return table(
    ['HOST', 'CLUSTER', 'SITE', 'STATE', 'VERSION', 'CPU', 'MEMORY USED', 'MEMORY'],
    inventory.hosts.map((host) => [
      host.name,
      clusters.get(host.clusterNativeId ?? '') ?? null,
      host.site ?? null,
      [host.connection, ...maintenanceOf(host)].join(', '),
      host.version,
      host.cpuUsedPercent === null ? null : `${host.cpuUsedPercent.toFixed(0)} %`,
      gib(host.memoryUsedMiB),
      gib(host.memoryMiB),
    ]),
  )
}

const remarksOf = (vm: Inventory['vms'][number]): string =>
  [
    vm.lockedBy === null ? null : `locked: ${vm.lockedBy}`,
    vm.disks.some((disk) => disk.local) ? 'local disk' : null,
    vm.hasPassthrough === true ? 'passthrough' : vm.hasPassthrough === null ? 'passthrough not told' : null,
    vm.tagsUntold === true ? 'tags not told' : null,
    vm.startsWithHost === true ? 'starts with its host' : null,
    vm.hasLocalCdrom ? 'local CD' : null,
    vm.keptOnHost ?? null,
    vm.systemKind,
  ]
    .filter((remark) => remark !== null)
    .join(', ')

const vmsTable = (inventory: Inventory): string => {
  const hosts = new Map(inventory.hosts.map((host) => [host.nativeId, host.name]))
  return table(
    ['VM', 'HOST', 'POWER', 'GUEST TOOLS', 'CPUS', 'MEMORY USED', 'MEMORY', 'TAGS', 'REMARKS'],
    inventory.vms.map((vm) => [
      vm.name,
      hosts.get(vm.hostNativeId ?? '') ?? null,
      vm.power,
      vm.guestTools,
      vm.cpuThreads,
      gib(vm.memoryUse?.usedMiB ?? null),
      gib(vm.memoryMiB),
      vm.tags.join(', '),
      remarksOf(vm),
    ]),
  )
}

const plansTable = ({ plans }: RecoveryFacts): string =>
  table(
    ['RECOVERY PLAN', 'STATE', 'SAID', 'PROTECTED', 'RECOVERY'],
    plans.map((plan) => [plan.name, plan.state, plan.said, plan.protectedSite, plan.recoverySite]),
  )

/** Since the replica was last like its VM; null: never, or not told. Clocks that differ make no age of the future. */
const ageSecondsOf = ({ lastSyncAtMs }: ReplicationFacts, nowMs: number): number | null =>
  lastSyncAtMs === null ? null : Math.max(0, Math.round((nowMs - lastSyncAtMs) / 1000))

const minutes = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds / 60))

const replicasTable = (replications: NonNullable<RecoveryFacts['replications']>, nowMs: number): string =>
  table(
    ['REPLICA OF', 'STATE', 'LAST SYNCHRONIZED', 'AGE MINUTES', 'RPO MINUTES', 'TOO OLD', 'TO'],
    replications.map((replica) => [
      replica.vmName,
      replica.state,
      replica.lastSyncAtMs === null ? null : new Date(replica.lastSyncAtMs).toISOString(),
      minutes(ageSecondsOf(replica, nowMs)),
      minutes(replica.rpoSeconds),
      replica.rpoViolated === null ? null : replica.rpoViolated ? 'yes' : 'no',
      replica.targetSite,
    ]),
  )

/** A site recovery platform has plans instead of hosts and VMs. */
const recoveryTables = (recovery: RecoveryFacts, nowMs: number): readonly string[] => [
  plansTable(recovery),
  '',
  recovery.replications === null ? 'replicas: not read' : replicasTable(recovery.replications, nowMs),
]

/** For programs: all that was read, and of replicas their age in seconds as well. */
export const managerJson = (identity: ManagerIdentity, inventory: Inventory, nowMs: number): string => {
  const { recovery } = inventory
  const withAge = (replica: ReplicationFacts) => ({ ...replica, ageSeconds: ageSecondsOf(replica, nowMs) })
  const aged =
    recovery === undefined ? {} : { recovery: { ...recovery, replications: recovery.replications?.map(withAge) ?? null } }
  return JSON.stringify({ ...identity, ...inventory, ...aged }, null, 2)
}

export const managerReport = (identity: ManagerIdentity, inventory: Inventory, nowMs: number): string =>
  [
    `${identity.product} ${identity.version ?? ''}`.trim(),
    `${inventory.clusters.length} clusters, ${inventory.hosts.length} hosts, ${inventory.vms.length} VMs, ${inventory.datastores.length} datastores`,
    ...(identity.notes ?? []).map((note) => `note: ${note}`),
    '',
    ...(inventory.recovery === undefined
      ? [hostsTable(inventory), '', vmsTable(inventory)]
      : recoveryTables(inventory.recovery, nowMs)),
  ].join('\n')
