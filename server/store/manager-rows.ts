import { credentialIdSchema, managerIdSchema } from '../domain/ids'
import { managerAddressSchema } from '../domain/manager'
import type { StoreTransaction } from './database'
import type { Manager } from './generated/sqlite/client'
import { documentFromText, textOfJson } from './json-text'
import type { ManagerRow, StoreReads, StoreWrites } from './store'

const toManager = (row: Manager): ManagerRow => ({
  id: managerIdSchema.parse(row.id),
  name: row.name,
  address: documentFromText(managerAddressSchema, row.address),
  credentialId: credentialIdSchema.parse(row.credentialId),
  enabled: row.enabled,
  createdAtMs: Number(row.createdAtMs),
  ...(row.instanceUuid === null ? {} : { instanceUuid: row.instanceUuid }),
})

export const managerReads = (client: StoreTransaction): StoreReads['managers'] => ({
  list: async () => (await client.manager.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] })).map(toManager),
  get: async (id) => {
    const row = await client.manager.findUnique({ where: { id } })
    return row && toManager(row)
  },
})

export const managerWrites = (tx: StoreTransaction): StoreWrites['managers'] => ({
  ...managerReads(tx),
  put: async ({ id, address, createdAtMs, instanceUuid = null, ...same }) => {
    const values = { ...same, address: textOfJson(address), createdAtMs: BigInt(createdAtMs), instanceUuid }
    await tx.manager.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  remove: async (id) => void (await tx.manager.deleteMany({ where: { id } })),
})
