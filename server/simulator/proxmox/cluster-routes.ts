import { isUp } from '../world/hosts'
import { guestFigures } from './guest-view'
import { nodeAddress, nodeFigures, nodeStorages, PVE_VERSION, STORAGES } from './node-view'
import { isQuorate } from './reach'
import type { Context, Route } from './route'

const CLUSTER_NAME = 'simulated'
const TASKS_SHOWN = 25

const guestResources = ({ world: { state } }: Context) =>
  [...state.vms.values()].map((vm) => {
    const common = { id: `qemu/${vm.config.vmid}`, type: 'qemu', node: vm.hostName, template: 0, maxcpu: vm.config.cpuThreads }
    const { vmid, name, maxmem, maxdisk, ...live } = guestFigures(state, vm)
    // Of a guest on a node that is off, only the configuration is known.
    if (!isUp(state.hosts.get(vm.hostName))) return { ...common, vmid, name, maxmem, maxdisk, status: 'unknown' }
    return { ...common, vmid, name, maxmem, maxdisk, disk: 0, ...live }
  })

const storageResources = ({ world: { state } }: Context) =>
  [...state.hosts.values()].flatMap((host) =>
    nodeStorages().map(({ storage, type, content, shared, total, used }) => ({
      id: `storage/${host.config.name}/${storage}`,
      type: 'storage',
      node: host.config.name,
      storage,
      plugintype: type,
      content,
      shared,
      ...(isUp(host) ? { status: 'available', maxdisk: total, disk: used } : { status: 'unknown' }),
    })),
  )

const resources = (context: Context) => {
  const wanted = context.params.get('type')
  const nodes = () => [...context.world.state.hosts.values()].map((host) => nodeFigures(context.world.state, host))
  return [
    ...(wanted === undefined || wanted === 'vm' ? guestResources(context) : []),
    ...(wanted === undefined || wanted === 'node' ? nodes() : []),
    ...(wanted === undefined || wanted === 'storage' ? storageResources(context) : []),
  ]
}

const clusterStatus = (context: Context) => {
  const hosts = [...context.world.state.hosts.values()]
  const answering = hosts.find(isUp)
  return [
    { id: 'cluster', type: 'cluster', name: CLUSTER_NAME, nodes: hosts.length, quorate: isQuorate(context) ? 1 : 0, version: 3 },
    ...hosts.map((host, index) => ({
      id: `node/${host.config.name}`,
      type: 'node',
      name: host.config.name,
      nodeid: index + 1,
      ip: nodeAddress(context.world.state, host.config.name),
      online: isUp(host) ? 1 : 0,
      local: host === answering ? 1 : 0,
      level: '',
    })),
  ]
}

/** The simulated account is an administrator; of its privileges those that matter to a console. */
const ADMINISTRATOR = [
  ...['VM.Audit', 'VM.PowerMgmt', 'VM.Migrate', 'VM.Config.Disk', 'VM.Config.Options', 'VM.GuestAgent.Audit'],
  ...['Sys.Audit', 'Sys.PowerMgmt', 'Sys.Modify', 'Sys.Console', 'Datastore.Audit', 'Datastore.AllocateSpace'],
]
const permissions = () => ({ '/': Object.fromEntries(ADMINISTRATOR.map((privilege) => [privilege, 1])) })

export const clusterRoutes: readonly Route[] = [
  { method: 'GET', path: '/version', answer: () => PVE_VERSION },
  { method: 'GET', path: '/access/permissions', answer: permissions },
  { method: 'GET', path: '/cluster/resources', takes: ['type'], answer: resources },
  { method: 'GET', path: '/cluster/status', answer: clusterStatus },
  {
    method: 'GET',
    path: '/cluster/tasks',
    answer: ({ tasks }) =>
      tasks
        .list()
        .slice(0, TASKS_SHOWN)
        .map((task) => tasks.listed(task)),
  },
  { method: 'GET', path: '/cluster/ha/rules', takes: ['type', 'resource'], answer: () => [] },
  { method: 'GET', path: '/cluster/ha/resources', takes: ['type'], answer: () => [] },
  {
    method: 'GET',
    path: '/cluster/ha/status/current',
    answer: (context) => [{ id: 'quorum', type: 'quorum', status: 'OK', quorate: isQuorate(context) ? 1 : 0, node: '' }],
  },
  {
    method: 'GET',
    path: '/storage',
    takes: ['type'],
    answer: () => STORAGES.map(({ storage, type, content, shared }) => ({ storage, type, content, shared: shared ? 1 : 0 })),
  },
]
