import { hardwareAddressSchema } from '../domain/hardware'
import { credentialIdSchema, hostIdSchema } from '../domain/ids'
import type { StoreTransaction } from './database'
import type { HostHardware } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { HardwareRow, StoreReads, StoreWrites } from './store'

const toHardware = (row: HostHardware): HardwareRow => ({
  hostId: hostIdSchema.parse(row.hostId),
  address: documentFromText(hardwareAddressSchema, row.address),
  credentialId: credentialIdSchema.parse(row.credentialId),
  createdAtMs: Number(row.createdAtMs),
})

export const hardwareReads = (client: StoreTransaction): StoreReads['hardware'] => ({
  list: async () => (await client.hostHardware.findMany({ orderBy: { hostId: 'asc' } })).map(toHardware),
  get: async (hostId) => {
    const row = await client.hostHardware.findUnique({ where: { hostId } })
    return row && toHardware(row)
  },
})

export const hardwareWrites = (tx: StoreTransaction): StoreWrites['hardware'] => ({
  ...hardwareReads(tx),
  put: async ({ hostId, address, credentialId, createdAtMs }) => {
    const values = { address: textOfJson(address), credentialId, createdAtMs: BigInt(createdAtMs) }
    await tx.hostHardware.upsert({ where: { hostId }, create: { hostId, ...values }, update: values })
  },
  remove: async (hostId) => void (await tx.hostHardware.deleteMany({ where: { hostId } })),
})
