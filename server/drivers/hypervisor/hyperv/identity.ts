import type { ManagerIdentity } from '../../../domain/manager'
import { type CallOptions, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { KEY_MOVES_NOTHING, movesLive } from './capabilities'
import type { HostTold } from './host-question'
import { missingRights } from './rights'
import { isHeard, type SiteReader } from './site-reader'
import { sameId } from './vm-facts'

const NO_DELEGATION =
  'Live moves between these hosts are authenticated by CredSSP, which works only for somebody signed in at the source. Set Kerberos (Set-VMHost -VirtualMachineMigrationAuthenticationType Kerberos) and constrained delegation.'

/** Every node must be in the address: what runs on the others would not be seen. */
const requireOneSite = (hosts: readonly HostTold[], reader: SiteReader): void => {
  const clusters = hosts.flatMap((host) => host.cluster ?? [])
  const [cluster] = clusters
  if (cluster === undefined) return
  if (clusters.length < hosts.length || clusters.some((other) => other.Id !== cluster.Id))
    throw new CallFailed(
      refused(
        'These hosts are not all nodes of one cluster.',
        'Add each cluster, and the hosts without one, as a manager of its own.',
      ),
    )
  const missing = cluster.nodes.filter((node) => !hosts.some((host) => sameId(host.ComputerName, node.Name)))
  if (missing.length === 0) return
  const names = missing.map((node) => node.Name)
  const address = [...reader.hosts.map((host) => host.name), ...names.map((name) => name.toLowerCase())].join(',')
  throw new CallFailed(
    refused(
      `The cluster ${cluster.Name} has more nodes than the address: ${names.join(', ')}.`,
      `Write the address like ssh://${address}.`,
    ),
  )
}

const notesOf = (hosts: readonly HostTold[], hasPassword: boolean): readonly string[] => {
  if (hosts.length < 2 || hosts.some((host) => host.cluster !== null)) return []
  if (!hasPassword) return [KEY_MOVES_NOTHING]
  if (!movesLive(hosts, hasPassword))
    return ['Live moves are not enabled on every host (Enable-VMMigration): its VMs are saved instead.']
  return hosts.some((host) => host.VirtualMachineMigrationAuthenticationType === 'CredSSP') ? [NO_DELEGATION] : []
}

/**
 * Every host is asked: one whose key is unknown or which lets us not in must show before the manager is saved. `isDirect`: one host
 * of its cluster is enough.
 */
export const identify = async (reader: SiteReader, options: CallOptions, isDirect = false): Promise<ManagerIdentity> => {
  const budget = budgetOf(options)
  const heard = await reader.everywhere((host) => reader.readHost(host, budget()))
  const failures = heard.flatMap((one) => (isHeard(one) ? [] : [one.failure]))
  const failure = failures.find((one) => one.kind !== 'unreachable') ?? failures[0]
  if (failure !== undefined) throw new CallFailed(failure)
  const hosts = heard.flatMap((one) => (isHeard(one) ? [one.value] : []))
  if (!isDirect) requireOneSite(hosts, reader)
  const cluster = hosts.flatMap((host) => host.cluster ?? [])[0] ?? null
  const notes = [...notesOf(hosts, reader.hasPassword), ...(await missingRights(reader, budget()))]
  return {
    kind: 'hyperv',
    product: cluster === null ? 'Microsoft Hyper-V' : `Microsoft Hyper-V, failover cluster ${cluster.Name}`,
    version: hosts[0]?.Version ?? null,
    instanceUuid: cluster?.Id ?? null,
    ...(notes.length === 0 ? {} : { notes }),
  }
}
