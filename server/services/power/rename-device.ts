import { z } from 'zod'
import { deviceIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { displayNameSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { deviceObject } from './device-object'

export const renameDevice = mutation({
  name: 'power.rename',
  needs: 'configure',
  input: z.object({ deviceId: deviceIdSchema, name: displayNameSchema }),
  async run(context) {
    const { input, tx } = context
    const devices = await tx.devices.list()
    const device = devices.find(({ id }) => id === input.deviceId)
    if (device === undefined) throw notFound('This UPS')
    if (devices.some(({ id, name }) => id !== device.id && name === input.name))
      throw conflict(`Another UPS is called “${input.name}”`, 'Choose another name.')
    await tx.devices.put({ ...device, name: input.name })
    await tell(context, {
      kind: 'device.renamed',
      object: deviceObject({ ...device, name: input.name }),
      message: `${device.name} is now called ${input.name}`,
      data: { before: device.name, after: input.name },
    })
    await configChanged(context)
  },
})
