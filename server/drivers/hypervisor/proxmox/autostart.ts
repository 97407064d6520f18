import type { SafeguardFacts } from '../../../domain/safeguard'
import { type CallOptions, refused, type SafeguardOrder } from '../../ports'
import { autostartFacts, hostOfAutostart, type StartingVm } from '../../protocols/autostart'
import { eachBounded } from '../../protocols/bounded'
import { budgetOf } from '../../protocols/call-deadline'
import type { PveClient } from './client'
import { clusterResources } from './cluster-resources'
import { type PveFailure, type PveResult, other } from './failure'
import { guestRefOf, nativeIdOf, startsWithNode, statusFromResource, type GuestRef, type GuestStatus } from './guest'
import { type GuestCalls, guestPath } from './guest-calls'
import { nothingSchema } from './wire'

/** `onboot`: the one setting there is. The order (`startup`) is another, which stays as it is. */
export const ONBOOT: StartingVm['how'] = { onboot: '1' }

export interface NodeAutostart {
  observe(nativeId: string, options: CallOptions): Promise<PveResult<SafeguardFacts | null>>
  set(order: SafeguardOrder, options: CallOptions): Promise<PveResult<{ readonly task: string | null }>>
}

/** `onChange`: what was known of this guest's configuration is out of date. */
export const nodeAutostart = (
  client: PveClient,
  calls: Pick<GuestCalls, 'config'>,
  parallelCalls: number,
  onChange: (ref: GuestRef) => void,
): NodeAutostart => {
  const guestsNow = async (options: CallOptions): Promise<PveResult<readonly GuestStatus[]>> => {
    const listed = await clusterResources(client, 'vm', options)
    return listed.kind === 'ok' ? { kind: 'ok', value: listed.value.flatMap((line) => statusFromResource(line) ?? []) } : listed
  }

  return {
    async observe(nativeId, options) {
      const budget = budgetOf(options)
      const node = hostOfAutostart(nativeId)
      if (node === null) return { kind: 'ok', value: null }
      const listed = await guestsNow(budget())
      if (listed.kind !== 'ok') return listed
      const starting: StartingVm[] = []
      let failure: PveFailure | null = null
      await eachBounded(
        listed.value.filter((guest) => guest.node === node),
        parallelCalls,
        async (guest) => {
          const config = await calls.config(guest.ref, node, budget())
          if (config.kind === 'ok') {
            const name = guest.name ?? nativeIdOf(guest.ref)
            if (startsWithNode(config.value, guest)) starting.push({ nativeId: nativeIdOf(guest.ref), name, how: ONBOOT })
            // One that was removed just now starts nothing.
          } else if (config.why !== 'gone') failure ??= config
          return failure === null
        },
      )
      return failure ?? { kind: 'ok', value: autostartFacts({ nativeId: node, name: node }, starting.sort(byId)) }
    },

    /** Each guest where it is now. One that refuses (a lock) keeps none of the others. */
    async set({ do: what, found }, options) {
      const budget = budgetOf(options)
      if (found.kind !== 'autostart') return other(refused('This is no autostart.', 'Read the inventory again.'))
      const listed = await guestsNow(budget())
      if (listed.kind !== 'ok') return listed
      const nodes = new Map(listed.value.map((guest) => [nativeIdOf(guest.ref), guest.node]))
      let failure: PveFailure | null = null
      await eachBounded(found.vms, parallelCalls, async ({ nativeId }) => {
        const [ref, node] = [guestRefOf(nativeId), nodes.get(nativeId)]
        if (ref === null || node === undefined) return true
        const body = { onboot: what === 'restore' }
        const told = await client.put(`${guestPath(ref, node)}/config`, body, nothingSchema, budget())
        onChange(ref)
        if (told.kind !== 'ok' && told.why !== 'gone') failure ??= told
        return true
      })
      return failure ?? { kind: 'ok', value: { task: null } }
    },
  }
}

const byId = (left: StartingVm, right: StartingVm): number =>
  left.nativeId < right.nativeId ? -1 : left.nativeId > right.nativeId ? 1 : 0
