import { careSchema, NO_CARE } from '../../domain/care'
import { deviceIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { configChanged } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'
import { requireBattery } from './device-kind'
import { deviceObject } from './device-object'

/** Sets the battery's date and life, and when the UPS tests itself. */
export const setCare = mutation({
  name: 'power.setCare',
  needs: 'configure',
  input: careSchema.pick({ batteryInstalledAtMs: true, batteryLifeYears: true, test: true }).extend({ deviceId: deviceIdSchema }),
  async run(context) {
    const { tx } = context
    const { deviceId, ...changes } = context.input
    const device = await tx.devices.get(deviceId)
    if (device === null) throw notFound('This UPS')
    await requireBattery(tx, device)
    const before = (await tx.care.get(deviceId)) ?? NO_CARE
    await tx.care.put(deviceId, { ...before, ...changes })
    await tell(context, {
      kind: 'device.care-changed',
      object: deviceObject(device),
      message: `${device.name}: battery care and self-test schedule were changed (tests ${changes.test.every})`,
      data: { before: { ...before, window: null }, after: changes },
    })
    await configChanged(context)
  },
})
