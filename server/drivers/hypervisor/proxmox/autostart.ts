import type { SafeguardFacts, SafeguardSetting } from '../../../domain/safeguard'
import type { CallOptions } from '../../ports'
import { autostartFacts, type AutostartOrder, hostOfAutostart, type StartingVm } from '../../protocols/autostart'
import { eachBounded } from '../../protocols/bounded'
import { budgetOf } from '../../protocols/call-deadline'
import type { PveClient } from './client'
import { clusterResources } from './cluster-resources'
import type { PveFailure, PveResult } from './failure'
import { guestRefOf, nativeIdOf, startsWithNode, statusFromResource, type GuestRef, type GuestStatus } from './guest'
import { type GuestCalls, guestPath } from './guest-calls'
import { nothingSchema } from './wire'

/** `onboot`: the one setting there is. The order (`startup`) is another, which stays as it is. */
export const ONBOOT: StartingVm['how'] = { onboot: '1' }

export interface NodeAutostart {
  observe(nativeId: string, options: CallOptions, found?: SafeguardSetting): Promise<PveResult<SafeguardFacts | null>>
  set(order: AutostartOrder, options: CallOptions): Promise<PveResult<{ readonly task: string | null }>>
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
    async observe(nativeId, options, found) {
      const budget = budgetOf(options)
      const node = hostOfAutostart(nativeId)
      if (node === null) return { kind: 'ok', value: null }
      const listed = await guestsNow(budget())
      if (listed.kind !== 'ok') return listed
      // The switch is the guest's own: it goes along to another node.
      const asked = found?.kind === 'autostart' ? new Set(found.vms.map((vm) => vm.nativeId)) : null
      const isMeant = ({ ref, node: at }: GuestStatus): boolean => (asked === null ? at === node : asked.has(nativeIdOf(ref)))
      const starting: StartingVm[] = []
      let failure: PveFailure | null = null
      await eachBounded(listed.value.filter(isMeant), parallelCalls, async (guest) => {
        const config = await calls.config(guest.ref, guest.node, budget())
        if (config.kind === 'ok') {
          const name = guest.name ?? nativeIdOf(guest.ref)
          if (startsWithNode(config.value, guest)) starting.push({ nativeId: nativeIdOf(guest.ref), name, how: ONBOOT })
          // One that was removed just now starts nothing, and another node that is away keeps nothing of this one's from being seen.
        } else if (config.why !== 'gone' && !(config.why === 'node-unreachable' && guest.node !== node)) failure ??= config
        return failure === null
      })
      return failure ?? { kind: 'ok', value: autostartFacts({ nativeId: node, name: node }, starting.sort(byId)) }
    },

    /** Each guest where it is now. One that refuses (a lock) keeps none of the others. */
    async set({ isBack, vms }, options) {
      const budget = budgetOf(options)
      const listed = await guestsNow(budget())
      if (listed.kind !== 'ok') return listed
      const nodes = new Map(listed.value.map((guest) => [nativeIdOf(guest.ref), guest.node]))
      let failure: PveFailure | null = null
      await eachBounded(vms, parallelCalls, async ({ nativeId }) => {
        const [ref, node] = [guestRefOf(nativeId), nodes.get(nativeId)]
        if (ref === null || node === undefined) return true
        const told = await client.put(`${guestPath(ref, node)}/config`, { onboot: isBack }, nothingSchema, budget())
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
