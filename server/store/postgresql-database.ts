import type { Database, StoreClient, StoreTransaction } from './database'
import { Prisma, PrismaClient } from './generated/postgresql/client'
import { queriedPages } from './journal-pages'
import { queriedTelemetry } from './queried-telemetry'
import { TRANSACTION_LIMITS } from './transaction-limits'

/** Any number, the same in every process of a site: one writer at a time gives journal ids and revisions without holes. */
const WRITER_LOCK = 7_233_101

const joined: Database['joined'] = (item, separator, from) =>
  Prisma.sql`SELECT string_agg(${item}, ${separator} ORDER BY id) AS text FROM (${from}) AS entry`

export const openPostgresql = async (url: string): Promise<Database> => {
  // Loaded where it is used: a site on SQLite never needs it.
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const client = new PrismaClient({
    // Without limits the driver waits for ever for a server that froze.
    adapter: new PrismaPg({
      connectionString: url,
      max: 8,
      connectionTimeoutMillis: 5_000,
      query_timeout: 30_000,
      lock_timeout: 25_000,
    }),
  })
  await client.$connect()
  const db: Pick<Database, 'transaction' | 'execute' | 'elements'> = {
    transaction: (work) =>
      client.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${WRITER_LOCK}::bigint)`
        return work(asStoreTransaction(tx))
      }, TRANSACTION_LIMITS),
    execute: (statement) => client.$executeRaw(statement),
    elements: (jsonArray) => Prisma.sql`json_array_elements(${jsonArray}::json)`,
  }
  return {
    ...db,
    dialect: 'postgresql',
    reader: asStoreClient(client),
    telemetry: queriedTelemetry(db),
    mayHavePlacedOrder: () => true,
    joined,
    openJournalPages: () => queriedPages({ joined }, asStoreClient(client)),
    like: Prisma.sql`ILIKE`,
    close: () => client.$disconnect(),
  }
}

// Both clients are generated from one model; where their types differ (the journal's id) only raw SQL goes.
const asStoreClient = (client: PrismaClient): StoreClient => client as unknown as StoreClient
const asStoreTransaction = (tx: Prisma.TransactionClient): StoreTransaction => tx as unknown as StoreTransaction
