import { z } from 'zod'
import type { Database, JournalPages, StoreTransaction } from './database'
import { Prisma } from './generated/sqlite/client'
import { ENTRY_SEPARATOR, FIELD_SEPARATOR } from './journal-chain'

/**
 * The entry's hash, then what is hashed (see `chainText`), laid out by the database: reading the columns one by one would cost
 * more than the hashes. `concat` writes NULL as nothing but keeps its separators, so no text can move into a column made NULL.
 */
export const ENTRY_TEXT = `concat(${[
  'hash',
  'previous_hash',
  'id',
  'at_ms',
  'kind',
  'actor',
  'channel',
  'object_kind',
  'object_id',
  'object_name',
  "coalesce('+' || run_id, '-')",
  "coalesce('+' || reason, '-')",
  "coalesce('+' || outcome, '-')",
  'message',
  'data',
].join(`, '${FIELD_SEPARATOR}', `)})`

// A separator of entries inside an entry, which the product never writes, becomes one of fields: no row can pass for two.
const JOINABLE_TEXT = Prisma.raw(`replace(${ENTRY_TEXT}, '${ENTRY_SEPARATOR}', '${FIELD_SEPARATOR}')`)

/** A round trip to a server costs as much as hundreds of entries. */
const PAGE_ENTRIES = 2_000

const pageSchema = z.tuple([z.object({ text: z.string().nullable() })])

/** Pages by query, each joined to one text, which costs less than rows; inside a transaction with what it wrote. */
export const queriedPages = (db: Pick<Database, 'joined'>, client: StoreTransaction): JournalPages => ({
  after: async (id) => {
    const from = Prisma.sql`SELECT * FROM journal WHERE id > ${BigInt(id)} ORDER BY id LIMIT ${BigInt(PAGE_ENTRIES)}`
    const [{ text }] = pageSchema.parse(await client.$queryRaw(db.joined(JOINABLE_TEXT, ENTRY_SEPARATOR, from)))
    return text === null ? [] : text.split(ENTRY_SEPARATOR)
  },
  close: () => undefined,
})
