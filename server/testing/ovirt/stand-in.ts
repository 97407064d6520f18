import { CLUSTER, type EngineModel, type ModelVm } from './engine-model'
import { find, flag, number } from '../../drivers/protocols/xml/xml'
import { parseXml } from '../../drivers/protocols/xml/xml-parser'
import { engineActs } from './engine-acts'
import {
  apiXml,
  attachmentsXml,
  clusterXml,
  dataCenterXml,
  diskXml,
  documentOf,
  eventXml,
  hostStatistics,
  hostXml,
  jobXml,
  listOf,
  networkXml,
  permissionXml,
  profileXml,
  storageDomainXml,
  vmCollections,
  vmXml,
} from './engine-xml'
import {
  type EngineAccount,
  type EngineCall,
  type EngineOptions,
  type EngineReply,
  type ScriptedEngine,
  scriptedEngine,
} from './scripted-engine'

export interface StandInOptions extends EngineOptions {
  /** False: an engine before 4.2, which ignores the wish to follow links. */
  readonly follows?: boolean
  readonly version?: string
  /** Answers first. */
  readonly answer?: (call: EngineCall) => EngineReply | undefined | Promise<EngineReply | undefined>
}

/** Of the role that the account has on the whole system. */
const PERMITS = [
  ...['login', 'shut_down_vm', 'stop_vm', 'hibernate_vm', 'run_vm', 'edit_admin_vm_properties', 'migrate_vm'],
  'manipulate_host',
  'edit_cluster_configuration',
]

const NOT_FOUND: EngineReply = { status: 404 }

/** An engine made of a model: reads in the structure of recorded ones, acts by the API model. */
export const startStandIn = async (
  model: EngineModel,
  account: EngineAccount,
  options: StandInOptions = {},
): Promise<ScriptedEngine> => {
  const follows = options.follows ?? true
  const problems: string[] = []
  const act = engineActs(model, problems)
  const follow = (call: EngineCall): readonly string[] =>
    follows ? (call.query.follow ?? '').split(',').filter((one) => one !== '') : []

  const vm = (call: EngineCall, one: ModelVm): string => vmXml(one, follow(call).includes('nics'))

  const vms = (call: EngineCall): string => {
    const search = call.query.search ?? ''
    const name = /\bname=(\S+)/.exec(search)?.[1]
    const page = Number(/\bpage (\d+)/.exec(search)?.[1] ?? 1)
    const max = Number(call.query.max ?? model.vms.length)
    const sorted = model.vms
      .filter((one) => name === undefined || one.name === name)
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    return listOf(
      'vms',
      sorted.slice((page - 1) * max, page * max).map((one) => vm(call, one)),
    )
  }

  const bySearch = <T extends { readonly correlationId: string }>(call: EngineCall, all: readonly T[]): readonly T[] => {
    const wanted = /^correlation_id=(\S+)$/.exec(call.query.search ?? '')?.[1]
    return all.filter(({ correlationId }) => wanted === undefined || correlationId === wanted)
  }

  /** The newest first; those from an index on. */
  const events = (call: EngineCall): string => {
    const numbered = bySearch(
      call,
      model.events.map((event, at) => ({ ...event, index: event.index ?? at + 1 })),
    )
    const found = numbered.filter(({ index }) => index >= Number(call.query.from ?? 0)).sort((a, b) => b.index - a.index)
    return listOf('events', found.slice(0, Number(call.query.max ?? found.length)).map(eventXml))
  }

  const ofVm = (call: EngineCall, id: string, segment: string): EngineReply => {
    const one = model.vms.find((each) => each.id === id)
    if (one === undefined) return NOT_FOUND
    if (segment === '') return { xml: documentOf(vm(call, one)) }
    const collection = vmCollections(one, false)[segment]
    return collection === undefined ? NOT_FOUND : { xml: documentOf(collection) }
  }

  const ofHost = (call: EngineCall, id: string, segment: string): EngineReply => {
    const one = model.hosts.find((each) => each.id === id)
    if (one === undefined) return NOT_FOUND
    if (segment === '') return { xml: documentOf(hostXml(one, model, follow(call).length > 0)) }
    return { xml: documentOf(segment === 'statistics' ? hostStatistics() : attachmentsXml()) }
  }

  const read = (call: EngineCall): EngineReply | undefined => {
    const [, collection = '', id = '', segment = ''] = call.path.split('/')
    switch (collection) {
      case '':
        return { xml: apiXml(options.version ?? '4.4.10.7-1.el8') }
      case 'clusters':
        if (segment === 'networks')
          return { xml: listOf('networks', [networkXml('<usages><usage>migration</usage><usage>vm</usage></usages>')]) }
        if (segment !== '') return { xml: listOf('affinity_groups', []) }
        if (id !== '') return id === CLUSTER ? { xml: documentOf(clusterXml(model)) } : NOT_FOUND
        return { xml: listOf('clusters', [clusterXml(model)]) }
      case 'affinitylabels':
        return { xml: listOf('affinity_labels', []) }
      case 'datacenters':
        return segment === ''
          ? { xml: listOf('data_centers', [dataCenterXml(follow(call).length > 0)]) }
          : { xml: listOf('storage_domains', [storageDomainXml()]) }
      case 'networks':
        return { xml: listOf('networks', [networkXml()]) }
      case 'vnicprofiles':
        return { xml: listOf('vnic_profiles', [profileXml()]) }
      case 'hosts':
        if (id !== '') return ofHost(call, id, segment)
        return {
          xml: listOf(
            'hosts',
            model.hosts.map((host) => hostXml(host, model, follow(call).length > 0)),
          ),
        }
      case 'vms':
        return id === '' ? { xml: vms(call) } : ofVm(call, id, segment)
      case 'disks': {
        const one = model.vms.find((each) => each.disk === id)
        return one === undefined ? NOT_FOUND : { xml: documentOf(diskXml(one)) }
      }
      case 'jobs': {
        if (id === '') return { xml: listOf('jobs', bySearch(call, model.jobs).map(jobXml)) }
        const job = model.jobs.find((each) => each.id === id)
        return job === undefined ? NOT_FOUND : { xml: documentOf(jobXml(job)) }
      }
      case 'users':
        return segment === 'permissions'
          ? { xml: listOf('permissions', [permissionXml('66666666-0000-4000-8000-000000000001', PERMITS)]) }
          : { xml: listOf('groups', []) }
      case 'events':
        return { xml: events(call) }
      default:
        return undefined
    }
  }

  /** A policy that is written is taken as a whole: what it does not say is the engine's default. */
  const update = (call: EngineCall): EngineReply | undefined => {
    const sent = parseXml(call.body)
    const policy = find(sent, 'fencing_policy')
    if (call.path !== `/clusters/${CLUSTER}` || sent?.name !== 'cluster' || policy === null) return undefined
    for (const { name } of sent.children)
      if (name !== 'fencing_policy') problems.push(`${call.path}: ${name} was written as well`)
    model.fencing = {
      enabled: flag(policy, 'enabled') ?? true,
      skipIfStorageActive: flag(policy, 'skip_if_sd_active', 'enabled') ?? false,
      threshold: number(policy, 'skip_if_connectivity_broken', 'threshold') ?? 50,
    }
    return { xml: documentOf(clusterXml(model)) }
  }

  return scriptedEngine(
    account,
    async (call) =>
      (await options.answer?.(call)) ?? (call.method === 'GET' ? read(call) : call.method === 'PUT' ? update(call) : act(call)),
    { ...options, problems },
  )
}
