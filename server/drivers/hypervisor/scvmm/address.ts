import type { ManagerAddress } from '../../../domain/manager'
import { refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { type HostAddress, sshAddressOf } from '../../protocols/ssh/host-address'

export interface VmmAddress {
  readonly host: HostAddress
  /** The management server as that machine calls it. */
  readonly server: string
}

const unusable = (why: string): CallFailed =>
  new CallFailed(
    refused(
      `The address is not usable: ${why}.`,
      'Write it like ssh://vmm, or ssh://console?server=vmm.example where only the console is installed.',
    ),
  )

/** `ssh://machine[:port]?server=name`: a machine with the VMM console, usually the management server itself. */
export const vmmAddressOf = (address: ManagerAddress): VmmAddress => {
  const read = sshAddressOf(address.url, ['server'])
  if (typeof read === 'string') throw unusable(read)
  const [host, ...more] = read.hosts
  if (host === undefined || more.length > 0) throw unusable('it names more than one machine')
  const server = read.query.get('server') ?? 'localhost'
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(server)) throw unusable(`"${server}" is no host name`)
  return { host, server }
}
