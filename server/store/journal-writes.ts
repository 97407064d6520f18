import type { JournalDraft, JournalEntry, Json } from '../domain/journal'
import type { Database, StoreTransaction } from './database'
import { Prisma } from './generated/sqlite/client'
import { headMac, type JournalHead } from './journal-chain'
import { queriedPages } from './journal-pages'
import { journalReads, readHead } from './journal-reads'
import { chainEntry, JOURNAL_COLUMNS } from './journal-rows'
import type { StoreWrites } from './store'

/** Entries of one transaction: ids and hashes are given at once (the writer is alone), the rows are written together. */
export interface JournalAppender {
  readonly journal: StoreWrites['journal']
  /** Writes what was appended, and the signed head. Before every commit. */
  flush(): Promise<void>
}

export const journalAppender = (db: Database, tx: StoreTransaction, anchorKey: Buffer): JournalAppender => {
  const reads = journalReads(db, tx, () => queriedPages(db, tx), anchorKey)
  let head: JournalHead | null = null
  let pending: (readonly Json[])[] = []

  const appendMany = async (drafts: readonly JournalDraft[]): Promise<readonly JournalEntry[]> => {
    const before = head ?? (await readHead(tx))
    // Another append of this transaction may have read the head meanwhile.
    let last = head ?? before
    const entries = drafts.map((draft) => {
      const { entry, row } = chainEntry(last, draft)
      pending.push(row)
      last = { id: entry.id, hash: entry.hash }
      return entry
    })
    head = last
    return entries
  }

  const flush = async (): Promise<void> => {
    if (pending.length === 0 || head === null) return
    const rows = pending
    pending = []
    const { id, hash } = head
    await tx.$executeRaw(insertEntries(db, rows))
    const mac = headMac(anchorKey, { id, hash })
    await tx.$executeRaw`
      INSERT INTO journal_anchor (name, last_id, hash, mac) VALUES ('head', ${BigInt(id)}, ${hash}, ${mac})
      ON CONFLICT (name) DO UPDATE SET last_id = excluded.last_id, hash = excluded.hash, mac = excluded.mac`
  }

  const afterFlush = async <T>(read: () => Promise<T>): Promise<T> => {
    await flush()
    return read()
  }

  return {
    flush,
    journal: {
      head: async () => afterFlush(() => reads.head()),
      page: async (request) => afterFlush(() => reads.page(request)),
      since: async (id, limit) => afterFlush(() => reads.since(id, limit)),
      get: async (id) => afterFlush(() => reads.get(id)),
      verify: async (options) => afterFlush(() => reads.verify(options)),
      appendMany,
      append: async (draft) => {
        const [entry] = await appendMany([draft])
        if (!entry) throw new Error('one draft gives one entry')
        return entry
      },
    },
  }
}

const insertEntries = (db: Database, rows: readonly (readonly Json[])[]): Prisma.Sql => {
  const text = (index: number): Prisma.Sql => Prisma.raw(`value ->> ${index}`)
  const number = (index: number): Prisma.Sql => Prisma.raw(`CAST(value ->> ${index} AS BIGINT)`)
  const columns = [number(0), number(1), ...Array.from({ length: 13 }, (_, index) => text(index + 2))]
  return Prisma.sql`INSERT INTO journal (${JOURNAL_COLUMNS}) SELECT ${Prisma.join(columns)} FROM ${db.elements(JSON.stringify(rows))}`
}
