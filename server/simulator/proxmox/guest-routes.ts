import { agentReady } from '../world/guests'
import { isUp } from '../world/hosts'
import type { Operation } from '../world/state'
import { ApiError } from './api-error'
import { guestConfig, guestFigures, guestStatus, LOCAL_ISO, localVolume } from './guest-view'
import { STORAGES } from './node-view'
import { hostNamed, needQuorum, reachGuest, reachNode } from './reach'
import { flag, integer, text, type Context, type Route } from './route'

const GIB = 1_073_741_824
const DEFAULT_SHUTDOWN_SECONDS = 180

const asTask = (context: Context, operation: Operation): string => context.tasks.register(operation, context.user)

const start = (context: Context): string => {
  needQuorum(context)
  return asTask(context, context.world.start(reachGuest(context).config.vmid))
}

const resume = (context: Context): string => {
  const vm = reachGuest(context)
  if (vm.power === 'off') throw new ApiError(500, `VM ${vm.config.vmid} not running`)
  return start(context)
}

const shutDown = (context: Context): string => {
  const options = { timeoutSeconds: integer(context, 'timeout', DEFAULT_SHUTDOWN_SECONDS), forceStop: flag(context, 'forceStop') }
  return asTask(context, context.world.shutDown(reachGuest(context).config.vmid, options))
}

const stop = (context: Context): string =>
  asTask(context, context.world.stop(reachGuest(context).config.vmid, { overruleShutdown: flag(context, 'overrule-shutdown') }))

const suspend = (context: Context): string => {
  if (!flag(context, 'todisk')) throw new ApiError(501, 'the simulated guest can only be suspended to disk')
  needQuorum(context)
  return asTask(context, context.world.save(reachGuest(context).config.vmid))
}

/** Local disks go from one node's local-lvm to another's: the only storage here that holds some. */
const checkTargetStorage = (name: string): void => {
  if (name === 'local-lvm') return
  const known = STORAGES.some(({ storage }) => storage === name)
  throw new ApiError(500, known ? `storage '${name}' does not take local disks here` : `storage '${name}' does not exist`)
}

const migrate = (context: Context): string => {
  needQuorum(context)
  const vm = reachGuest(context)
  const target = hostNamed(context, text(context, 'target'))
  if (target.config.name === vm.hostName)
    throw new ApiError(400, 'Parameter verification failed.', { target: 'target is local node.' })
  if (!isUp(target)) throw new ApiError(595, `target node '${target.config.name}' is not online`)
  if (vm.power === 'on' && !flag(context, 'online')) throw new ApiError(500, `can't migrate running VM without --online`)
  if (flag(context, 'with-local-disks')) checkTargetStorage(context.params.get('targetstorage') ?? 'local-lvm')
  return asTask(context, context.world.migrate(vm.config.vmid, target.config.name, flag(context, 'with-local-disks')))
}

const preconditions = (context: Context) => {
  const vm = reachGuest(context)
  const { state } = context.world
  const others = [...state.hosts.values()].filter((host) => host.config.name !== vm.hostName && isUp(host))
  const isLocal = vm.config.disk === 'local'
  return {
    running: vm.power === 'on' ? 1 : 0,
    'has-dbus-vmstate': 1,
    // The real one judges storage here, not memory.
    allowed_nodes: isLocal ? [] : others.map((host) => host.config.name),
    not_allowed_nodes: isLocal
      ? Object.fromEntries(others.map((host) => [host.config.name, { unavailable_storages: ['local-lvm'] }]))
      : {},
    local_disks: [
      ...(isLocal ? [{ volid: localVolume(vm), size: vm.config.diskGibibytes * GIB, cdrom: 0, is_unused: 0 }] : []),
      ...(vm.config.hasLocalCdrom ? [{ volid: LOCAL_ISO, size: 630 * 1_048_576, cdrom: 1, is_unused: 0 }] : []),
    ],
    local_resources: [],
    'mapped-resources': [],
    'mapped-resource-info': {},
    'dependent-ha-resources': [],
  }
}

const ping = (context: Context) => {
  const vm = reachGuest(context)
  if (vm.config.agentSeconds === null) throw new ApiError(500, 'No QEMU guest agent configured')
  if (vm.power !== 'on') throw new ApiError(500, `VM ${vm.config.vmid} is not running`)
  if (!agentReady(context.world.state, vm)) throw new ApiError(500, 'QEMU guest agent is not running')
  return { result: {} }
}

const guest = '/nodes/{node}/qemu/{vmid}'

export const guestRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/nodes/{node}/qemu',
    takes: ['full'],
    answer: (context) => {
      const host = reachNode(context)
      const { state } = context.world
      const here = [...state.vms.values()].filter((vm) => vm.hostName === host.config.name)
      return here.map((vm) => ({ ...guestFigures(state, vm), cpus: vm.config.cpuThreads }))
    },
  },
  { method: 'GET', path: `${guest}/config`, takes: ['current'], answer: (context) => guestConfig(reachGuest(context)) },
  {
    method: 'PUT',
    path: `${guest}/config`,
    takes: ['onboot'],
    answer: (context) => {
      reachGuest(context).startsWithHost = flag(context, 'onboot')
      return null
    },
  },
  { method: 'GET', path: `${guest}/snapshot`, answer: () => [{ name: 'current', description: 'You are here!' }] },
  { method: 'GET', path: `${guest}/status/current`, answer: (context) => guestStatus(context.world.state, reachGuest(context)) },
  { method: 'POST', path: `${guest}/status/start`, takes: ['timeout', 'skiplock'], answer: start },
  { method: 'POST', path: `${guest}/status/resume`, takes: ['nocheck', 'skiplock'], answer: resume },
  {
    method: 'POST',
    path: `${guest}/status/shutdown`,
    takes: ['timeout', 'forceStop', 'keepActive', 'skiplock'],
    answer: shutDown,
  },
  {
    method: 'POST',
    path: `${guest}/status/stop`,
    takes: ['timeout', 'overrule-shutdown', 'keepActive', 'skiplock'],
    answer: stop,
  },
  { method: 'POST', path: `${guest}/status/suspend`, takes: ['todisk', 'statestorage', 'skiplock'], answer: suspend },
  { method: 'GET', path: `${guest}/migrate`, takes: ['target'], answer: preconditions },
  {
    method: 'POST',
    path: `${guest}/migrate`,
    takes: ['target', 'online', 'with-local-disks', 'bwlimit', 'force', 'migration_network', 'migration_type', 'targetstorage'],
    answer: migrate,
  },
  { method: 'POST', path: `${guest}/agent/ping`, answer: ping },
]
