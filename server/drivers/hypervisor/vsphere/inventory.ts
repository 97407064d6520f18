import type { HostFacts, Inventory } from '../../../domain/inventory'
import { agreedVlans } from '../../../domain/vlan'
import { autostartOf } from './autostart'
import { affinityRules } from './affinity-rules'
import { type Budget, budgetOf } from './budget'
import type { Connection, ServiceContent } from './connection'
import { isMixed, type RequirementCache, REQUIREMENTS_WANTED } from './cpu-requirements'
import { hostFacts, standardVlans } from './host-facts'
import { maintenanceBy } from './maintenance-by'
import {
  CLUSTER_PROPERTIES,
  DATASTORE_PROPERTIES,
  HOST_PROPERTIES,
  NETWORK_PROPERTIES,
  PORTGROUP_PROPERTIES,
  VM_PROPERTIES,
} from './properties'
import { type ObjectProperties, retrieveEach, type Retrieval } from './property-collector'
import { textAt } from './read'
import { refElement, refOf, type ObjectRef } from './soap'
import { SITE_PROPERTIES, siteFinder } from './sites'
import { safeguards } from './safeguards'
import { type PathCache, PATHS_WANTED } from './storage-paths'
import { clusterFacts, datastoreFacts, networkFacts } from './surrounding-facts'
import { surroundingsOf } from './surroundings'
import type { TagCache } from './tag-cache'
import { type TagService, tellsTags } from './tag-service'
import { SENSOR_WANTED, type SensorCache, sensorsOf } from './sensor-cache'
import { recentTasks, taskWork } from './task'
import { isTemplate, type VmRecord, vmFacts, vmRecord } from './vm-facts'
import { vsanFindings, withFindings } from './vsan'
import { mapInTurns, Turns } from '../../protocols/turns'
import { find } from '../../protocols/xml/xml'
import { notReadInTime } from './failures'

const ON_ANY = {
  HostSystem: HOST_PROPERTIES,
  VirtualMachine: VM_PROPERTIES,
  Datastore: DATASTORE_PROPERTIES,
  Network: NETWORK_PROPERTIES,
} as const

/** Classes that a standalone host has no objects of, and may not even know. */
const ON_VCENTER = {
  ...ON_ANY,
  ...SITE_PROPERTIES,
  ClusterComputeResource: CLUSTER_PROPERTIES,
  DistributedVirtualPortgroup: PORTGROUP_PROPERTIES,
} as const

/** What is not read with each inventory: last readings, and whom to ask for tags. */
interface Caches {
  readonly sensors: SensorCache
  readonly paths: PathCache
  readonly requirements: RequirementCache
  readonly tags: TagCache
  readonly tagService: Pick<TagService, 'read'>
}

/** So long an inventory may wait for what VMs use of their processors. */
const REQUIREMENTS_MS = 5_000

const NETWORKS = new Set(['Network', 'DistributedVirtualPortgroup', 'OpaqueNetwork'])

const createView = async (connection: Connection, budget: Budget): Promise<ObjectRef | null> => {
  const { rootFolder, viewManager, standalone } = await connection.serviceContent(budget)
  const types = Object.keys(standalone ? ON_ANY : ON_VCENTER)
    .map((type) => `<type>${type}</type>`)
    .join('')
  const body = `${refElement('container', rootFolder)}${types}<recursive>true</recursive>`
  const answer = await connection.call(
    { method: 'CreateContainerView', target: viewManager, body, doing: 'list its objects' },
    budget,
  )
  return refOf(find(answer, 'returnval'))
}

/** `keep` of everything below the root folder, or `only` this of it, through a container view (which lives in the session and is given back). */
const everything = async <T>(
  connection: Connection,
  unknown: Set<string>,
  budget: Budget,
  keep: (object: ObjectProperties) => T,
  only?: Retrieval['wanted'],
): Promise<readonly T[]> => {
  let view: ObjectRef | null = null
  const prepare = async () => {
    view = await createView(connection, budget)
    const { rootFolder, standalone } = await connection.serviceContent(budget)
    const wanted = only ?? (standalone ? ON_ANY : ON_VCENTER)
    return {
      wanted,
      start: view ?? rootFolder,
      skipStart: true,
      steps: [{ name: 'members', type: 'ContainerView', path: 'view' }],
    }
  }
  try {
    return await retrieveEach(connection, prepare, unknown, budget, keep)
  } finally {
    if (view !== null) {
      await connection.call({ method: 'DestroyView', target: view, doing: 'close its list' }, budget).catch(() => undefined)
    }
  }
}

const asItIs = (object: ObjectProperties): ObjectProperties => object

/** Texts of an answer are cut out of it and would keep all of it in memory: copies do not. */
const detached = <T>(value: T): T => structuredClone(value)

/** VMs, which are most of it, are kept as records: their devices are told in a hundred times as many words as are needed. */
type Kept = { readonly vm: VmRecord | null } | { readonly object: ObjectProperties }

