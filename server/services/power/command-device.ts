import { z } from 'zod'
import { deviceIdSchema } from '../../domain/ids'
import { isCutting, upsCommandSchema } from '../../domain/ups-command'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { placeOrder } from '../orders/place-order'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'
import { deviceObject } from './device-object'

/** Tells a UPS something. Whether it may be told that now is the engine's to say (A5); what takes power away needs a reason. */
export const commandDevice = mutation({
  name: 'power.command',
  needs: 'operate',
  input: z.object({ deviceId: deviceIdSchema, command: upsCommandSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const device = await tx.devices.get(input.deviceId)
    if (device === null) throw notFound('This UPS')
    if (isCutting(input.command) && input.reason === null)
      throw refused('Taking power away needs a reason', 'Say why, for those who read the audit.')
    const orderId = await placeOrder(context, {
      kind: 'device.command',
      deviceId: device.id,
      command: input.command,
      reason: input.reason,
    })
    await tell(context, {
      kind: 'device.command-ordered',
      object: deviceObject(device),
      reason: input.reason,
      message: `${device.name}: ${input.command.kind} was ordered`,
      data: { orderId, command: { ...input.command } },
    })
    return { orderId }
  },
})
