import type { CallOptions } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import { all, find, type XmlElement } from '../../protocols/xml/xml'
import { completed } from './collections'
import type { EngineClient } from './engine-client'
import type { OvirtResult } from './failure'
import { firstFailure } from './first-failure'
import { idOf } from './references'
import { type Site, siteOf } from './site'

const DOMAINS = [{ element: 'storage_domains', segment: 'storagedomains' }]

export const readSite = async (
  client: EngineClient,
  parallelCalls: number,
  budget: () => CallOptions,
): Promise<OvirtResult<Site>> => {
  const list = async (path: string, root: string, member: string): Promise<OvirtResult<readonly XmlElement[]>> => {
    const answer = await client.get(path, root, budget())
    return answer.kind === 'ok' ? { kind: 'ok', value: all(answer.value, member) } : answer
  }
  const [clusters, dataCenters, networks, vnicProfiles] = await Promise.all([
    list('/clusters', 'clusters', 'cluster'),
    list('/datacenters?follow=storage_domains', 'data_centers', 'data_center'),
    list('/networks', 'networks', 'network'),
    list('/vnicprofiles', 'vnic_profiles', 'vnic_profile'),
  ])
  if (clusters.kind !== 'ok') return clusters
  if (dataCenters.kind !== 'ok') return dataCenters
  if (networks.kind !== 'ok') return networks
  if (vnicProfiles.kind !== 'ok') return vnicProfiles
  const domainsOf = new Map<string, readonly XmlElement[]>()
  const failure = await firstFailure(dataCenters.value, parallelCalls, async (center) => {
    const id = idOf(center)
    if (id === null) return null
    const whole = await completed(client, `/datacenters/${id}`, center, DOMAINS, budget)
    if (whole.kind === 'ok') domainsOf.set(id, all(find(whole.value, 'storage_domains'), 'storage_domain'))
    return whole.kind === 'ok' || whole.why === 'gone' ? null : whole
  })
  if (failure !== null) return failure
  // Said of one cluster after the other; that it is not told costs no inventory.
  const networksOf = new Map<string, readonly XmlElement[]>()
  await eachBounded(
    clusters.value.flatMap((cluster) => idOf(cluster) ?? []),
    parallelCalls,
    async (id) => {
      const own = await list(`/clusters/${id}/networks`, 'networks', 'network')
      if (own.kind === 'ok') networksOf.set(id, own.value)
      return own.kind !== 'unreachable'
    },
  )
  const value = siteOf({
    networksOf,
    clusters: clusters.value,
    dataCenters: dataCenters.value,
    domainsOf,
    networks: networks.value,
    vnicProfiles: vnicProfiles.value,
  })
  return { kind: 'ok', value }
}
