import type { CallOptions } from '../../ports'
import { eachBounded } from '../../protocols/bounded'
import { type PveClient, segment } from './client'
import type { PveFailure, PveResult } from './failure'
import type { NodeDetails } from './host'
import { nodeNetworkSchema, nodeStatusSchema, type Resource } from './wire'

const DETAILS_LIFE_MS = 10 * 60_000

/** What nodes tell about themselves: hardly ever changes while they run, so it is read at boot and then now and again. */
export interface NodeCache {
  refresh(nodes: readonly Resource[], limit: number, budget: () => CallOptions): Promise<PveFailure | null>
  details(node: string): NodeDetails | null
  read(node: string, options: CallOptions): Promise<PveResult<NodeDetails>>
}

export const nodeCache = (client: PveClient): NodeCache => {
  const entries = new Map<string, { readonly details: NodeDetails; readonly readAtMs: number }>()
  const uptimes = new Map<string, number>()

  const read = async (node: string, options: CallOptions): Promise<PveResult<NodeDetails>> => {
    const path = `/nodes/${segment(node)}`
    const [status, networks] = await Promise.all([
      client.get(`${path}/status`, {}, nodeStatusSchema, options),
      client.get(`${path}/network`, { type: 'any_bridge' }, nodeNetworkSchema, options),
    ])
    if (status.kind !== 'ok') return status
    const uptime = status.value.uptime
    const details = {
      status: status.value,
      networks: networks.kind === 'ok' ? networks.value : (entries.get(node)?.details.networks ?? []),
      bootedAtMs: uptime === null ? null : Math.round(Date.now() - uptime * 1000),
    }
    entries.set(node, { details, readAtMs: performance.now() })
    return { kind: 'ok', value: details }
  }

  const isDue = (resource: Resource, node: string): boolean => {
    const entry = entries.get(node)
    const before = uptimes.get(node)
    if (resource.uptime !== null) uptimes.set(node, resource.uptime)
    const rebooted = resource.uptime !== null && before !== undefined && resource.uptime < before
    return entry === undefined || rebooted || performance.now() - entry.readAtMs > DETAILS_LIFE_MS
  }

  return {
    async refresh(nodes, limit, budget) {
      const due = nodes.flatMap((node) =>
        node.node !== null && node.status === 'online' && isDue(node, node.node) ? [node.node] : [],
      )
      let failure: PveFailure | null = null
      await eachBounded(due, limit, async (node) => {
        const result = await read(node, budget())
        if (result.kind !== 'ok' && result.why === 'other') failure ??= result
        return failure === null
      })
      return failure
    },
    details: (node) => entries.get(node)?.details ?? null,
    read,
  }
}
