import { z } from 'zod'
import { isSamePlace, MOST_CHANGED_TOGETHER } from '../../domain/device-change'
import { deviceIdSchema } from '../../domain/ids'
import { upsAddressSchema, upsSecretSchema } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'
import type { DeviceRow, StoreReads } from '../../store/store'
import { conflict, notFound, refused } from '../service-error'
import { requireFittingSecret } from './fitting-secret'
import { devicesSharing } from './shared-credential'

/** A device's address and credential as they are to be. `secret`: null keeps the one that it has. `also`: devices that get it too. */
export const deviceChangeSchema = z.object({
  deviceId: deviceIdSchema,
  address: upsAddressSchema,
  secret: upsSecretSchema.nullable(),
  also: z.array(deviceIdSchema).max(MOST_CHANGED_TOGETHER).default([]),
})
type Wanted = z.output<typeof deviceChangeSchema>
type Reads = Pick<StoreReads, 'devices' | 'credentials'>

/** A stored credential goes to no new place, and only devices that share it are changed together. */
const requireOwnCredential = async (read: Reads, device: DeviceRow, { address, secret, also }: Wanted): Promise<void> => {
  if (secret !== null) requireFittingSecret(address, secret)
  else if (!isSamePlace(device.address, address))
    throw refused(
      'The stored credential is not sent to another address, nor less encrypted',
      'Give the credential together with the address.',
    )
  if (also.length === 0) return
  if (secret === null) throw refused('No new credential is given for the other devices', 'Give it, or change this device alone.')
  const sharing = new Set((await devicesSharing(read, device)).map(({ id }) => id))
  if (also.some((id) => !sharing.has(id)))
    throw conflict(
      `Not all of these devices use the credential of ${device.name} any more`,
      'Open the form again: it shows which ones do now.',
    )
}

/** What is wanted can be tried: nothing else is at that address, and no stored credential goes to a new place. */
export const tryableDevice = async (read: Reads, wanted: Wanted): Promise<DeviceRow> => {
  const device = await read.devices.get(wanted.deviceId)
  if (device === null) throw notFound('This device')
  if (wanted.address.protocol !== device.address.protocol)
    throw refused(
      `${device.name} is read by ${device.address.protocol}, and stays so`,
      'By another protocol its outlets are numbered otherwise, and feeds name them: add it anew.',
    )
  const endpoint = endpointOf(wanted.address)
  for (const other of await read.devices.list())
    if (other.id !== device.id && endpointOf(other.address) === endpoint)
      throw conflict(`${other.name} is at this address already (${endpoint})`, 'Give another address.')
  await requireOwnCredential(read, device, wanted)
  return device
}

/** In words: what would be otherwise. */
export const toldDeviceDifference = ({ address }: DeviceRow, wanted: Wanted): readonly string[] => [
  ...(JSON.stringify(wanted.address) === JSON.stringify(address) ? [] : ['address']),
  ...(wanted.secret === null ? [] : ['credential']),
]
