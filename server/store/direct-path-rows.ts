import { directAddressSchema } from '../domain/direct-path'
import { credentialIdSchema, hostIdSchema } from '../domain/ids'
import type { StoreTransaction } from './database'
import type { HostDirectPath } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { DirectPathRow, StoreReads, StoreWrites } from './store'

const toDirectPath = (row: HostDirectPath): DirectPathRow => ({
  hostId: hostIdSchema.parse(row.hostId),
  address: documentFromText(directAddressSchema, row.address),
  credentialId: credentialIdSchema.parse(row.credentialId),
  createdAtMs: Number(row.createdAtMs),
})

export const directPathReads = (client: StoreTransaction): StoreReads['directPaths'] => ({
  list: async () => (await client.hostDirectPath.findMany({ orderBy: { hostId: 'asc' } })).map(toDirectPath),
  get: async (hostId) => {
    const row = await client.hostDirectPath.findUnique({ where: { hostId } })
    return row && toDirectPath(row)
  },
})

export const directPathWrites = (tx: StoreTransaction): StoreWrites['directPaths'] => ({
  ...directPathReads(tx),
  put: async ({ hostId, address, credentialId, createdAtMs }) => {
    const values = { address: textOfJson(address), credentialId, createdAtMs: BigInt(createdAtMs) }
    await tx.hostDirectPath.upsert({ where: { hostId }, create: { hostId, ...values }, update: values })
  },
  remove: async (hostId) => void (await tx.hostDirectPath.deleteMany({ where: { hostId } })),
})
