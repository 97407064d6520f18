import type { AffinityRule } from '../../../domain/inventory'
import type { CallOptions } from '../../ports'
import { budgetOf } from '../../protocols/call-deadline'
import type { PveClient } from './client'
import type { PveResult } from './failure'
import { haGroupsSchema, type HaResource, haResourcesSchema, type HaRule, haRulesSchema } from './wire'

/** Rules change rarely, and a call more with every reading would be for nothing. */
const LIFE_MS = 60_000
/** All else of a reading is worth more than they: an endpoint that hangs is not waited for. */
const PATIENCE_MS = 3_000

const words = (list: string | null): readonly string[] => (list ?? '').split(',').flatMap((word) => word.trim() || [])

/** "vm:101" → "qemu/101", as guests are called elsewhere. */
const guestsIn = (list: string | null): readonly string[] =>
  words(list).flatMap((sid) => {
    const [, kind, vmid] = /^(vm|ct):(\d{3,9})$/.exec(sid) ?? []
    return vmid === undefined ? [] : [`${kind === 'vm' ? 'qemu' : 'lxc'}/${vmid}`]
  })

/** "pve1:2,pve2" → the nodes, without their priorities. */
const nodesIn = (list: string | null): readonly string[] => words(list).map((node) => node.replace(/:\d+$/, ''))

const ofRule = ({ rule, type, disable, resources, nodes, strict, affinity }: HaRule): readonly AffinityRule[] => {
  if (disable) return []
  const named = { name: rule ?? 'without a name', vmNativeIds: guestsIn(resources) }
  if (type === 'node-affinity') return [{ ...named, kind: 'on-hosts', mandatory: strict, hostNativeIds: nodesIn(nodes) }]
  if (type !== 'resource-affinity' || affinity === null) return []
  // The HA manager itself moves what breaks such a rule.
  return [{ ...named, kind: affinity === 'positive' ? 'together' : 'apart', mandatory: true, hostNativeIds: [] }]
}

/** Before version 9: groups of nodes, and which guests are in one. */
const readGroups = async (
  client: Pick<PveClient, 'get'>,
  budget: () => CallOptions,
): Promise<PveResult<readonly AffinityRule[]>> => {
  const groups = await client.get('/cluster/ha/groups', {}, haGroupsSchema, budget())
  if (groups.kind !== 'ok') return groups
  if (groups.value.length === 0) return { kind: 'ok', value: [] }
  const resources = await client.get('/cluster/ha/resources', {}, haResourcesSchema, budget())
  if (resources.kind !== 'ok') return resources
  const members = (group: string | null) =>
    resources.value.flatMap((each: HaResource) => (each.group === group ? guestsIn(each.sid) : []))
  const value = groups.value.map(({ group, nodes, restricted }): AffinityRule => ({
    name: group ?? 'without a name',
    kind: 'on-hosts',
    mandatory: restricted,
    vmNativeIds: members(group),
    hostNativeIds: nodesIn(nodes),
  }))
  return { kind: 'ok', value }
}

const readRules = async (
  client: Pick<PveClient, 'get'>,
  budget: () => CallOptions,
): Promise<PveResult<readonly AffinityRule[]>> => {
  const rules = await client.get('/cluster/ha/rules', {}, haRulesSchema, budget())
  if (rules.kind === 'unsupported') return readGroups(client, budget)
  return rules.kind === 'ok' ? { kind: 'ok', value: rules.value.flatMap(ofRule) } : rules
}

/** The HA manager's rules; null: not told, e.g. to an account that may not see them. The last ones told stand until then. */
export const haRules = (client: Pick<PveClient, 'get'>) => {
  let known: { readonly rules: readonly AffinityRule[]; readonly readAtMs: number } | null = null
  return async (budget: () => CallOptions): Promise<readonly AffinityRule[] | null> => {
    if (known === null || performance.now() - known.readAtMs > LIFE_MS) {
      const own = budget()
      const read = await readRules(client, budgetOf({ ...own, deadlineMs: Math.min(own.deadlineMs, PATIENCE_MS) }))
      if (read.kind === 'ok') known = { rules: read.value, readAtMs: performance.now() }
    }
    return known?.rules ?? null
  }
}
