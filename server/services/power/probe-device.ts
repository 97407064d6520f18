import { z } from 'zod'
import { upsAddressSchema, upsSecretSchema } from '../../domain/ups'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { endpointOf } from '../../domain/ups-endpoint'
import { requireFittingSecret } from './fitting-secret'

/** Asks the engine to find out what answers there, before anything is saved. The secret travels sealed and is wiped when taken. */
export const probeDevice = mutation({
  name: 'power.probe',
  needs: 'configure',
  input: z.object({ address: upsAddressSchema, secret: upsSecretSchema }),
  async run(context) {
    const { input, host } = context
    requireFittingSecret(input.address, input.secret)
    const endpoint = endpointOf(input.address)
    await tell(context, {
      kind: 'device.probe-ordered',
      object: { kind: 'device', id: endpoint, name: endpoint },
      message: `A probe of ${endpoint} was ordered`,
    })
    const orderId = await placeOrder(context, {
      kind: 'device.probe',
      address: input.address,
      sealed: host.store.secrets.seal(input.secret),
    })
    return { orderId }
  },
})
