import { z } from 'zod'
import { deviceIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { configChanged } from '../orders/place-order'
import { conflict, notFound } from '../service-error'
import { mutation } from '../verb'
import { deviceObject } from './device-object'
import { endpointOf } from '../../domain/ups-endpoint'

/** Removes a UPS that nothing leans on any more: no group and no feed. */
export const removeDevice = mutation({
  name: 'power.remove',
  needs: 'configure',
  input: z.object({ deviceId: deviceIdSchema, reason: reasonSchema }),
  async run(context) {
    const { input, tx, nowMs } = context
    const device = await tx.devices.get(input.deviceId)
    if (device === null) throw notFound('This UPS')
    const group = (await tx.groups.list()).find(({ deviceIds }) => deviceIds.includes(device.id))
    if (group !== undefined)
      throw conflict(`${device.name} belongs to the power group “${group.name}”`, 'Take it out of the group first.')
    const feeds = (await tx.feeds.list()).filter(({ deviceId }) => deviceId === device.id)
    if (feeds.length > 0) throw conflict(`${device.name} feeds ${feeds.length} host(s)`, 'Change the feeds of these hosts first.')
    const fed = (await tx.feeds.ofDevices()).filter(({ sourceId }) => sourceId === device.id)
    if (fed.length > 0)
      throw conflict(`${device.name} feeds ${fed.length} other device(s)`, 'Change what feeds these PDUs and ATSs first.')
    await tx.feeds.setForDevice(device.id, [])
    await tx.devices.remove(device.id)
    await tx.care.remove(device.id)
    await tx.credentials.remove(device.credentialId)
    await tx.latest.remove('device', [device.id], nowMs)
    await tx.latest.remove('battery', [device.id], nowMs)
    await tell(context, {
      kind: 'device.removed',
      object: deviceObject(device),
      reason: input.reason,
      message: `${device.name} was removed`,
      data: { endpoint: endpointOf(device.address) },
    })
    await configChanged(context)
  },
})
