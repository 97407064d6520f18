import { z } from 'zod'
import { NO_CARE } from '../../domain/care'
import { deviceIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged, placeOrder } from '../orders/place-order'
import { notFound } from '../service-error'
import { mutation } from '../verb'
import { requireBattery } from './device-kind'
import { deviceObject } from './device-object'

/** A new battery was put in: its age begins anew, and what was learned of the old one is forgotten. */
export const replaceBattery = mutation({
  name: 'power.replaceBattery',
  needs: 'configure',
  input: z.object({ deviceId: deviceIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const device = await tx.devices.get(input.deviceId)
    if (device === null) throw notFound('This UPS')
    await requireBattery(tx, device)
    const before = (await tx.care.get(device.id)) ?? NO_CARE
    await tx.care.put(device.id, { ...before, batteryInstalledAtMs: nowMs })
    await placeOrder(context, { kind: 'device.battery-replaced', deviceId: device.id })
    await tell(context, {
      kind: 'device.battery-replaced',
      object: deviceObject(device),
      reason: input.reason,
      message: `${device.name}: its battery was replaced; what was learned of the old one is forgotten`,
      data: { installedBeforeAtMs: before.batteryInstalledAtMs },
    })
    await configChanged(context)
  },
})
