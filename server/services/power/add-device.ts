import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { upsAddressSchema, upsSecretSchema } from '../../domain/ups'
import { endpointOf } from '../../domain/ups-endpoint'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { mutation } from '../verb'
import { deviceObject } from './device-object'
import { requireFittingSecret } from './fitting-secret'
import { keepNewDevice, newDeviceData } from './new-device'

export const addDevice = mutation({
  name: 'power.add',
  needs: 'configure',
  input: z.object({ name: displayNameSchema, address: upsAddressSchema, secret: upsSecretSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const { name, address, secret } = input
    requireFittingSecret(address, secret)
    const { id } = await keepNewDevice(tx, { name, address, secret, nowMs, newId: randomUUID })
    await tell(context, {
      kind: 'device.added',
      object: deviceObject({ id, name }),
      message: `${name} was added (${endpointOf(address)})`,
      data: newDeviceData(address, secret),
    })
    await configChanged(context)
    return { deviceId: id }
  },
})
