import type { UpsAddress, UpsSecret } from '../../domain/ups'
import { refused } from '../service-error'

/** A NUT server is not spoken to with a community, nor an SNMP agent with a NUT user. */
export const requireFittingSecret = (address: UpsAddress, secret: UpsSecret): void => {
  const fits = (address.protocol === 'nut') === (secret.kind === 'nut-user')
  if (fits) return
  throw refused(
    `Credentials of kind “${secret.kind}” cannot be used with ${address.protocol}`,
    address.protocol === 'nut' ? 'Give a NUT user (it may be empty).' : 'Give an SNMP community or an SNMPv3 user.',
  )
}
