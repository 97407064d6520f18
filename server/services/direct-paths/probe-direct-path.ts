import { tell } from '../acting'
import { hostObject } from '../known-host'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { directPathInputSchema, hostForDirectPath } from './direct-path-input'

/** Asks the engine to sign in at the host itself and look, before anything is saved. Nothing is switched. */
export const probeDirectPath = mutation({
  name: 'directPaths.probe',
  needs: 'configure',
  input: directPathInputSchema,
  async run(context) {
    const { input, tx, host } = context
    const { host: of, address } = await hostForDirectPath(tx, input)
    await tell(context, {
      kind: 'host.direct-path-probe-ordered',
      object: hostObject(of),
      message: `A probe of the direct path to ${of.name} was ordered (${address.kind}, ${address.url})`,
    })
    const orderId = await placeOrder(context, {
      kind: 'direct-path.probe',
      hostId: of.id,
      address,
      sealed: input.secret === null ? null : host.store.secrets.seal(input.secret),
    })
    return { orderId }
  },
})
