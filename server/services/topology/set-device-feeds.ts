import { z } from 'zod'
import { chainProblem, MOST_HOPS } from '../../domain/device-feed'
import { deviceIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { deviceKind } from '../power/device-kind'
import { deviceObject } from '../power/device-object'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'

const feedSchema = z.object({
  label: z.enum(['A', 'B']),
  sourceId: deviceIdSchema,
  /** `Outlet.id` as the source numbers it; null: its output as a whole. */
  outletId: z.string().trim().min(1).max(40).nullable().default(null),
})

/** Says what feeds a PDU (its one input is A) or an ATS (A and B); replaces what was said before. */
export const setDeviceFeeds = mutation({
  name: 'topology.setDeviceFeeds',
  needs: 'configure',
  input: z.object({ deviceId: deviceIdSchema, feeds: z.array(feedSchema).max(2), reason: reasonSchema }),
  async run(context) {
    const { input, tx } = context
    const device = await tx.devices.get(input.deviceId)
    if (device === null) throw notFound('This device')
    const docNow = async (id: typeof device.id) => docOf('device', await tx.latest.get('device', id))
    const kind = await deviceKind(tx, device)
    if (input.feeds.length > 0 && kind === 'ups')
      throw refused(
        `${device.name} is not known as a PDU or ATS`,
        'Only these are fed by other devices here. If it is one, wait until it has answered.',
      )
    if (kind === 'pdu' && input.feeds.some(({ label }) => label === 'B'))
      throw refused(`${device.name} is a PDU: it has one input`, 'Name what feeds it as A.')
    if (new Set(input.feeds.map(({ label }) => label)).size < input.feeds.length)
      throw refused('One input is named twice', 'Name each input once, as A or B.')
    const names = new Map((await tx.devices.list()).map(({ id, name }) => [id, name]))
    for (const { sourceId, outletId } of input.feeds) {
      const name = names.get(sourceId)
      if (name === undefined) throw notFound('One of these devices')
      const told = (await docNow(sourceId))?.outlets ?? []
      if (outletId !== null && told.length > 0 && !told.some(({ id }) => id === outletId))
        throw refused(`${name} has no outlet ${outletId}`, `Choose one that it tells: ${told.map(({ id }) => id).join(', ')}.`)
    }
    const all = await tx.feeds.ofDevices()
    const before = all.filter(({ deviceId }) => deviceId === device.id)
    const after = input.feeds.map((feed) => ({ ...feed, deviceId: device.id }))
    const problem = chainProblem([...all.filter(({ deviceId }) => deviceId !== device.id), ...after])
    if (problem === 'circle')
      throw refused(
        `${device.name} would feed itself`,
        'Follow the cables from the UPS on: each device is fed from the one before.',
      )
    if (problem === 'too-long')
      throw refused(`More than ${MOST_HOPS} devices would follow each other`, 'Name what feeds them from nearer to the UPS.')
    await tx.feeds.setForDevice(device.id, after)
    const words = after
      .map(({ label, sourceId, outletId }) => `${label}: ${names.get(sourceId)}${outletId === null ? '' : ` outlet ${outletId}`}`)
      .join(', ')
    await tell(context, {
      kind: 'device.feeds-changed',
      object: deviceObject(device),
      reason: input.reason,
      message: words === '' ? `Nothing known feeds ${device.name}` : `${device.name} is fed by ${words}`,
      data: { before: before.map((feed) => ({ ...feed })), after },
    })
    await configChanged(context)
  },
})
