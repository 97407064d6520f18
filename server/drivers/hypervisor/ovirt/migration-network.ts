import { all, find, text, type XmlElement } from '../../protocols/xml/xml'
import { idOf } from './references'

/** The network that a cluster sets apart for live moves. */
export interface MigrationNetwork {
  readonly id: string
  readonly name: string
}

/** Of a cluster's own list of its networks, which alone tells what each is used for; null: none is named. */
export const migrationNetworkOf = (networks: readonly XmlElement[]): MigrationNetwork | null => {
  const network = networks.find((each) =>
    all(find(each, 'usages'), 'usage').some((usage) => usage.text.toLowerCase() === 'migration'),
  )
  const id = idOf(network ?? null)
  return network === undefined || id === null ? null : { id, name: text(network, 'name') ?? id }
}

const hasAddress = (attachment: XmlElement): boolean => {
  const assignments = all(find(attachment, 'ip_address_assignments'), 'ip_address_assignment')
  return assignments.some((each) => text(each, 'assignment_method')?.toLowerCase() !== 'none')
}

/**
 * What keeps moves from or to a host off that network, in words; null: nothing that is told. `attachments`: the host's. Addresses
 * are judged only where they are told.
 */
export const migrationTrouble = (network: MigrationNetwork | null, attachments: readonly XmlElement[]): string | null => {
  if (network === null) return null
  const own = attachments.find((each) => idOf(find(each, 'network')) === network.id)
  if (own === undefined) return `it has no card on ${network.name}, its cluster's network for live moves`
  return find(own, 'ip_address_assignments') === null || hasAddress(own)
    ? null
    : `it has no address in ${network.name}, its cluster's network for live moves`
}
