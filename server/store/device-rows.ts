import { z } from 'zod'
import { credentialIdSchema, deviceIdSchema } from '../domain/ids'
import { DEVICE_KINDS, upsAddressSchema, type UpsIdentity } from '../domain/ups'
import type { StoreTransaction } from './database'
import { type Device, Prisma } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { DeviceRow, StoreReads, StoreWrites } from './store'

const identitySchema: z.ZodType<UpsIdentity> = z.looseObject({
  kind: z.enum(DEVICE_KINDS).optional(),
  family: z.string(),
  also: z.array(z.string()).optional(),
  manufacturer: z.string().nullable(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  firmware: z.string().nullable(),
  agentFirmware: z.string().nullable(),
})

const toDevice = (row: Device): DeviceRow => ({
  id: deviceIdSchema.parse(row.id),
  name: row.name,
  address: documentFromText(upsAddressSchema, row.address),
  credentialId: credentialIdSchema.parse(row.credentialId),
  enabled: row.enabled,
  identity: row.identity === null ? null : documentFromText(identitySchema, row.identity),
  createdAtMs: Number(row.createdAtMs),
})

export const deviceReads = (client: StoreTransaction): StoreReads['devices'] => ({
  list: async () => (await client.device.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(toDevice),
  get: async (id) => {
    const row = await client.device.findUnique({ where: { id } })
    return row && toDevice(row)
  },
})

export const deviceWrites = (tx: StoreTransaction): StoreWrites['devices'] => ({
  ...deviceReads(tx),
  put: async ({ id, name, address, credentialId, enabled, identity, createdAtMs }) => {
    const values = {
      name,
      address: textOfJson(address),
      credentialId,
      enabled,
      identity: identity && textOfJson(identity),
      createdAtMs: BigInt(createdAtMs),
    }
    await tx.device.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  identify: async (found) => {
    if (found.length === 0) return
    const texts = found.map(({ id, identity }) => Prisma.sql`WHEN ${id} THEN ${textOfJson(identity)}`)
    const ids = found.map(({ id }) => id)
    await tx.$executeRaw`UPDATE device SET identity = CASE id ${Prisma.join(texts, ' ')} END WHERE id IN (${Prisma.join(ids)})`
  },
  remove: async (id) => void (await tx.device.deleteMany({ where: { id } })),
})
