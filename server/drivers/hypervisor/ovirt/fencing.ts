import type { SafeguardFacts } from '../../../domain/safeguard'
import { type CallOptions, refused, type SafeguardOrder } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { all, find, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { type OvirtResult, other } from './failure'
import { fencingOf, type FencingSetting, policyXml } from './fencing-policy'
import { connectionOf } from './host-facts'
import { getById, idOf } from './references'

const idOfFencing = (clusterId: string): string => `fencing ${clusterId}`
const clusterIn = (nativeId: string): string | null => /^fencing (\S+)$/.exec(nativeId)?.[1] ?? null

/** Hosts that the engine would fence as soon as it may: they boot, or it has lost them. */
const notWell = (hosts: readonly XmlElement[]): readonly string[] =>
  hosts.flatMap((host) => {
    const status = text(host, 'status') ?? 'unknown'
    return connectionOf(status) === 'unknown'
      ? [`${text(host, 'name') ?? 'a host'} is ${status.replaceAll('_', ' ')} in oVirt, which would switch it off and on`]
      : []
  })

/** What restarts hosts that do not answer. `hosts`: all of the engine's. */
export const fencingFacts = (
  cluster: { readonly nativeId: string; readonly name: string },
  setting: FencingSetting,
  hosts: readonly XmlElement[],
): SafeguardFacts => {
  const own = hosts.filter((host) => idOf(find(host, 'cluster')) === cluster.nativeId)
  return {
    nativeId: idOfFencing(cluster.nativeId),
    name: `Fencing of ${cluster.name}`,
    hostNativeIds: own.flatMap((host) => idOf(host) ?? []),
    setting,
    isDisarmed: !setting.enabled,
    disarmAfterVms: false,
    restore: 'beside',
    unhealthy: setting.enabled ? [] : notWell(own),
  }
}

/** Fresh. Null: the engine no longer has the cluster, or tells no policy of it. */
export const observeFencing = async (
  client: EngineClient,
  nativeId: string,
  options: CallOptions,
): Promise<OvirtResult<SafeguardFacts | null>> => {
  const budget = budgetOf(options)
  const id = clusterIn(nativeId)
  if (id === null) return { kind: 'ok', value: null }
  const cluster = await getById(client, id, options, () => client.get(`/clusters/${id}`, 'cluster', budget()))
  if (cluster.kind !== 'ok') return cluster
  const setting = cluster.value === null ? null : fencingOf(cluster.value)
  if (cluster.value === null || setting === null) return { kind: 'ok', value: null }
  const hosts = await client.get('/hosts', 'hosts', budget())
  if (hosts.kind !== 'ok') return hosts
  const name = text(cluster.value, 'name') ?? id
  return { kind: 'ok', value: fencingFacts({ nativeId: id, name }, setting, all(hosts.value, 'host')) }
}

export const setFencing = async (
  client: EngineClient,
  { do: what, nativeId, found }: SafeguardOrder,
  options: CallOptions,
): Promise<OvirtResult<{ readonly task: null }>> => {
  const id = clusterIn(nativeId)
  if (id === null || found.kind !== 'ovirt-fencing')
    return other(refused('This is no fencing policy of an oVirt cluster.', 'Read the inventory again.'))
  const doing = what === 'disarm' ? 'set fencing aside' : 'put fencing back'
  const inner = policyXml(found, what === 'restore' && found.enabled)
  const updated = await client.update(
    `/clusters/${id}`,
    'cluster',
    inner,
    { doing, permit: 'edit_cluster_configuration' },
    options,
  )
  return updated.kind === 'ok' ? { kind: 'ok', value: { task: null } } : updated
}
