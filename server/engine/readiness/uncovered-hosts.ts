import { directKindFor } from '../../domain/direct-path'
import type { HostId } from '../../domain/ids'
import type { ManagerAddress, ManagerIdentity } from '../../domain/manager'
import type { ReadinessFinding } from '../../domain/readiness'
import type { Host } from '../../domain/world'
import { named } from './finding'
import { isSameHost } from './same-host'

/** Whether its hosts could live on without it, unheard. A pool of XAPI is spoken to through one of its own hosts, and no other way. */
const canLeaveHostsUnheard = (address: ManagerAddress, identity: ManagerIdentity, hosts: readonly Host[]): boolean => {
  switch (directKindFor(address.kind)) {
    case 'vsphere':
      return identity.isHost !== true
    case 'hyperv':
      return true
    case 'proxmox':
      return address.url.split(',').length < hosts.length
    case 'xapi':
    case null:
      return false
  }
}

/**
 * Hosts that are reached through this manager only, in one note: it may run on the very hosts that go down. `others`: hosts of other
 * managers; one that is seen there too is reached by that (D11).
 */
export const uncoveredHosts = (
  manager: { readonly address: ManagerAddress; readonly identity: ManagerIdentity; readonly hosts: readonly Host[] },
  covered: ReadonlySet<HostId>,
  others: readonly Host[],
): readonly ReadinessFinding[] => {
  const { address, identity, hosts } = manager
  if (!canLeaveHostsUnheard(address, identity, hosts)) return []
  const bare = hosts.filter((host) => !covered.has(host.id) && !others.some((other) => isSameHost(host, other) === true))
  if (bare.length === 0) return []
  const names = named(bare.map(({ name }) => name).sort((left, right) => left.localeCompare(right)))
  return [
    {
      trouble: 'no-direct-path',
      severity: 'advisory',
      message: `${bare.length} of ${hosts.length} hosts are reached through this manager only: ${names}.`,
      hint: 'Without it nothing reaches them. Give each a direct path: Hosts & VMs > feeds of the host > Direct path.',
    },
  ]
}
