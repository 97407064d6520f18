import type { SafeguardSetting } from '../../../domain/safeguard'
import { find, flag, number, type XmlElement } from '../../protocols/xml/xml'

export type FencingSetting = Extract<SafeguardSetting, { kind: 'ovirt-fencing' }>

/** Absent where an engine does not tell it: then nothing could be put back. */
export const fencingOf = (cluster: XmlElement): FencingSetting | null => {
  const policy = find(cluster, 'fencing_policy')
  const enabled = flag(policy, 'enabled')
  if (enabled === null) return null
  const percent = number(policy, 'skip_if_connectivity_broken', 'threshold')
  return {
    kind: 'ovirt-fencing',
    enabled,
    skipIfStorageActive: flag(policy, 'skip_if_sd_active', 'enabled'),
    skipIfUnconnected: flag(policy, 'skip_if_connectivity_broken', 'enabled'),
    unconnectedPercent: percent === null || !Number.isInteger(percent) ? null : percent,
    skipIfBricksUp: flag(policy, 'skip_if_gluster_bricks_up'),
    skipIfNoBrickQuorum: flag(policy, 'skip_if_gluster_quorum_not_met'),
  }
}

const element = (name: string, value: boolean | number | null): string => (value === null ? '' : `<${name}>${value}</${name}>`)
const within = (name: string, inner: string): string => (inner === '' ? '' : `<${name}>${inner}</${name}>`)

/** The policy as a whole: what an engine is not told of it, it may take for its default. */
export const policyXml = (found: FencingSetting, enabled: boolean): string =>
  within(
    'fencing_policy',
    element('enabled', enabled) +
      within(
        'skip_if_connectivity_broken',
        element('enabled', found.skipIfUnconnected) + element('threshold', found.unconnectedPercent),
      ) +
      element('skip_if_gluster_bricks_up', found.skipIfBricksUp) +
      element('skip_if_gluster_quorum_not_met', found.skipIfNoBrickQuorum) +
      within('skip_if_sd_active', element('enabled', found.skipIfStorageActive)),
  )
