import type { ManagerAddress } from '../../../domain/manager'
import { refused } from '../../ports'
import { CallFailed } from './failures'

export interface HostAddress {
  /** As written: the host's id on this manager, and its name in pins. */
  readonly name: string
  readonly host: string
  readonly port: number
}

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

const HOST = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?$/
const URI = /^[a-z][a-z0-9+]*:\/\/\/[A-Za-z0-9/_-]*$/

const hostOf = (written: string): HostAddress => {
  const match = HOST.exec(written)
  const port = Number(match?.[2] ?? 22)
  const host = match?.[1]?.replace(/^\[|\]$/g, '')
  if (host === undefined || port < 1 || port > 65_535) throw unusable(`"${written}" is no host name`)
  return { name: written, host, port }
}

/** `ssh://host1[:port],host2[:port]?uri=qemu:///system&migrate=ssh|tcp|tls&shared=/path,/path` */
export const siteOf = (address: ManagerAddress): Site => {
  const match = /^ssh:\/\/([^/?]+)\/?(?:\?(.*))?$/.exec(address.url.trim())
  if (match === null) throw unusable('it does not begin with ssh:// and a host name')
  const names = (match[1] ?? '').split(',').map((name) => name.trim())
  const hosts = names.filter((name) => name !== '').map(hostOf)
  if (hosts.length === 0) throw unusable('it names no host')
  if (new Set(hosts.map((host) => host.name)).size !== hosts.length) throw unusable('it names a host twice')
  const query = new URLSearchParams(match[2] ?? '')
  for (const key of query.keys()) if (!['uri', 'migrate', 'shared'].includes(key)) throw unusable(`it knows no option "${key}"`)
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

/** Where the source host's libvirt finds the target's: `qemu+ssh://user@host/system?no_tty=1`. */
export const migrationUri = (site: Site, target: HostAddress, user: string): string => {
  const [driver = 'qemu', path = '/system'] = site.uri.split('://')
  const host = target.host.includes(':') ? `[${target.host}]` : target.host
  if (site.migrateBy !== 'ssh') return `${driver}+${site.migrateBy}://${host}${path}`
  return `${driver}+ssh://${encodeURIComponent(user)}@${host}${target.port === 22 ? '' : `:${target.port}`}${path}?no_tty=1`
}
