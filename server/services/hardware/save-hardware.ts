import { z } from 'zod'
import { hardwareEndpoint } from '../../domain/hardware'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { hostObject, knownHost } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { fittingAddress, hardwareInputSchema } from './hardware-input'

/**
 * Gives a host its BMC, or changes how that is reached. The engine signs in first, and saves only where it works and is that host's:
 * what is switched off through a wrong one is another host.
 */
export const saveHardware = mutation({
  name: 'hardware.save',
  needs: 'configure',
  input: hardwareInputSchema.extend({
    /** A person has looked and says that it is that host's; needed only where nothing proves it. */
    confirmed: z.boolean().default(false),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx, host } = context
    const { hostId, secret, confirmed, reason } = input
    const address = await fittingAddress(tx, input)
    const of = await knownHost(tx, hostId)
    await tell(context, {
      kind: 'hardware.change-ordered',
      object: hostObject(of),
      reason,
      message: `A change of the BMC of ${of.name} was ordered (${address.kind}, ${hardwareEndpoint(address)})`,
    })
    const sealed = secret === null ? null : host.store.secrets.seal(secret)
    const orderId = await placeOrder(context, { kind: 'hardware.save', hostId, address, sealed, save: { confirmed, reason } })
    return { orderId }
  },
})
