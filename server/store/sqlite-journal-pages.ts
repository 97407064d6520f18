import Connection from 'better-sqlite3'
import { z } from 'zod'
import type { JournalPages } from './database'
import { ENTRY_TEXT } from './journal-pages'

/** A page blocks the event loop for as long as it takes: a few milliseconds. Larger ones are not quicker. */
const PAGE_ENTRIES = 500

const pageSchema = z.array(z.string())

/** Pages of what is committed, through a connection of its own: Prisma's way would take longer than the hashes. */
export const openSqliteJournalPages = (path: string): JournalPages => {
  const connection = new Connection(path, { readonly: true, timeout: 2_000 })
  const page = connection.prepare(`SELECT ${ENTRY_TEXT} FROM journal WHERE id > ? ORDER BY id LIMIT ${PAGE_ENTRIES}`).pluck()
  return {
    after: async (id) => pageSchema.parse(page.all(id)),
    close: () => void connection.close(),
  }
}
