import { z } from 'zod'
import type { DeviceFeed } from '../domain/device-feed'
import { deviceIdSchema, hostIdSchema, powerGroupIdSchema } from '../domain/ids'
import type { Feed, PowerGroup } from '../domain/world'
import type { StoreTransaction } from './database'
import type { DeviceFeed as DeviceFeedRecord, Feed as FeedRecord, PowerGroup as GroupRecord } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { StoreReads, StoreWrites } from './store'

const deviceIdsSchema = z.array(deviceIdSchema)
const labelSchema = z.enum(['A', 'B'])

const toGroup = (row: GroupRecord): PowerGroup => ({
  id: powerGroupIdSchema.parse(row.id),
  name: row.name,
  deviceIds: documentFromText(deviceIdsSchema, row.deviceIds),
  requiredDevices: row.requiredDevices,
})

const toFeed = (row: FeedRecord): Feed => ({
  hostId: hostIdSchema.parse(row.hostId),
  deviceId: deviceIdSchema.parse(row.deviceId),
  label: labelSchema.parse(row.label),
  outletId: row.outletId,
})

const toDeviceFeed = (row: DeviceFeedRecord): DeviceFeed => ({
  deviceId: deviceIdSchema.parse(row.deviceId),
  label: labelSchema.parse(row.label),
  sourceId: deviceIdSchema.parse(row.sourceId),
  outletId: row.outletId,
})

export const groupReads = (client: StoreTransaction): StoreReads['groups'] => ({
  list: async () => (await client.powerGroup.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(toGroup),
})

export const groupWrites = (tx: StoreTransaction): StoreWrites['groups'] => ({
  ...groupReads(tx),
  put: async ({ id, name, deviceIds, requiredDevices }) => {
    const values = { name, deviceIds: textOfJson(deviceIds), requiredDevices }
    await tx.powerGroup.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  remove: async (id) => void (await tx.powerGroup.deleteMany({ where: { id } })),
})

export const feedReads = (client: StoreTransaction): StoreReads['feeds'] => ({
  list: async () =>
    (await client.feed.findMany({ orderBy: [{ hostId: 'asc' }, { label: 'asc' }, { deviceId: 'asc' }] })).map(toFeed),
  ofDevices: async () =>
    (await client.deviceFeed.findMany({ orderBy: [{ deviceId: 'asc' }, { label: 'asc' }] })).map(toDeviceFeed),
})

export const feedWrites = (tx: StoreTransaction): StoreWrites['feeds'] => ({
  ...feedReads(tx),
  setForHost: async (hostId, feeds) => {
    await tx.feed.deleteMany({ where: { hostId } })
    if (feeds.length > 0)
      await tx.feed.createMany({ data: feeds.map(({ deviceId, label, outletId }) => ({ hostId, deviceId, label, outletId })) })
  },
  setForDevice: async (deviceId, feeds) => {
    await tx.deviceFeed.deleteMany({ where: { deviceId } })
    if (feeds.length > 0)
      await tx.deviceFeed.createMany({
        data: feeds.map(({ label, sourceId, outletId }) => ({ deviceId, label, sourceId, outletId })),
      })
  },
})
