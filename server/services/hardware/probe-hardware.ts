import { hardwareEndpoint } from '../../domain/hardware'
import { tell } from '../acting'
import { hostObject, knownHost } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { fittingAddress, hardwareInputSchema } from './hardware-input'

/** Asks the engine to sign in there and read, before anything is saved. Nothing is switched. */
export const probeHardware = mutation({
  name: 'hardware.probe',
  needs: 'configure',
  input: hardwareInputSchema,
  async run(context) {
    const { input, tx, host } = context
    const address = await fittingAddress(tx, input)
    const of = await knownHost(tx, input.hostId)
    await tell(context, {
      kind: 'hardware.probe-ordered',
      object: hostObject(of),
      message: `A probe of the BMC of ${of.name} was ordered (${address.kind}, ${hardwareEndpoint(address)})`,
    })
    const orderId = await placeOrder(context, {
      kind: 'hardware.probe',
      hostId: of.id,
      address,
      sealed: input.secret === null ? null : host.store.secrets.seal(input.secret),
    })
    return { orderId }
  },
})