const keptOf = (object: ObjectProperties): Kept => {
  if (object.ref.type !== 'VirtualMachine') return { object }
  return { vm: isTemplate(object) ? null : detached(vmRecord(object)) }
}

/** The host that this task empties for maintenance, whoever began it. */
const enteringHost = (task: ObjectProperties): string | null => {
  const work = taskWork(task)
  return work !== null && /\bHostSystem\.enterMaintenanceMode$/i.test(work.description) ? work.entityId : null
}

/** Disks go along since 5.1, and from host to host only by a vCenter. Null: they do. */
const whyNoStorageMove = ({ standalone, version }: ServiceContent): string | null => {
  if (standalone) return 'a host by itself moves no VMs to others: use its vCenter'
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  return version !== null && (major < 5 || (major === 5 && minor < 1))
    ? `vSphere ${version} moves no disks of a running VM along`
    : null
}

export const readInventory = async (
  connection: Connection,
  unknown: Set<string>,
  { sensors, paths, requirements, tags, tagService }: Caches,
  budget: Budget,
): Promise<Inventory> => {
  const kept = await everything(connection, unknown, budget, keptOf)
  const objects = kept.flatMap((each) => ('object' in each ? [each.object] : []))
  const tasks = await recentTasks(connection, unknown, budget)
  const around = surroundingsOf([...objects, ...tasks])
  const records = kept.flatMap((each) => ('vm' in each && each.vm !== null ? [each.vm] : []))
  const content = await connection.serviceContent(budget)
  const hasTags = tellsTags(content)
  if (hasTags) await tags.refresh((share) => tagService.read(content, share), budget)
  const vms = await mapInTurns(records, new Turns(budget.left()), (record) => {
    const vm = requirements.complete(vmFacts(record, around))
    return hasTags ? tags.complete(vm) : vm
  })
  if (vms === null) throw notReadInTime()
  // Last, for it may take what is left of the budget and fail.
  await sensors.refresh(() => everything(connection, unknown, budget, (host) => detached(sensorsOf(host)), SENSOR_WANTED))
  await paths.refresh(() => everything(connection, unknown, budget, asItIs, PATHS_WANTED))
  const noStorageMove = whyNoStorageMove(content)
  const of = (type: string) => objects.filter((object) => object.ref.type === type)
  const hosts = of('HostSystem')
  const begunBy = maintenanceBy(tasks)
  const entering = new Set(tasks.flatMap((task) => enteringHost(task) ?? []))
  const vsan = vsanFindings(hosts, of('ClusterComputeResource'))
  const networks = objects.filter(({ ref }) => NETWORKS.has(ref.type))
  const standardNames = new Map(of('Network').map((network) => [network.ref.id, textAt(network, 'name') ?? ''] as const))
  const untilCancelled = new Turns({ ...budget.left(), deadlineMs: Number.POSITIVE_INFINITY })
  const siteOf = siteFinder(objects)
  const hostsSeen = await mapInTurns(hosts, untilCancelled, (host): HostFacts => {
    const storagePaths = paths.of(host.ref.id)
    const site = siteOf(host)
    const own = {
      ...(site === null ? {} : { site }),
      ...hostFacts(host, sensors.of(host.ref.id)),
      ...(storagePaths === null ? {} : { storagePaths }),
      vlans: standardVlans(host, standardNames),
    }
    const facts = withFindings(own, vsan.get(own.nativeId))
    const isEntering = entering.has(facts.nativeId) && !facts.inMaintenance
    const by = facts.inMaintenance || isEntering ? begunBy.get(facts.nativeId) : undefined
    return detached({
      ...facts,
      ...(isEntering ? { enteringMaintenance: true } : {}),
      ...(by === undefined ? {} : { maintenanceBy: by }),
    })
  })
  if (hostsSeen === null) throw notReadInTime()
  const agreed = agreedVlans(hostsSeen)
  const clusters = of('ClusterComputeResource').map(clusterFacts)
  // For the next reading: this one does not wait for it longer than it must.
  if (isMixed(hostsSeen, clusters)) {
    const share = budgetOf({ ...budget.left(), deadlineMs: Math.min(budget.left().deadlineMs, REQUIREMENTS_MS) })
    await requirements.refresh((keep) => everything(connection, unknown, share, keep, REQUIREMENTS_WANTED))
  }
  const names = new Map(vms.map(({ nativeId, name }) => [nativeId, name]))
  return {
    ...(content.standalone ? { isHost: true } : {}),
    hosts: hostsSeen,
    vms,
    ...(noStorageMove === null ? {} : { capabilities: { movesStorage: { no: noStorageMove } } }),
    ...detached({
      clusters,
      datastores: of('Datastore').map((store) => datastoreFacts(store, paths.kindOf(store.ref.id))),
      safeguards: [
        ...of('ClusterComputeResource').flatMap(safeguards),
        ...hosts.flatMap((host) => autostartOf(host, (id) => names.get(id) ?? id)),
      ],
      affinityRules: of('ClusterComputeResource').flatMap(affinityRules),
      networks: networks.map((network) => networkFacts(network, agreed)),
    }),
  }
}
