import type { HostFacts, Inventory, NetworkFacts, VmFacts } from '../../../domain/inventory'
import { agreedVlans } from '../../../domain/vlan'
import type { CallOptions } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { autostartsOf } from '../../protocols/autostart'
import { mapInTurns, Turns } from '../../protocols/turns'
import { nodeAutostart, ONBOOT } from './autostart'
import type { PveClient } from './client'
import { clusterResources } from './cluster-resources'
import { configCache } from './config-cache'
import { notReadInTime, type PveFailure, type PveResult } from './failure'
import { type GuestRef, type GuestStatus, guestFacts, statusFromResource } from './guest'
import type { GuestCalls } from './guest-calls'
import { cpuFeaturesOf, hostFacts } from './host'
import { clusterNetworksOf } from './bridges'
import { haRules } from './ha-rules'
import { migrationNetwork } from './migration-network'
import { nodeCache } from './node-cache'
import { whyUnseen } from './privileges'
import { type SafeguardReader, safeguardReader } from './safeguards'
import { type Storages, storagesOf } from './storage'
import { clusterStatusSchema, type HaStatus, haStatusSchema, type Resource } from './wire'

export interface InventoryReader {
  read(options: CallOptions): Promise<PveResult<Inventory>>
  guest(ref: GuestRef, options: CallOptions): Promise<PveResult<VmFacts | null>>
  host(nativeId: string, options: CallOptions): Promise<PveResult<HostFacts | null>>
  readonly safeguards: SafeguardReader
  /** The cluster's name; null for a node on its own, or where the account may not see it. */
  clusterName(options: CallOptions): Promise<PveResult<string | null>>
}

