import type { ManagerAddress } from '../../../domain/manager'
import { refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { type HostAddress, sshAddressOf } from '../../protocols/ssh/host-address'

/** `ssh://host1[:port],host2[:port]`: stand-alone hosts, or every node of a failover cluster. */
export const hostsOf = (address: ManagerAddress): readonly HostAddress[] => {
  const read = sshAddressOf(address.url, [])
  if (typeof read !== 'string') return read.hosts
  throw new CallFailed(
    refused(`The address is not usable: ${read}.`, 'Write it like ssh://hv-1,hv-2: every host, or every node of the cluster.'),
  )
}
