import { isUp } from '../world/hosts'
import type { HostState, VmState } from '../world/state'
import { ApiError } from './api-error'
import { integer, text, type Context } from './route'

export const hostNamed = ({ world }: Context, name: string): HostState => {
  const host = world.state.hosts.get(name)
  if (host === undefined)
    throw new ApiError(
      500,
      `hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
    )
  return host
}

/** The node of the path, which has to be up: the others' API proxies to it. */
export const reachNode = (context: Context): HostState => {
  const host = hostNamed(context, text(context, 'node'))
  if (!isUp(host)) throw new ApiError(595, 'No route to host')
  return host
}

/** The guest of the path, on the node of the path and nowhere else. */
export const reachGuest = (context: Context): VmState => {
  const host = reachNode(context)
  const vmid = integer(context, 'vmid')
  const vm = context.world.state.vms.get(vmid)
  if (vm?.hostName === host.config.name) return vm
  throw new ApiError(500, `Configuration file 'nodes/${host.config.name}/qemu-server/${vmid}.conf' does not exist`)
}

export const isQuorate = ({ world }: Context): boolean => {
  const hosts = [...world.state.hosts.values()]
  return hosts.filter(isUp).length * 2 > hosts.length
}

/** What changes the cluster's configuration needs a majority of its nodes. */
export const needQuorum = (context: Context): void => {
  if (!isQuorate(context)) throw new ApiError(500, 'cluster not ready - no quorum?')
}
