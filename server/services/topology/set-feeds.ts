import { z } from 'zod'
import { deviceIdSchema, hostIdSchema } from '../../domain/ids'
import { tell } from '../acting'
import { reasonSchema } from '../inputs'
import { docOf } from '../latest-doc'
import { configChanged } from '../orders/place-order'
import { notFound, refused } from '../service-error'
import { mutation } from '../verb'

/** Says which UPSs feed one host; replaces what was said before. An empty list: fed by none that we know. */
export const setFeeds = mutation({
  name: 'topology.setFeeds',
  needs: 'configure',
  input: z.object({
    hostId: hostIdSchema,
    feeds: z.array(z.object({ deviceId: deviceIdSchema, label: z.enum(['A', 'B']) })).max(8),
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
    const feeds = input.feeds.map((feed) => ({ ...feed, hostId: input.hostId }))
    await tx.feeds.setForHost(input.hostId, feeds)
    const hostName = host?.name ?? input.hostId
    const words = feeds.map(({ deviceId, label }) => `${label}: ${names.get(deviceId) ?? deviceId}`).join(', ')
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
