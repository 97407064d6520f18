import type { SafeguardFacts, SafeguardSetting } from '../../../domain/safeguard'
import { refused, type SafeguardOrder } from '../../ports'
import { autostartOrder, hostOfAutostart } from '../../protocols/autostart'
import { observeAutostart, setAutostart } from './autostart'
import type { Budget } from './budget'
import type { Connection } from './connection'
import { CallFailed } from './failures'
import { isNotFound, retrieve, type ObjectProperties } from './property-collector'
import { flagAt, idsAt, textAt } from './read'
import { text } from '../../protocols/xml/xml'

const CONFIGURATION = 'configurationEx'
const LEVELS = ['manual', 'partiallyAutomated', 'fullyAutomated'] as const

/** "ha domain-c8": one cluster has two. */
type Kind = 'ha' | 'drs'
const idOf = (kind: Kind, clusterId: string): string => `${kind} ${clusterId}`
const partsOf = (nativeId: string): { readonly kind: Kind; readonly clusterId: string } | null => {
  const match = /^(ha|drs) (\S+)$/.exec(nativeId)
  const [, kind, clusterId] = match ?? []
  return clusterId === undefined || (kind !== 'ha' && kind !== 'drs') ? null : { kind, clusterId }
}

const haOf = (cluster: ObjectProperties): SafeguardSetting | null => {
  const enabled = flagAt(cluster, CONFIGURATION, 'dasConfig', 'enabled')
  const hostMonitoring = textAt(cluster, CONFIGURATION, 'dasConfig', 'hostMonitoring')
  return enabled === null ? null : { kind: 'vsphere-ha', enabled, hostMonitoring }
}

/** Null where DRS is off, which moves nothing, or at a level that we do not know and so could not put back. */
const drsOf = (cluster: ObjectProperties): SafeguardSetting | null => {
  const level = LEVELS.find((known) => known === textAt(cluster, CONFIGURATION, 'drsConfig', 'defaultVmBehavior'))
  if (flagAt(cluster, CONFIGURATION, 'drsConfig', 'enabled') !== true || level === undefined) return null
  return { kind: 'vsphere-drs', level, overrides: flagAt(cluster, CONFIGURATION, 'drsConfig', 'enableVmBehaviorOverrides') }
}

const isDisarmed = (setting: SafeguardSetting): boolean =>
  (setting.kind === 'vsphere-ha' && !setting.enabled) ||
  (setting.kind === 'vsphere-drs' && setting.level === 'manual' && setting.overrides !== true)

/** HA and DRS of a cluster, as far as it tells them. */
export const safeguards = (cluster: ObjectProperties): readonly SafeguardFacts[] => {
  const name = textAt(cluster, 'name') ?? cluster.ref.id
  const facts = (kind: Kind, label: string, setting: SafeguardSetting | null): readonly SafeguardFacts[] =>
    setting === null
      ? []
      : [
          {
            nativeId: idOf(kind, cluster.ref.id),
            name: `${label} of ${name}`,
            hostNativeIds: idsAt(cluster, 'host'),
            setting,
            isDisarmed: isDisarmed(setting),
            disarmAfterVms: false,
            // HA's admission control refuses starts while hosts are missing; DRS would move what has just been started.
            restore: 'after-vms',
            unhealthy: [],
          },
        ]
  return [...facts('ha', 'HA', haOf(cluster)), ...facts('drs', 'DRS', drsOf(cluster))]
}

/** Null: the manager no longer has it, or it is switched off for good. */
export const observeSafeguard = async (
  nativeId: string,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
  found?: SafeguardSetting,
): Promise<SafeguardFacts | null> => {
  if (hostOfAutostart(nativeId) !== null) return observeAutostart(nativeId, connection, unknown, budget, found)
  const parts = partsOf(nativeId)
  if (parts === null) return null
  const start = { type: 'ClusterComputeResource', id: parts.clusterId }
  try {
    const wanted = { ClusterComputeResource: ['name', 'host', CONFIGURATION] }
    const [cluster] = await retrieve(connection, () => ({ wanted, start }), unknown, budget)
    return (cluster === undefined ? [] : safeguards(cluster)).find((each) => each.nativeId === nativeId) ?? null
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

/** What of the cluster's configuration is to change: fields that are left out stay as they are (`modify`). */
const specOf = ({ do: what, found }: SafeguardOrder): string | null => {
  const isBack = what === 'restore'
  switch (found.kind) {
    case 'vsphere-ha': {
      const monitoring = isBack && found.hostMonitoring !== null ? `<hostMonitoring>${found.hostMonitoring}</hostMonitoring>` : ''
      return `<dasConfig><enabled>${isBack && found.enabled}</enabled>${monitoring}</dasConfig>`
    }
    case 'vsphere-drs': {
      // Never `enabled` false: that deletes the cluster's resource pools.
      const overrides =
        found.overrides === null ? '' : `<enableVmBehaviorOverrides>${isBack && found.overrides}</enableVmBehaviorOverrides>`
      const level = isBack ? found.level : 'manual'
      return `<drsConfig>${overrides}<defaultVmBehavior>${level}</defaultVmBehavior></drsConfig>`
    }
    case 'proxmox-ha':
    case 'ceph-flags':
    case 'xapi-ha':
    case 'ovirt-fencing':
    case 'autostart':
      return null
  }
}

export const setSafeguard = async (
  order: SafeguardOrder,
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
): Promise<string | null> => {
  const ofHost = autostartOrder(order)
  if (ofHost !== null) return setAutostart(ofHost, connection, unknown, budget)
  const parts = partsOf(order.nativeId)
  const spec = specOf(order)
  if (parts === null || spec === null)
    throw new CallFailed(refused('This is no HA or DRS of a vSphere cluster.', 'Read the inventory again.'))
  const body = `<spec xsi:type="ClusterConfigSpecEx">${spec}</spec><modify>true</modify>`
  const target = { type: 'ClusterComputeResource', id: parts.clusterId }
  const doing = `${order.do === 'disarm' ? 'set aside' : 'put back'} ${parts.kind === 'ha' ? 'HA' : 'DRS'} of the cluster`
  return text(
    await connection.call({ method: 'ReconfigureComputeResource_Task', target, body, doing, changes: true }, budget),
    'returnval',
  )
}
