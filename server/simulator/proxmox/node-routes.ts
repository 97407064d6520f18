import { isUp } from '../world/hosts'
import { ApiError } from './api-error'
import { nodeFigures, nodeNetwork, nodeStatus, nodeStorages, PVE_VERSION } from './node-view'
import { hostNamed, reachNode } from './reach'
import { integer, text, type Context, type Route } from './route'
import type { Task } from './tasks'

const wakeAddress = (name: string): string =>
  `BC:24:11:00:00:${(name.charCodeAt(name.length - 1) % 100).toString().padStart(2, '0')}`

const command = (context: Context): null => {
  const host = reachNode(context)
  const { world } = context
  const { name } = host.config
  const refusal = text(context, 'command') === 'reboot' ? world.rebootHost(name) : world.shutDownHost(name)
  if (refusal !== null) throw new ApiError(500, refusal)
  return null
}

const wake = (context: Context): string => {
  const host = hostNamed(context, text(context, 'node'))
  if (isUp(host)) throw new ApiError(500, `could not wake on LAN the local node '${host.config.name}': it is running`)
  context.world.wakeHost(host.config.name)
  return wakeAddress(host.config.name)
}

const taskOf = (context: Context): Task => {
  reachNode(context)
  const upid = text(context, 'upid')
  const task = context.tasks.find(upid)
  if (task === null) throw new ApiError(500, `no such task '${upid}'`)
  return task
}

const stopTask = (context: Context): null => {
  context.world.cancel(taskOf(context).operation)
  return null
}

const taskLog = (context: Context) => {
  const start = integer(context, 'start', 0)
  return context.tasks.log(taskOf(context)).slice(start, start + integer(context, 'limit', 50))
}

const nodeTasks = (context: Context) => {
  const host = reachNode(context)
  return context.tasks
    .list()
    .filter((task) => task.operation.hostName === host.config.name)
    .slice(0, integer(context, 'limit', 50))
    .map((task) => context.tasks.listed(task))
}

export const nodeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes',
    answer: ({ world: { state } }) => [...state.hosts.values()].map((host) => nodeFigures(state, host)),
  },
  { method: 'GET', path: '/nodes/{node}/status', answer: (context) => nodeStatus(context.world.state, reachNode(context)) },
  { method: 'POST', path: '/nodes/{node}/status', takes: ['command'], answer: command },
  { method: 'GET', path: '/nodes/{node}/version', answer: (context) => (reachNode(context), PVE_VERSION) },
  { method: 'POST', path: '/nodes/{node}/wakeonlan', answer: wake },
  // There are no containers in the simulated datacenter.
  { method: 'GET', path: '/nodes/{node}/lxc', answer: (context) => (reachNode(context), []) },
  {
    method: 'GET',
    path: '/nodes/{node}/storage',
    takes: ['content', 'enabled'],
    answer: (context) => (reachNode(context), nodeStorages()),
  },
  {
    method: 'GET',
    path: '/nodes/{node}/network',
    takes: ['type'],
    answer: (context) => {
      const wanted = context.params.get('type')
      const kind = wanted === 'any_bridge' || wanted === 'any_local_bridge' ? 'bridge' : wanted
      const all = nodeNetwork(context.world.state, reachNode(context).config.name)
      return all.filter(({ type }) => kind === undefined || type === kind)
    },
  },
  {
    method: 'GET',
    path: '/nodes/{node}/tasks',
    takes: ['limit', 'start', 'source', 'vmid', 'typefilter', 'errors', 'since', 'until', 'userfilter', 'statusfilter'],
    answer: nodeTasks,
  },
  { method: 'GET', path: '/nodes/{node}/tasks/{upid}/status', answer: (context) => context.tasks.status(taskOf(context)) },
  { method: 'GET', path: '/nodes/{node}/tasks/{upid}/log', takes: ['start', 'limit'], answer: taskLog },
  { method: 'DELETE', path: '/nodes/{node}/tasks/{upid}', answer: stopTask },
]