export const inventoryReader = (client: PveClient, calls: GuestCalls, parallelCalls: number): InventoryReader => {
  const configs = configCache(client, calls)
  const nodes = nodeCache(client)
  const rulesNow = haRules(client)
  const migrations = migrationNetwork(client)
  const autostart = nodeAutostart(client, calls, parallelCalls, (ref) => configs.forget(ref))
  const safeguards = safeguardReader(client, autostart)
  let storages: Storages | null = null
  let cluster: { readonly name: string | null } | null = null

  const clusterName: InventoryReader['clusterName'] = async (options) => {
    const status = await client.get('/cluster/status', {}, clusterStatusSchema, options)
    if (status.kind !== 'ok' && status.why !== 'permission') return status
    const name = status.kind === 'ok' ? (status.value.find((entry) => entry.type === 'cluster')?.name ?? null) : null
    cluster = { name }
    return { kind: 'ok', value: name }
  }

  /** Nodes that a person or script put into maintenance; the HA manager is the only one that knows. */
  const nodesInMaintenance = async (
    options: CallOptions,
  ): Promise<PveResult<ReadonlySet<string>> & { readonly ha?: HaStatus }> => {
    const status = await client.get('/cluster/ha/status/current', {}, haStatusSchema, options)
    if (status.kind !== 'ok') return status.kind === 'unreachable' ? status : { kind: 'ok', value: new Set() }
    const found = status.value.filter((entry) => entry.type === 'lrm' && /maintenance/i.test(entry.status ?? ''))
    const value = new Set(found.flatMap((entry) => (entry.node === null ? [] : [entry.node])))
    return { kind: 'ok', value, ha: status.value }
  }

  const factsOfGuest = (status: GuestStatus, config: ReturnType<typeof configs.config>, known: Storages): VmFacts =>
    guestFacts(status, config, {
      clusterNativeId: cluster?.name ?? null,
      storages: known,
      hostCpuFeatures: cpuFeaturesOf(nodes.details(status.node)),
      agentAnswers: configs.agentAnswers(status),
      snapshotCount: configs.snapshotCount(status, config),
    })

  const factsOfHost = (node: Resource, details: ReturnType<typeof nodes.details>, maintenance: ReadonlySet<string>): HostFacts =>
    hostFacts(node, details, {
      clusterNativeId: cluster?.name ?? null,
      inMaintenance: maintenance.has(node.node ?? ''),
      datastoreNativeIds: storages?.ofNode(node.node ?? '') ?? [],
      migrationTrouble: migrations.troubleOf(node.node ?? ''),
    })

  const networksOf = (hosts: readonly HostFacts[]): NetworkFacts[] => {
    const agreed = agreedVlans(hosts)
    const everywhere = new Set(hosts.flatMap(({ nativeId }) => clusterNetworksOf(nodes.details(nativeId)?.networks ?? [])))
    return [...new Set(hosts.flatMap((host) => host.networkNativeIds))].map((name) => ({
      nativeId: name,
      name,
      vlan: agreed.get(name) ?? null,
      ...(everywhere.has(name) ? {} : { ofEachHost: true }),
    }))
  }

  const storagesNow = async (options: CallOptions): Promise<PveResult<Storages>> => {
    if (storages !== null) return { kind: 'ok', value: storages }
    const found = await clusterResources(client, 'storage', options)
    return found.kind === 'ok' ? { kind: 'ok', value: (storages = storagesOf(found.value)) } : found
  }

  /** The node is away: what the cluster still says is where the guest belongs, not whether it runs. */
  const awayGuest = async (ref: GuestRef, failure: PveFailure, budget: () => CallOptions): Promise<PveResult<VmFacts | null>> => {
    const listed = await clusterResources(client, 'vm', budget())
    if (listed.kind !== 'ok') return failure
    const status = listed.value
      .map(statusFromResource)
      .find((guest) => guest?.ref.kind === ref.kind && guest.ref.vmid === ref.vmid)
    if (status === undefined || status === null) return { kind: 'ok', value: null }
    const known = await storagesNow(budget())
    if (known.kind !== 'ok') return failure
    return { kind: 'ok', value: factsOfGuest({ ...status, run: 'unknown' }, configs.config(status), known.value) }
  }

  const guestOnce = async (ref: GuestRef, budget: () => CallOptions): Promise<PveResult<VmFacts | null>> => {
    const status = await calls.status(ref, budget())
    if (status.kind !== 'ok') return status.why === 'node-unreachable' ? awayGuest(ref, status, budget) : status
    const [config, known, name] = await Promise.all([
      calls.config(ref, status.value.node, budget()),
      storagesNow(budget()),
      cluster === null ? clusterName(budget()) : null,
    ])
    if (config.kind !== 'ok') return config
    if (known.kind !== 'ok') return known
    if (name !== null && name.kind !== 'ok') return name
    configs.put(status.value, config.value)
    return { kind: 'ok', value: factsOfGuest(status.value, config.value, known.value) }
  }

  return {
    safeguards,
    clusterName,
    async read(options) {
      const budget = budgetOf(options)
      const [overview, name, maintenance, rules] = await Promise.all([
        clusterResources(client, null, budget()),
        clusterName(budget()),
        nodesInMaintenance(budget()),
        rulesNow(budget),
      ])
      if (overview.kind !== 'ok') return overview
      if (name.kind !== 'ok') return name
      if (maintenance.kind !== 'ok') return maintenance
      const found = storagesOf(overview.value)
      storages = found
      const nodeLines = overview.value.filter((resource) => resource.type === 'node')
      const turns = new Turns(budget())
      const statuses = await mapInTurns(overview.value, turns, (resource) => {
        const guest = statusFromResource(resource)
        if (guest !== null) calls.remember(guest.ref, guest.node)
        return guest
      })
      if (statuses === null) return notReadInTime()
      const guests = statuses.filter((guest) => guest !== null)
      const online = new Set(nodeLines.flatMap((node) => (node.status === 'online' && node.node !== null ? [node.node] : [])))
      const failure =
        (await nodes.refresh(nodeLines, parallelCalls, budget)) ?? (await configs.refresh(guests, online, parallelCalls, budget))
      if (failure !== null) return failure
      await migrations.refresh([...online], budget())
      const hosts = await mapInTurns(nodeLines, turns, (node) =>
        factsOfHost(node, nodes.details(node.node ?? ''), maintenance.value),
      )
      const vms = await mapInTurns(guests, turns, (guest) => factsOfGuest(guest, configs.config(guest), found))
      if (hosts === null || vms === null) return notReadInTime()
      return {
        kind: 'ok',
        value: {
          clusters:
            name.value === null ? [] : [{ nativeId: name.value, name: name.value, maxCpuPercent: null, cpuBaseline: null }],
          hosts,
          vms,
          datastores: found.datastores,
          networks: networksOf(hosts),
          ...(name.value === null && hosts.length === 1 ? { isHost: true } : {}),
          safeguards: [
            ...(await safeguards.read(
              maintenance.ha ?? [],
              hosts.map(({ nativeId }) => nativeId),
              budget(),
            )),
            ...autostartsOf(hosts, vms, ONBOOT),
          ],
          ...(rules === null ? {} : { affinityRules: rules }),
        },
      }
    },
    async guest(ref, options) {
      const budget = budgetOf(options)
      const first = await guestOnce(ref, budget)
      // Gone between its status and its configuration: it moved, or it was removed just now.
      const result = first.kind !== 'ok' && first.why === 'gone' ? await guestOnce(ref, budget) : first
      if (result.kind === 'ok' || result.why !== 'gone') return result
      const unseen = await whyUnseen(client, ref, budget())
      return unseen ?? { kind: 'ok', value: null }
    },
    async host(nativeId, options) {
      const budget = budgetOf(options)
      const [listed, maintenance, known, name] = await Promise.all([
        clusterResources(client, 'node', budget()),
        nodesInMaintenance(budget()),
        storagesNow(budget()),
        cluster === null ? clusterName(budget()) : null,
      ])
      if (listed.kind !== 'ok') return listed
      if (maintenance.kind !== 'ok') return maintenance
      if (known.kind !== 'ok') return known
      if (name !== null && name.kind !== 'ok') return name
      const node = listed.value.find((resource) => resource.node === nativeId)
      if (node === undefined) return { kind: 'ok', value: null }
      if (node.status !== 'online') return { kind: 'ok', value: factsOfHost(node, nodes.details(nativeId), maintenance.value) }
      const details = await nodes.read(nativeId, budget())
      if (details.kind === 'ok') return { kind: 'ok', value: factsOfHost(node, details.value, maintenance.value) }
      if (details.why !== 'node-unreachable') return details
      // The cluster still counts it as a member, but it does not answer: it is going down or cut off.
      return { kind: 'ok', value: factsOfHost({ ...node, status: 'unknown' }, nodes.details(nativeId), maintenance.value) }
    },
  }
}
