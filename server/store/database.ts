import type { Prisma, PrismaClient } from './generated/sqlite/client'
import type { LatestChange, SampleRow } from './store'

/** One type for both databases: the SQLite client's, whose possibilities the PostgreSQL client has too. */
export type StoreClient = PrismaClient
export type StoreTransaction = Prisma.TransactionClient

/** The journal as `ENTRY_TEXT`, in the order of ids. Each page is a read of its own: a long one would let the WAL grow. */
export interface JournalPages {
  after(id: number): Promise<readonly string[]>
  close(): void
}

/** Live documents and samples: kept over the death of the process, beside the record. */
export interface Telemetry {
  /** Of an object that is there twice, the last counts. */
  putLatest(rows: readonly LatestChange[]): Promise<void>
  addSamples(rows: readonly SampleRow[]): Promise<void>
}

/** What differs between the two databases, and nothing else. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgresql'
  /** Sees what is committed. */
  readonly reader: StoreClient
  /** One at a time over all processes; committed durably when it resolves. */
  transaction<T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T>
  readonly telemetry: Telemetry
  /** False: certainly no order waits to be taken. */
  mayHavePlacedOrder(): boolean
  /** One statement, durable, beside the transactions. */
  execute(statement: Prisma.Sql): Promise<number>
  /** A FROM item with one column `value` per element of a JSON array. */
  elements(jsonArray: string): Prisma.Sql
  /** One row with one column `text`: `item` of every row of `from`, in the order of `id`, joined; null where there is none. */
  joined(item: Prisma.Sql, separator: string, from: Prisma.Sql): Prisma.Sql
  /** The committed journal, to be closed. */
  readonly openJournalPages: () => JournalPages
  /** LIKE without regard to case. */
  readonly like: Prisma.Sql
  close(): Promise<void>
}
