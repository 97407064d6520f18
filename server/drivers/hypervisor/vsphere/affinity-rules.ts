import type { AffinityRule } from '../../../domain/inventory'
import { all, flag, text, wireType, type XmlElement } from '../../protocols/xml/xml'
import type { ObjectProperties } from './property-collector'
import { refOf } from './soap'

/** The members of a group of VMs or hosts, or of a rule among VMs. */
const idsIn = (from: XmlElement, name: 'vm' | 'host'): readonly string[] =>
  all(from, name).flatMap((element) => refOf(element)?.id ?? [])

interface Named {
  readonly name: string
  readonly mandatory: boolean
}

const hostRules = (rule: XmlElement, named: Named, config: XmlElement): readonly AffinityRule[] => {
  const membersOf = (group: string | null, kind: 'vm' | 'host'): readonly string[] => {
    const found = group === null ? undefined : all(config, 'group').find((each) => text(each, 'name') === group)
    return found === undefined ? [] : idsIn(found, kind)
  }
  const vmNativeIds = membersOf(text(rule, 'vmGroupName'), 'vm')
  const to = (kind: 'on-hosts' | 'off-hosts', group: string | null): readonly AffinityRule[] =>
    group === null ? [] : [{ ...named, kind, vmNativeIds, hostNativeIds: membersOf(group, 'host') }]
  return [...to('on-hosts', text(rule, 'affineHostGroupName')), ...to('off-hosts', text(rule, 'antiAffineHostGroupName'))]
}

/** The DRS rules of a cluster, `ClusterConfigInfoEx.rule`; those that are switched off bind nobody. */
export const affinityRules = (cluster: ObjectProperties): readonly AffinityRule[] => {
  const config = cluster.properties.get('configurationEx')
  if (config === undefined) return []
  return all(config, 'rule').flatMap((rule): readonly AffinityRule[] => {
    if (flag(rule, 'enabled') === false) return []
    const named = { name: text(rule, 'name') ?? 'without a name', mandatory: flag(rule, 'mandatory') ?? false }
    const vms = { vmNativeIds: idsIn(rule, 'vm'), hostNativeIds: [] }
    switch (wireType(rule)) {
      case 'ClusterAffinityRuleSpec':
        return [{ ...named, kind: 'together', ...vms }]
      case 'ClusterAntiAffinityRuleSpec':
        return [{ ...named, kind: 'apart', ...vms }]
      case 'ClusterVmHostRuleInfo':
        return hostRules(rule, named, config)
      default:
        return []
    }
  })
}
