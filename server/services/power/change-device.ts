import { z } from 'zod'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { placeOrder } from '../orders/place-order'
import { refused } from '../service-error'
import { mutation } from '../verb'
import { deviceChangeSchema, toldDeviceDifference, tryableDevice } from './device-change-input'
import { deviceObject } from './device-object'

/**
 * Changes how a UPS, PDU or ATS is reached: address, credential. It stays the same device, with all that hangs on it. The engine reads
 * it first, and saves only where the same one answers.
 */
export const changeDevice = mutation({
  name: 'power.change',
  needs: 'configure',
  input: deviceChangeSchema.extend({
    /** A person has looked and says that it is the same device; needed only where nothing proves it. */
    confirmed: z.boolean().default(false),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx, host } = context
    const { deviceId, address, secret, also, confirmed, reason } = input
    const device = await tryableDevice(tx, input)
    const what = toldDeviceDifference(device, input)
    if (what.length === 0) throw refused(`Nothing of ${device.name} would be changed`, 'Change something of it first.')
    const others = also.length === 0 ? '' : `, the credential of ${also.length} more with it`
    await tell(context, {
      kind: 'device.change-ordered',
      object: deviceObject(device),
      reason,
      message: `A change of ${device.name} was ordered: ${what.join(', ')}${others}`,
    })
    const sealed = secret === null ? null : host.store.secrets.seal(secret)
    const save = { confirmed, reason }
    const orderId = await placeOrder(context, { kind: 'device.change', deviceId, address, sealed, also, save })
    return { orderId }
  },
})
