import { z } from 'zod'
import { isDefinedHere } from '../domain/cluster-settings'
import { type ManagerId, managerIdSchema } from '../domain/ids'
import type { ClusterFacts, HostFacts, Inventory, VmFacts } from '../domain/inventory'
import type { Json } from '../domain/journal'
import type { Cluster, Host, ManagerView, VirtualMachine } from '../domain/world'

/** What an earlier engine knew of a manager, and since when it knew no better. */
export interface LastKnown {
  /** Epoch ms at which the reading of it began. */
  readonly refreshedAtMs: number
  readonly inventory: Inventory
}

/** As an earlier engine published them, of this version or of one before. */
export interface PublishedInventories {
  readonly managers: readonly Json[]
  readonly hosts: readonly Json[]
  readonly vms: readonly Json[]
}

const text = z.string()
const maybe = z.number().nullable()
const texts = z.array(text)

/** Without these nothing can be planned; what is optional is told by its absence. */
const managerShape = z.looseObject({
  id: managerIdSchema,
  capabilities: z.looseObject({}),
  refreshedAtMs: z.number(),
  clusters: z.array(z.looseObject({ nativeId: text, name: text })),
  datastores: z.array(z.looseObject({ nativeId: text, name: text, shared: z.boolean() })),
  networks: z.array(z.looseObject({ nativeId: text, name: text })),
})
const hostShape = z.looseObject({
  managerId: text,
  nativeId: text,
  uuid: text.nullable(),
  name: text,
  connection: z.enum(['up', 'down', 'unknown']),
  inMaintenance: z.boolean(),
  datastoreNativeIds: texts,
  networkNativeIds: texts,
  memoryMiB: maybe,
  memoryUsedMiB: maybe,
})
const vmShape = z.looseObject({
  managerId: text,
  nativeId: text,
  uuid: text.nullable(),
  name: text,
  hostNativeId: text.nullable(),
  power: z.enum(['on', 'off', 'saved', 'paused', 'unknown']),
  disks: z.array(z.looseObject({ label: text, local: z.boolean() })),
  networkNativeIds: texts,
  macs: texts,
  tags: texts,
  memoryMiB: maybe,
  systemKind: text.nullable(),
})

const isManager = (doc: unknown): doc is ManagerView => managerShape.safeParse(doc).success
const isHost = (doc: unknown): doc is Host => hostShape.safeParse(doc).success
const isVm = (doc: unknown): doc is VirtualMachine => vmShape.safeParse(doc).success

/** As its manager told it: what people set of it here is put on it anew. */
const clusterFacts = ({ platformMaxCpuPercent, ...told }: Cluster): ClusterFacts =>
  platformMaxCpuPercent === undefined ? told : { ...told, maxCpuPercent: platformMaxCpuPercent }

/** Where the platform knows no maintenance mode, the word was a run's of our own. */
const hostFacts = (
  { id: _id, managerId: _managerId, stale: _stale, isSpare: _isSpare, outsideMaintenanceSinceMs: _since, ...told }: Host,
  { capabilities }: ManagerView,
): HostFacts => ({
  ...told,
  clusterNativeId: told.clusterNativeId === null || isDefinedHere(told.clusterNativeId) ? null : told.clusterNativeId,
  inMaintenance: capabilities.hostMaintenance && told.inMaintenance,
})

const vmFacts = ({ id: _id, managerId: _managerId, hostId: _hostId, keepAlive: _keepAlive, ...told }: VirtualMachine): VmFacts =>
  told

const byManager = <T extends { readonly managerId: string }>(all: readonly T[]): ReadonlyMap<string, readonly T[]> => {
  const found = new Map<string, T[]>()
  for (const one of all) {
    const own = found.get(one.managerId)
    if (own === undefined) found.set(one.managerId, [one])
    else own.push(one)
  }
  return found
}

/**
 * The inventories that an earlier engine published: a manager that is silent when an engine starts, as in an outage, has not lost its
 * hosts and VMs (P9, A9). What cannot be read back is left out.
 */
export const lastKnown = (told: PublishedInventories): ReadonlyMap<ManagerId, LastKnown> => {
  const { managers, hosts, vms }: Readonly<Record<keyof PublishedInventories, readonly unknown[]>> = told
  const hostsOf = byManager(hosts.filter(isHost))
  const vmsOf = byManager(vms.filter(isVm))
  return new Map(
    managers.filter(isManager).flatMap((view): readonly [ManagerId, LastKnown][] => {
      const {
        id,
        refreshedAtMs,
        capabilities,
        clusters,
        datastores,
        networks,
        affinityRules,
        safeguards,
        isHost: isOneHost,
      } = view
      if (refreshedAtMs === null) return []
      const inventory: Inventory = {
        capabilities,
        clusters: clusters.filter(({ nativeId }) => !isDefinedHere(nativeId)).map(clusterFacts),
        datastores,
        networks,
        hosts: (hostsOf.get(id) ?? []).map((host) => hostFacts(host, view)),
        vms: (vmsOf.get(id) ?? []).map(vmFacts),
        ...(affinityRules === undefined ? {} : { affinityRules }),
        ...(safeguards === undefined ? {} : { safeguards }),
        ...(isOneHost === undefined ? {} : { isHost: isOneHost }),
      }
      return [[id, { refreshedAtMs, inventory }]]
    }),
  )
}
