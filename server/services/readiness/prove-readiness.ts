import { tell } from '../acting'
import { noInput } from '../inputs'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'

/** Has the engine prove now what it proves every night: that what the plans use would work. */
export const proveReadiness = mutation({
  name: 'readiness.prove',
  needs: 'operate',
  input: noInput,
  async run(context) {
    await tell(context, {
      kind: 'readiness.ordered',
      object: { kind: 'system', id: 'readiness', name: 'readiness' },
      message: 'It was ordered to prove that what the plans use would work',
    })
    return { orderId: await placeOrder(context, { kind: 'readiness.prove' }) }
  },
})
