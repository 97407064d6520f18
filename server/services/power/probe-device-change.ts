import { endpointOf } from '../../domain/ups-endpoint'
import { tell } from '../acting'
import { placeOrder } from '../orders/place-order'
import { mutation } from '../verb'
import { deviceChangeSchema, tryableDevice } from './device-change-input'
import { deviceObject } from './device-object'

/** Asks the engine to read a device in another way, and whether it is the same one. Nothing is saved. */
export const probeDeviceChange = mutation({
  name: 'power.probeChange',
  needs: 'configure',
  input: deviceChangeSchema,
  async run(context) {
    const { input, tx, host } = context
    const { deviceId, address, secret, also } = input
    const device = await tryableDevice(tx, input)
    await tell(context, {
      kind: 'device.probe-ordered',
      object: deviceObject(device),
      message: `A probe of ${endpointOf(address)} was ordered, for a change of ${device.name}`,
    })
    const sealed = secret === null ? null : host.store.secrets.seal(secret)
    const orderId = await placeOrder(context, { kind: 'device.change', deviceId, address, sealed, also, save: null })
    return { orderId }
  },
})
