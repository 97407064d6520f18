import { type CallOptions, refused } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import { type PveClient, segment } from './client'
import { clusterResources } from './cluster-resources'
import { type PveResult, because } from './failure'
import { type GuestRef, type GuestStatus, nativeIdOf, statusFromCurrent } from './guest'
import { type GuestConfig, type SnapshotLine, snapshotsSchema, vmConfigSchema, vmCurrentSchema } from './wire'

export const guestPath = (ref: GuestRef, node: string): string => `/nodes/${segment(node)}/${ref.kind}/${ref.vmid}`

/** Finds guests and reads them, always fresh. Remembers on which node each was last, as the first place to look. */
export interface GuestCalls {
  status(ref: GuestRef, options: CallOptions): Promise<PveResult<GuestStatus>>
  config(ref: GuestRef, node: string, options: CallOptions): Promise<PveResult<GuestConfig>>
  snapshots(ref: GuestRef, node: string, options: CallOptions): Promise<PveResult<readonly SnapshotLine[]>>
  remember(ref: GuestRef, node: string): void
  /** Where the cluster says that the guest is, even while that node is away; null: it knows no such guest. */
  locate(ref: GuestRef, options: CallOptions): Promise<PveResult<string | null>>
}

/** A guest may move between being found and being asked; each round finds it anew. */
const ROUNDS = 3

export const guestCalls = (client: PveClient): GuestCalls => {
  const lastNode = new Map<string, string>()

  const statusOn = async (ref: GuestRef, node: string, options: CallOptions): Promise<PveResult<GuestStatus>> => {
    const current = await client.get(`${guestPath(ref, node)}/status/current`, {}, vmCurrentSchema, options)
    return current.kind === 'ok' ? { kind: 'ok', value: statusFromCurrent(ref, node, current.value) } : current
  }

  const locate: GuestCalls['locate'] = async (ref, options) => {
    const resources = await clusterResources(client, 'vm', options)
    if (resources.kind !== 'ok') return resources
    const node = resources.value.find((resource) => resource.id === nativeIdOf(ref))?.node ?? null
    if (node === null) lastNode.delete(nativeIdOf(ref))
    else lastNode.set(nativeIdOf(ref), node)
    return { kind: 'ok', value: node }
  }

  return {
    async status(ref, options) {
      const budget = budgetOf(options)
      let result: PveResult<GuestStatus> = because('gone', refused(`${nativeIdOf(ref)} is not known.`, 'Refresh the inventory.'))
      for (let round = 0; round < ROUNDS; round += 1) {
        const known = round === 0 ? lastNode.get(nativeIdOf(ref)) : undefined
        if (known === undefined) {
          const located = await locate(ref, budget())
          if (located.kind !== 'ok') return located
          if (located.value === null)
            return because(
              'gone',
              refused(`Proxmox VE knows no guest ${nativeIdOf(ref)}.`, 'It was removed; refresh the inventory.'),
            )
        }
        result = await statusOn(ref, known ?? lastNode.get(nativeIdOf(ref)) ?? '', budget())
        if (result.kind === 'ok' || (result.why !== 'gone' && !(result.why === 'node-unreachable' && known !== undefined)))
          return result
      }
      return result
    },
    config: (ref, node, options) =>
      client.get(`${guestPath(ref, node)}/config`, ref.kind === 'qemu' ? { current: true } : {}, vmConfigSchema, options),
    snapshots: (ref, node, options) => client.get(`${guestPath(ref, node)}/snapshot`, {}, snapshotsSchema, options),
    remember: (ref, node) => lastNode.set(nativeIdOf(ref), node),
    locate,
  }
}
