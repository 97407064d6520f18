export interface HostAddress {
  /** As written: the host's id on this manager, and its name in pins. */
  readonly name: string
  readonly host: string
  readonly port: number
}

const HOST = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9][A-Za-z0-9._-]*)(?::(\d{1,5}))?$/

/** `name`, `name:port`, `[IPv6]:port`; null: none of these. */
export const hostAddressOf = (written: string): HostAddress | null => {
  const match = HOST.exec(written)
  const port = Number(match?.[2] ?? 22)
  const host = match?.[1]?.replace(/^\[|\]$/g, '')
  return host === undefined || port < 1 || port > 65_535 ? null : { name: written, host, port }
}

/** What stands behind `ssh://`: hosts, each once, and options. A string: why it is not usable. */
export const sshAddressOf = (
  url: string,
  options: readonly string[],
): { readonly hosts: readonly HostAddress[]; readonly query: URLSearchParams } | string => {
  const match = /^ssh:\/\/([^/?]+)\/?(?:\?(.*))?$/.exec(url.trim())
  if (match === null) return 'it does not begin with ssh:// and a host name'
  const hosts: HostAddress[] = []
  for (const name of (match[1] ?? '').split(',').map((part) => part.trim())) {
    if (name === '') continue
    const host = hostAddressOf(name)
    if (host === null) return `"${name}" is no host name`
    if (hosts.some((other) => other.name === name)) return 'it names a host twice'
    hosts.push(host)
  }
  if (hosts.length === 0) return 'it names no host'
  const query = new URLSearchParams(match[2] ?? '')
  for (const key of query.keys()) if (!options.includes(key)) return `it knows no option "${key}"`
  return { hosts, query }
}
