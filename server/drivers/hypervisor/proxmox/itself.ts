import { refused, type CallOptions, type HostItself } from '../../ports'
import type { PveClient } from './client'
import { other, type PveResult } from './failure'
import { clusterStatusSchema } from './wire'

/** Which node of the cluster answers at this address; it speaks for all of them. The API tells no hardware UUID. */
export const itself = async (client: PveClient, options: CallOptions): Promise<PveResult<HostItself>> => {
  const status = await client.get('/cluster/status', {}, clusterStatusSchema, options)
  if (status.kind !== 'ok') return status
  const name = status.value.find((entry) => entry.type === 'node' && entry.local === true)?.name ?? null
  if (name !== null) return { kind: 'ok', value: { nativeId: name, name, uuid: null } }
  return other(
    refused('The node does not tell which of its cluster’s it is.', 'Give the account Sys.Audit on / (role PVEAuditor).'),
  )
}
