import type {
  AffinityRule,
  ClusterFacts,
  DatastoreFacts,
  HostConnection,
  HostFacts,
  Inventory,
  NetworkFacts,
  StorageKind,
} from '../../../domain/inventory'
import { agreedVlans } from '../../../domain/vlan'
import { autostartsIn } from './autostart'
import { cpuFeaturesOf, cpuVendorOf } from './cpu-features'
import { hostFacts } from './host-facts'
import type { Records } from './records'
import { mapInTurns, type Turns } from '../../protocols/turns'
import { safeguardsOf } from './safeguards'
import type { UseMeter } from './use-meter'
import { vmFacts } from './vm-facts'
import type { RecordOf } from './wire'

const GIB = 1024 ** 3

const KINDS: Readonly<Record<string, StorageKind>> = {
  nfs: 'nfs',
  lvmoiscsi: 'iscsi',
  iscsi: 'iscsi',
  lvmohba: 'fc',
  lvmofcoe: 'fc',
  hba: 'fc',
  rawhba: 'fc',
  cephfs: 'ceph',
  rbd: 'ceph',
  lvm: 'local',
  ext: 'local',
  xfs: 'local',
  zfs: 'local',
  file: 'local',
  largeblock: 'local',
}

/** Drives of the hosts and the tools' image are storage to the API only. */
const isDatastore = (storage: RecordOf<'SR'>): boolean => storage.type !== 'udev' && storage.is_tools_sr !== true

const datastoreOf = (storage: RecordOf<'SR'>): DatastoreFacts[] => {
  const { uuid, physical_size: size, physical_utilisation: used } = storage
  if (uuid === null || !isDatastore(storage)) return []
  const known = KINDS[storage.type ?? ''] ?? 'other'
  const shared = storage.shared === true
  const kind = known === 'other' && !shared ? 'local' : known === 'local' && shared ? 'other' : known
  const free = size === null || size <= 0 || used === null ? null : Math.max(0, size - used) / GIB
  return [{ nativeId: uuid, name: storage.name_label ?? uuid, kind, shared, freeGibibytes: free }]
}

const networksOf = (records: Records, hosts: readonly HostFacts[]): NetworkFacts[] => {
  const vlans = agreedVlans(hosts)
  return [...records.of('network').values()].flatMap(({ uuid, name_label: name }) =>
    uuid === null ? [] : [{ nativeId: uuid, name: name ?? uuid, vlan: vlans.get(uuid) ?? null, ofEachHost: true }],
  )
}

/** Since 7.0 a pool boots its guests with the features that all its hosts have. */
const baselineOf = (pool: RecordOf<'pool'>): string | null => {
  const { vendor, features_hvm_host: features } = pool.cpu_info
  return (features ?? '') === '' ? null : `pool level, ${cpuVendorOf(vendor) ?? 'CPU'} ${features}`
}

const clusterOf = (pool: RecordOf<'pool'>, records: Records): ClusterFacts[] => {
  if (pool.uuid === null) return []
  // A host on its own is a pool without a name.
  const name = [pool.name_label, records.get('host', pool.master)?.name_label].find((text) => (text ?? '') !== '')
  const features = cpuFeaturesOf(pool.cpu_info.features_hvm)
  return [
    {
      nativeId: pool.uuid,
      name: name ?? pool.uuid,
      maxCpuPercent: null,
      cpuBaseline: baselineOf(pool),
      ...(features === null ? {} : { cpuBaselineFeatures: features }),
    },
  ]
}

/** A VM's home server, where it is started if there is room: a wish, never more. */
const affinityRulesOf = (records: Records): AffinityRule[] => {
  const homeOf = new Map<string, string[]>()
  for (const { uuid, affinity, is_a_template: isTemplate } of records.of('VM').values()) {
    if (uuid === null || affinity === null || isTemplate === true) continue
    const others = homeOf.get(affinity)
    if (others === undefined) homeOf.set(affinity, [uuid])
    else others.push(uuid)
  }
  return [...records.of('host')].flatMap(([reference, host]) => {
    const vmNativeIds = homeOf.get(reference)
    if (host.uuid === null || vmNativeIds === undefined) return []
    const name = `home server ${host.name_label ?? host.uuid}`
    return [{ name, kind: 'on-hosts', mandatory: false, vmNativeIds, hostNativeIds: [host.uuid] }]
  })
}

/** In turns, of records that stay as they are meanwhile. Null: the work ended before its end. */
export const inventoryOf = async (
  records: Records,
  connections: ReadonlyMap<string, HostConnection>,
  use: UseMeter,
  turns: Turns,
): Promise<Inventory | null> => {
  const vms = await mapInTurns(records.of('VM'), turns, ([reference, vm]) => vmFacts(vm, records, use.percentOf(reference)))
  const hosts = await mapInTurns(records.of('host'), turns, ([reference, host]) =>
    hostFacts(reference, host, records, connections.get(reference) ?? 'unknown', use.percentOf(reference)),
  )
  if (vms === null || hosts === null) return null
  const known = hosts.filter((host) => host !== null)
  return {
    clusters: [...records.of('pool').values()].flatMap((pool) => clusterOf(pool, records)),
    hosts: known,
    vms: vms.filter((vm) => vm !== null),
    datastores: [...records.of('SR').values()].flatMap(datastoreOf),
    networks: networksOf(records, known),
    safeguards: [...safeguardsOf(records), ...autostartsIn(records)],
    affinityRules: affinityRulesOf(records),
  }
}
