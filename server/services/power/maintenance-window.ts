import { z } from 'zod'
import { NO_CARE } from '../../domain/care'
import { deviceIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { deviceObject } from './device-object'

const MINUTE_MS = 60_000
const LONGEST_MINUTES = 7 * 24 * 60

/** Silences a UPS's alarms while somebody works on it; it ends by itself. Plans act as ever. */
export const openMaintenanceWindow = mutation({
  name: 'power.openWindow',
  needs: 'operate',
  input: z.object({
    deviceId: deviceIdSchema,
    minutes: z.number().int().min(5).max(LONGEST_MINUTES),
    reason: z.string().trim().min(1).max(500),
  }),
  async run(context) {
    const { input, tx, nowMs, actorName } = context
    const device = await tx.devices.get(input.deviceId)
    if (device === null) throw notFound('This UPS')
    const before = (await tx.care.get(device.id)) ?? NO_CARE
    const window = { fromMs: nowMs, untilMs: nowMs + input.minutes * MINUTE_MS, by: actorName, reason: input.reason }
    await tx.care.put(device.id, { ...before, window })
    await tell(context, {
      kind: 'device.window-opened',
      object: deviceObject(device),
      reason: input.reason,
      message: `${device.name}: maintenance for ${input.minutes} min; its alarms are silent, its plans act as ever`,
      data: { before: before.window, after: window },
    })
    await configChanged(context)
  },
})

export const closeMaintenanceWindow = mutation({
  name: 'power.closeWindow',
  needs: 'operate',
  input: z.object({ deviceId: deviceIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const device = await tx.devices.get(input.deviceId)
    if (device === null) throw notFound('This UPS')
    const before = await tx.care.get(device.id)
    if (before?.window === null || before === null)
      throw conflict(`${device.name} is not in maintenance`, 'Its window has expired, or somebody closed it.')
    await tx.care.put(device.id, { ...before, window: null })
    await tell(context, {
      kind: 'device.window-closed',
      object: deviceObject(device),
      reason: input.reason,
      message: `${device.name}: maintenance is over; its alarms are shown again`,
      data: { before: before.window },
    })
    await configChanged(context)
  },
})
