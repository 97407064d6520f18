import { z } from 'zod'
import { deviceIdSchema, hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'

const feedSchema = z.object({
  deviceId: deviceIdSchema,
  label: z.enum(['A', 'B']),
  /** `Outlet.id` as the UPS numbers it; null: its output as a whole. */
  outletId: z.string().trim().min(1).max(40).nullable().default(null),
})

/** Says which UPSs, through which outlets, feed one host; replaces what was said before. An empty list: fed by none that we know. */
export const setFeeds = mutation({
  name: 'topology.setFeeds',
  needs: 'configure',
  input: z.object({
    hostId: hostIdSchema,
    feeds: z.array(feedSchema).max(8),
    reason: reasonSchema,
  }),
  async run(context) {
    const { input, tx } = context
    const host = docOf('host', await tx.latest.get('host', input.hostId))
    const before = (await tx.feeds.list()).filter(({ hostId }) => hostId === input.hostId)
    if (host === null && before.length === 0) throw notFound('This host')
    const names = new Map((await tx.devices.list()).map(({ id, name }) => [id, name]))
    const deviceIds = input.feeds.map(({ deviceId }) => deviceId)
    if (deviceIds.some((id) => !names.has(id))) throw notFound('One of these UPSs')
    if (new Set(deviceIds).size < deviceIds.length)
      throw refused('A UPS is named twice', 'Name each UPS once, as feed A or feed B.')
    for (const { deviceId, outletId } of input.feeds) {
      const told = docOf('device', await tx.latest.get('device', deviceId))?.outlets ?? []
      if (outletId !== null && told.length > 0 && !told.some(({ id }) => id === outletId))
        throw refused(
          `${names.get(deviceId) ?? deviceId} has no outlet ${outletId}`,
          `Choose one that it tells: ${told.map(({ id }) => id).join(', ')}.`,
        )
    }
    const feeds = input.feeds.map((feed) => ({ ...feed, hostId: input.hostId }))
    await tx.feeds.setForHost(input.hostId, feeds)
    const hostName = host?.name ?? input.hostId
    const words = feeds
      .map(
        ({ deviceId, label, outletId }) =>
          `${label}: ${names.get(deviceId) ?? deviceId}${outletId === null ? '' : ` outlet ${outletId}`}`,
      )
      .join(', ')
    await tell(context, {
      kind: 'host.feeds-changed',
      object: { kind: 'host', id: input.hostId, name: hostName },
      reason: input.reason,
      message: words === '' ? `No UPS feeds ${hostName}` : `${hostName} is fed by ${words}`,
      data: { before: before.map((feed) => ({ ...feed })), after: feeds },
    })
    await configChanged(context)
  },
})
