import { z } from 'zod'
import { roleSchema } from '../domain/access'
import { userIdSchema } from '../domain/ids'
import type { StoreTransaction } from './database'
import type { Session, User } from './generated/sqlite/client'
import type { SessionRow, StoreReads, StoreWrites, UserRow } from './store'

const localeSchema = z.enum(['en', 'de']).nullable().catch(null)

const toUser = (row: User): UserRow => ({
  id: userIdSchema.parse(row.id),
  name: row.name,
  role: roleSchema.parse(row.role),
  passwordHash: row.passwordHash,
  createdAtMs: Number(row.createdAtMs),
  locale: localeSchema.parse(row.locale),
})

const toSession = (row: Session): SessionRow => ({
  tokenHash: row.tokenHash,
  userId: userIdSchema.parse(row.userId),
  createdAtMs: Number(row.createdAtMs),
  expiresAtMs: Number(row.expiresAtMs),
  lastSeenAtMs: Number(row.lastSeenAtMs),
})

export const userReads = (client: StoreTransaction): StoreReads['users'] => ({
  count: () => client.user.count(),
  list: async () => (await client.user.findMany({ orderBy: { name: 'asc' } })).map(toUser),
  get: async (id) => {
    const row = await client.user.findUnique({ where: { id } })
    return row && toUser(row)
  },
  byName: async (name) => {
    const row = await client.user.findUnique({ where: { name } })
    return row && toUser(row)
  },
})

export const userWrites = (tx: StoreTransaction): StoreWrites['users'] => ({
  ...userReads(tx),
  put: async ({ id, name, role, passwordHash, createdAtMs, locale }) => {
    const values = { name, role, passwordHash, createdAtMs: BigInt(createdAtMs), locale }
    await tx.user.upsert({ where: { id }, create: { id, ...values }, update: values })
  },
  // The sessions go with the user.
  remove: async (id) => void (await tx.user.deleteMany({ where: { id } })),
})

export const sessionReads = (client: StoreTransaction): StoreReads['sessions'] => ({
  get: async (tokenHash) => {
    const row = await client.session.findUnique({ where: { tokenHash } })
    return row && toSession(row)
  },
})

export const sessionWrites = (tx: StoreTransaction): StoreWrites['sessions'] => ({
  ...sessionReads(tx),
  put: async ({ tokenHash, userId, createdAtMs, expiresAtMs, lastSeenAtMs }) => {
    const values = {
      userId,
      createdAtMs: BigInt(createdAtMs),
      expiresAtMs: BigInt(expiresAtMs),
      lastSeenAtMs: BigInt(lastSeenAtMs),
    }
    await tx.session.upsert({ where: { tokenHash }, create: { tokenHash, ...values }, update: values })
  },
  remove: async (tokenHash) => void (await tx.session.deleteMany({ where: { tokenHash } })),
  removeExpired: async (nowMs) => void (await tx.session.deleteMany({ where: { expiresAtMs: { lte: BigInt(nowMs) } } })),
})
