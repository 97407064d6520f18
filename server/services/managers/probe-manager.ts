import { z } from 'zod'
import { managerAddressSchema, managerSecretSchema } from '../../domain/manager'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { usablePins } from './usable-pins'
import { requireSafeAddress } from './safe-address'

/** Asks the engine to sign in there and look, before anything is saved. */
export const probeManager = mutation({
  name: 'managers.probe',
  needs: 'configure',
  input: z.object({ address: managerAddressSchema, secret: managerSecretSchema }),
  async run(context) {
    const { input, host } = context
    requireSafeAddress(input.address)
    const address = { ...input.address, pins: usablePins(input.address) }
    await tell(context, {
      kind: 'manager.probe-ordered',
      object: { kind: 'manager', id: input.address.url, name: input.address.url },
      message: `A probe of ${input.address.url} (${input.address.kind}) was ordered`,
    })
    const orderId = await placeOrder(context, {
      kind: 'manager.probe',
      address,
      sealed: host.store.secrets.seal(input.secret),
    })
    return { orderId }
  },
})
