import { isIP } from 'node:net'
import type { HostFacts } from '../../domain/inventory'
import { isSameMachine } from '../../domain/machine-uuid'
import type { HostItself } from '../../drivers/ports'

type Named = Pick<HostFacts, 'name' | 'uuid'>

/** Windows knows itself by the first 15 characters of its name (NetBIOS). */
const NETBIOS_LENGTH = 15

/** Without the domain; null: an IP address or nothing, which names no machine. */
const shortName = (name: string | null): string | null => {
  const trimmed = (name ?? '').trim().toLowerCase()
  return trimmed === '' || isIP(trimmed) !== 0 ? null : (trimmed.split('.')[0] ?? trimmed)
}

/**
 * Whether the host that answers is the one that its manager means: by the hardware's UUID where both tell it, else by name (D11).
 * Null: neither tells.
 */
export const isSameHost = (host: Named, answering: Pick<HostItself, 'name' | 'uuid'>): boolean | null => {
  const byUuid = isSameMachine(host.uuid, answering.uuid)
  if (byUuid !== null) return byUuid
  const [name, own] = [shortName(host.name), shortName(answering.name)]
  if (name === null || own === null) return null
  return name === own || (own.length === NETBIOS_LENGTH && name.startsWith(own))
}
