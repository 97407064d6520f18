import type { AffinityRule } from '../../../domain/inventory'
import type { CallOptions } from '../../ports'
import { all, find, flag, text, type XmlElement } from '../../protocols/xml/xml'
import type { EngineClient } from './engine-client'
import { idsOf } from './references'

/** Rules change rarely, and some calls more with every reading would be for nothing. */
const LIFE_MS = 60_000
/** All else of a reading is worth more than they: an endpoint that hangs is not waited for. */
const PATIENCE_MS = 3_000

interface Members {
  readonly name: string
  readonly vmNativeIds: readonly string[]
  readonly hostNativeIds: readonly string[]
}

/** Its links were followed. */
const membersOf = (element: XmlElement): Members => ({
  name: text(element, 'name') ?? 'without a name',
  vmNativeIds: idsOf(all(find(element, 'vms'), 'vm')),
  hostNativeIds: idsOf(all(find(element, 'hosts'), 'host')),
})

/** Since 4.1 a group says of its VMs and of its hosts apart what it wants; before it only spoke of VMs. */
const rulesOfGroup = (group: XmlElement): readonly AffinityRule[] => {
  const members = membersOf(group)
  if (members.vmNativeIds.length === 0) return []
  const amongVms = find(group, 'vms_rule') ?? group
  const withHosts = find(group, 'hosts_rule')
  const rules: AffinityRule[] = []
  if (flag(amongVms, 'enabled') !== false && flag(amongVms, 'positive') !== null)
    rules.push({
      ...members,
      kind: flag(amongVms, 'positive') === true ? 'together' : 'apart',
      mandatory: flag(amongVms, 'enforcing') ?? false,
      hostNativeIds: [],
    })
  if (withHosts !== null && flag(withHosts, 'enabled') !== false && members.hostNativeIds.length > 0)
    rules.push({
      ...members,
      kind: flag(withHosts, 'positive') === false ? 'off-hosts' : 'on-hosts',
      mandatory: flag(withHosts, 'enforcing') ?? false,
    })
  return rules
}

/** VMs with a label run only on hosts with it; since 4.4 only where the label is said to mean that. */
const ruleOfLabel = (label: XmlElement): readonly AffinityRule[] => {
  const members = membersOf(label)
  if (members.vmNativeIds.length === 0 || flag(label, 'has_implicit_affinity_group') === false) return []
  return [{ ...members, kind: 'on-hosts', mandatory: true }]
}

/** Affinity groups and labels; null: not told, e.g. to an account that may not see them. The last ones told stand until then. */
export const affinityRules = (client: Pick<EngineClient, 'get'>) => {
  let known: { readonly rules: readonly AffinityRule[]; readonly readAtMs: number } | null = null
  return async (clusterIds: readonly string[], budget: () => CallOptions): Promise<readonly AffinityRule[] | null> => {
    if (known !== null && performance.now() - known.readAtMs < LIFE_MS) return known.rules
    const left = budget()
    const own = { ...left, deadlineMs: Math.min(left.deadlineMs, PATIENCE_MS) }
    const [labels, ...groups] = await Promise.all([
      client.get('/affinitylabels?follow=vms,hosts', 'affinity_labels', own),
      ...clusterIds.map((id) => client.get(`/clusters/${id}/affinitygroups?follow=vms,hosts`, 'affinity_groups', own)),
    ])
    const rules: AffinityRule[] = []
    for (const answer of groups) {
      // An engine before 4.2 follows no links: whom its groups name is not told.
      const isTold = answer.kind === 'ok' && all(answer.value, 'affinity_group').every((group) => find(group, 'vms') !== null)
      if (!isTold) return known?.rules ?? null
      rules.push(...all(answer.value, 'affinity_group').flatMap(rulesOfGroup))
    }
    if (labels.kind === 'ok') rules.push(...all(labels.value, 'affinity_label').flatMap(ruleOfLabel))
    known = { rules, readAtMs: performance.now() }
    return rules
  }
}
