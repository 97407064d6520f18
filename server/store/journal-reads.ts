import { z } from 'zod'
import type { Database, JournalPages, StoreTransaction } from './database'
import { Prisma } from './generated/sqlite/client'
import { EMPTY_HEAD, type JournalHead } from './journal-chain'
import { journalConditions } from './journal-filter'
import { entriesFromRows, JOURNAL_COLUMNS } from './journal-rows'
import { verifyJournal } from './journal-verify'
import type { StoreReads } from './store'

const headSchema = z.array(z.object({ last_id: z.coerce.number(), hash: z.string() }))

export const readHead = async (client: StoreTransaction): Promise<JournalHead> => {
  const [row] = headSchema.parse(await client.$queryRaw`SELECT last_id, hash FROM journal_anchor WHERE name = 'head'`)
  return row ? { id: row.last_id, hash: row.hash } : EMPTY_HEAD
}

export const journalReads = (
  db: Database,
  client: StoreTransaction,
  openPages: () => JournalPages,
  anchorKey: Buffer,
): StoreReads['journal'] => ({
  head: () => readHead(client),
  page: async (request) =>
    entriesFromRows(
      await client.$queryRaw(
        Prisma.sql`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE ${journalConditions(db, request)} ORDER BY id DESC LIMIT ${BigInt(request.limit)}`,
      ),
    ),
  since: async (id, limit) =>
    entriesFromRows(
      await client.$queryRaw`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE id > ${BigInt(id)} ORDER BY id LIMIT ${BigInt(limit)}`,
    ),
  get: async (id) => {
    const [entry] = entriesFromRows(await client.$queryRaw`SELECT ${JOURNAL_COLUMNS} FROM journal WHERE id = ${BigInt(id)}`)
    return entry ?? null
  },
  verify: async (options) => {
    const pages = openPages()
    try {
      return await verifyJournal(client, pages, anchorKey, options?.fromId ?? 1)
    } finally {
      pages.close()
    }
  },
})
