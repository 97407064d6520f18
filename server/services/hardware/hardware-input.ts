import { z } from 'zod'
import { hardwareAddressSchema, hardwareSecretSchema, isFittingSecret } from '../../domain/hardware'
import { hostIdSchema } from '../../domain/ids'
import { refused } from '../service-error'

export const hardwareInputSchema = z.object({
  hostId: hostIdSchema,
  address: hardwareAddressSchema,
  secret: hardwareSecretSchema,
})

/** What is entered must belong together, and an address is shown and journalled: it holds no secret (K5). */
export const requireFitting = ({ address, secret }: Omit<z.output<typeof hardwareInputSchema>, 'hostId'>): void => {
  if (!isFittingSecret(address, secret))
    throw refused('This credential is of another kind than the BMC', 'Enter user and password of the BMC itself.')
  const place = address.kind === 'redfish' ? address.url : address.host
  if (place.includes('@')) throw refused('The address holds a user or a password', 'Leave it out and give it as the credential.')
}
