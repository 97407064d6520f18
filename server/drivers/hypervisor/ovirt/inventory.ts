import type { HostConnection, HostFacts, Inventory, VmFacts } from '../../../domain/inventory'
import type { CallOptions } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { mapInTurns, Turns } from '../../protocols/turns'
import { all, text, type XmlElement } from '../../protocols/xml/xml'
import { affinityRules } from './affinity-rules'
import { completed, HOST_COLLECTIONS, HOST_FOLLOW } from './collections'
import type { EngineClient } from './engine-client'
import { notReadInTime, type OvirtResult } from './failure'
import { fencingFacts } from './fencing'
import { firstFailure } from './first-failure'
import { connectionOf, hostFacts } from './host-facts'
import { GLOBAL_MAINTENANCE, globalMaintenance } from './hosted-engine'
import { hasPowerManagement } from './power-management'
import { getById, idOf, idsOf } from './references'
import { readSite } from './site-reader'
import type { Site } from './site'
import { PathReader } from './storage-paths'
import { systemKindOf, vmFacts } from './vm-facts'
import { vmReader } from './vm-reader'

export interface InventoryReader {
  read(options: CallOptions): Promise<OvirtResult<Inventory>>
  vm(nativeId: string, options: CallOptions): Promise<OvirtResult<VmFacts | null>>
  host(nativeId: string, options: CallOptions): Promise<OvirtResult<HostFacts | null>>
}

export const inventoryReader = (client: EngineClient, parallelCalls: number): InventoryReader => {
  const vms = vmReader(client, parallelCalls)
  const rulesNow = affinityRules(client)
  const paths = new PathReader(client, () => performance.now())
  const heldEngine = globalMaintenance(client)
  let site: Site | null = null

  const refreshSite = async (budget: () => CallOptions): Promise<OvirtResult<Site>> => {
    const read = await readSite(client, parallelCalls, budget)
    if (read.kind === 'ok') site = read.value
    return read
  }

  /** Names and places of what hosts and VMs refer to: those of the last inventory serve an observation. */
  const siteNow = async (budget: () => CallOptions): Promise<OvirtResult<Site>> =>
    site === null ? refreshSite(budget) : { kind: 'ok', value: site }

  const hosts = async (budget: () => CallOptions): Promise<OvirtResult<readonly XmlElement[]>> => {
    const followed = await client.get(`/hosts?follow=${HOST_FOLLOW}`, 'hosts', budget())
    const listed = followed.kind !== 'ok' && followed.why === 'trouble' ? await client.get('/hosts', 'hosts', budget()) : followed
    if (listed.kind !== 'ok') return listed
    const whole: XmlElement[] = []
    const failure = await firstFailure(all(listed.value, 'host'), parallelCalls, async (host) => {
      const read = await completed(client, `/hosts/${idOf(host) ?? ''}`, host, HOST_COLLECTIONS, budget)
      if (read.kind === 'ok') whole.push(read.value)
      return read.kind === 'ok' || read.why === 'gone' ? null : read
    })
    return failure ?? { kind: 'ok', value: whole }
  }

  const readHost = async (path: string, budget: () => CallOptions): Promise<OvirtResult<XmlElement>> => {
    const followed = await client.get(`${path}?follow=${HOST_FOLLOW}`, 'host', budget())
    const host = followed.kind !== 'ok' && followed.why === 'trouble' ? await client.get(path, 'host', budget()) : followed
    return host.kind === 'ok' ? completed(client, path, host.value, HOST_COLLECTIONS, budget) : host
  }

  /** Only block storage has paths to count. */
  const readPaths = (listed: readonly XmlElement[], around: Site, { signal }: CallOptions): void => {
    if (!around.datastores.some(({ kind }) => kind === 'iscsi' || kind === 'fc')) return
    const up = listed.filter((host) => text(host, 'status') === 'up')
    void paths.refresh(idsOf(up), around.volumeGroups, signal)
  }
  const withPaths = (host: HostFacts): HostFacts => {
    const storagePaths = paths.of(host.nativeId)
    return storagePaths === null ? host : { ...host, storagePaths }
  }

  return {
    async read(options) {
      const budget = budgetOf(options)
      const around = await refreshSite(budget)
      if (around.kind !== 'ok') return around
      const clusterIds = around.value.clusters.map(({ nativeId }) => nativeId)
      const [listedHosts, records, rules] = await Promise.all([hosts(budget), vms.list(budget()), rulesNow(clusterIds, budget)])
      if (listedHosts.kind !== 'ok') return listedHosts
      if (records.kind !== 'ok') return records
      readPaths(listedHosts.value, around.value, options)
      const hasEngineVm = records.value.some(({ line }) => systemKindOf(line) !== null)
      const inGlobalMaintenance = hasEngineVm ? await heldEngine(budget()) : null
      const turns = new Turns(budget())
      const facts = await mapInTurns(listedHosts.value, turns, (host) => {
        const seen = withPaths(hostFacts(host, around.value))
        return inGlobalMaintenance?.has(seen.nativeId) === true ? { ...seen, findings: [GLOBAL_MAINTENANCE] } : seen
      })
      if (facts === null) return notReadInTime()
      const connections = new Map<string, HostConnection>(facts.map((host) => [host.nativeId, host.connection]))
      const vmsSeen = await mapInTurns(records.value, turns, ({ line, details }) =>
        vmFacts(line, details, connections.get(line.host ?? '') ?? 'unknown', around.value),
      )
      if (vmsSeen === null) return notReadInTime()
      const { clusters, datastores, networks } = around.value
      const isSwitchedOn = facts.length === 0 || listedHosts.value.some(hasPowerManagement)
      const value = {
        ...(isSwitchedOn ? {} : { capabilities: { hostPowerOn: false, hostShutdown: false } }),
        clusters,
        datastores,
        networks,
        ...(rules === null ? {} : { affinityRules: rules }),
        hosts: facts,
        vms: vmsSeen,
        safeguards: clusters.flatMap((cluster) => {
          const setting = around.value.fencing.get(cluster.nativeId)
          return setting === undefined ? [] : [fencingFacts(cluster, setting, listedHosts.value)]
        }),
      }
      return { kind: 'ok', value }
    },
    async vm(nativeId, options) {
      const budget = budgetOf(options)
      const [around, record] = await Promise.all([siteNow(budget), vms.one(nativeId, budget())])
      if (around.kind !== 'ok') return around
      if (record.kind !== 'ok') return record
      if (record.value === null) return { kind: 'ok', value: null }
      const { line, details, host } = record.value
      return { kind: 'ok', value: vmFacts(line, details, connectionOf(host), around.value) }
    },
    async host(nativeId, options) {
      const budget = budgetOf(options)
      const [around, whole] = await Promise.all([
        siteNow(budget),
        getById(client, nativeId, options, () => readHost(`/hosts/${nativeId}`, budget)),
      ])
      if (around.kind !== 'ok') return around
      if (whole.kind !== 'ok') return whole
      return { kind: 'ok', value: whole.value === null ? null : hostFacts(whole.value, around.value) }
    },
  }
}
