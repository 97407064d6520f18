import { z } from 'zod'
import { type HardwareAddress, hardwareAddressSchema, hardwareSecretSchema, isFittingSecret } from '../../domain/hardware'
import { hostIdSchema } from '../../domain/ids'
import type { StoreReads } from '../../store/store'
import { usablePins } from '../managers/usable-pins'
import { refused } from '../service-error'

/** A host's BMC as it is to be. `secret`: null keeps the one that it has. */
export const hardwareInputSchema = z.object({
  hostId: hostIdSchema,
  address: hardwareAddressSchema,
  secret: hardwareSecretSchema.nullable(),
})

/** To which machine a credential would be sent. */
const placeOf = (address: HardwareAddress): string =>
  address.kind === 'redfish' ? address.url : `${address.host.toLowerCase()}:${address.port}`

const isSamePlace = (before: HardwareAddress, wanted: HardwareAddress): boolean =>
  before.kind === wanted.kind && placeOf(before) === placeOf(wanted)

/**
 * The address as it is kept. What is entered must belong together, an address is shown and journalled and so holds no secret, and a stored secret goes to no new
 * place (K5).
 */
export const fittingAddress = async (
  read: Pick<StoreReads, 'hardware'>,
  { hostId, address, secret }: z.output<typeof hardwareInputSchema>,
): Promise<HardwareAddress> => {
  if (secret !== null && !isFittingSecret(address, secret))
    throw refused('This credential is of another kind than the BMC', 'Enter user and password of the BMC itself.')
  const place = address.kind === 'redfish' ? address.url : address.host
  if (place.includes('@')) throw refused('The address holds a user or a password', 'Leave it out and give it as the credential.')
  const usable = address.kind === 'redfish' ? { ...address, pins: usablePins(address) } : address
  if (secret !== null) return usable
  const before = await read.hardware.get(hostId)
  if (before === null) throw refused('No credential is given for this BMC', 'Enter user and password of the BMC itself.')
  if (!isSamePlace(before.address, address))
    throw refused('The stored credential is not sent to another address', 'Give the credential together with the address.')
  return usable
}
