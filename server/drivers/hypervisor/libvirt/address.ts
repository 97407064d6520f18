import type { ManagerAddress } from '../../../domain/manager'
import { refused } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { type HostAddress, sshAddressOf } from '../../protocols/ssh/host-address'

export interface Site {
  readonly hosts: readonly HostAddress[]
  /** What virsh connects to on each host. */
  readonly uri: string
  /** How the source host's libvirt reaches the target's. */
  readonly migrateBy: 'ssh' | 'tcp' | 'tls'
  /** Folders that an administrator declares to be the same on every host. */
  readonly sharedPaths: readonly string[]
}

const unusable = (why: string): CallFailed =>
  new CallFailed(
    refused(`The address is not usable: ${why}.`, 'Write it like ssh://kvm-1,kvm-2 or ssh://kvm-1:2222?shared=/srv/vm.'),
  )

const URI = /^[a-z][a-z0-9+]*:\/\/\/[A-Za-z0-9/_-]*$/

/** `ssh://host1[:port],host2[:port]?uri=qemu:///system&migrate=ssh|tcp|tls&shared=/path,/path` */
export const siteOf = (address: ManagerAddress): Site => {
  const read = sshAddressOf(address.url, ['uri', 'migrate', 'shared'])
  if (typeof read === 'string') throw unusable(read)
  const { hosts, query } = read
  const uri = query.get('uri') ?? 'qemu:///system'
  if (!URI.test(uri)) throw unusable(`"${uri}" is no local libvirt URI`)
  const migrateBy = query.get('migrate') ?? 'ssh'
  if (migrateBy !== 'ssh' && migrateBy !== 'tcp' && migrateBy !== 'tls') throw unusable('migrate is ssh, tcp or tls')
  const sharedPaths = (query.get('shared') ?? '')
    .split(',')
    .flatMap((path) => (path === '' ? [] : [path.replace(/\/+$/, '') || '/']))
  for (const path of sharedPaths) if (!path.startsWith('/')) throw unusable(`"${path}" is no absolute path`)
  return { hosts, uri, migrateBy, sharedPaths }
}

/** Disks are copied in a move by QEMU; other hypervisors of libvirt have their own ways or none. */
export const copiesDisks = ({ uri }: Site): boolean => uri.startsWith('qemu:')

/** Where the source host's libvirt finds the target's: `qemu+ssh://user@host/system?no_tty=1`. */
export const migrationUri = (site: Site, target: HostAddress, user: string): string => {
  const [driver = 'qemu', path = '/system'] = site.uri.split('://')
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  if (site.migrateBy !== 'ssh') return `${driver}+${site.migrateBy}://${host}${path}`
  return `${driver}+ssh://${encodeURIComponent(user)}@${host}${target.port === 22 ? '' : `:${target.port}`}${path}?no_tty=1`
}
