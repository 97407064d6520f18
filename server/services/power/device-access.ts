import { z } from 'zod'
import type { DeviceId } from '../../domain/ids'
import { deviceIdSchema } from '../../domain/ids'
import type { UpsAddress } from '../../domain/ups'
import { notFound } from '../service-error'
import { query } from '../verb'
import { devicesSharing } from './shared-credential'

export interface DeviceAccess {
  readonly address: UpsAddress
  /** The other devices with the same credential, by name. */
  readonly sharedWith: readonly { readonly id: DeviceId; readonly name: string }[]
}

/** How a device is reached now, and which others would lose contact if its credential were changed everywhere. No secret (K5). */
export const deviceAccess = query({
  name: 'power.access',
  needs: 'configure',
  input: z.object({ deviceId: deviceIdSchema }),
  async run({ input, read }): Promise<DeviceAccess> {
    const device = await read.devices.get(input.deviceId)
    if (device === null) throw notFound('This device')
    const sharing = await devicesSharing(read, device)
    return { address: device.address, sharedWith: sharing.map(({ id, name }) => ({ id, name })) }
  },
})
